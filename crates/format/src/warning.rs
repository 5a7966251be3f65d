//! What was wrong at one place of a file that goes on being read. Never an end of the import: that is
//! [`crate::ImportError`].

/// Something that a person should know about one place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its kind, to group by.
    pub code: WarningCode,
    /// Line in the decompressed file, from 1.
    pub line: u64,
    /// Byte offset in the decompressed file, from 0; for [`WarningCode::Packed`] and [`WarningCode::Zip`], in the data as
    /// they are packed.
    pub byte: u64,
    /// What is wrong and what was done, with a short sample of the text where that helps.
    pub message: String,
    /// Whether a record was left out because of it.
    pub skipped: bool,
}

/// The kinds of [`Warning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningCode {
    /// A record that is no JSON, or bytes between records that belong to none.
    NotJson,
    /// A record that is JSON, but no object.
    NotAnObject,
    /// An element that is no XML, or what belongs to no element.
    NotXml,
    /// Objects of an OCEL log that could not be put in their place among its events.
    Objects,
    /// The file ends inside its last record, or before its array is closed.
    Truncated,
    /// A record nested deeper than [`foldback_event::json::MAX_DEPTH`].
    TooDeep,
    /// A record longer than [`crate::Options::max_record`].
    TooLarge,
    /// A record that is no UTF-8.
    Utf8,
    /// A record without a usable value in the mapped stream field.
    NoStream,
    /// A record without a usable value in the mapped type field.
    NoType,
    /// A time that could not be understood; its text is kept.
    BadTime,
    /// Tags that are neither a string nor an array of strings and numbers; kept with the unmapped fields.
    BadTags,
    /// Members beside the array of events, which are not imported.
    OtherMembers,
    /// A row of a table with too few or too many fields; it is read.
    FieldCount,
    /// A log that stands newest first and is too long to be turned round.
    NewestFirst,
    /// A record of Foldback's own form that is not as it was exported, or by a newer version.
    Native,
    /// A payload that cannot be unpacked; kept as it is.
    PackedPayload,
    /// A form of EDN that cannot be read.
    NotEdn,
    /// Times without a zone, which are read as UTC.
    NoZone,
    /// Times that can be read in two ways; how they are read is said.
    AmbiguousTime,
    /// Transactions that do not stand in their order.
    OutOfOrder,
    /// Compressed data are damaged or cut; what was readable before is kept.
    Packed,
    /// The data of an entry of a zip archive are damaged or cut; what was readable before is kept.
    Zip,
}

impl WarningCode {
    /// The stable name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotJson => "NotJson",
            Self::NotAnObject => "NotAnObject",
            Self::NotXml => "NotXml",
            Self::Objects => "Objects",
            Self::Truncated => "Truncated",
            Self::TooDeep => "TooDeep",
            Self::TooLarge => "TooLarge",
            Self::Utf8 => "Utf8",
            Self::NoStream => "NoStream",
            Self::NoType => "NoType",
            Self::BadTime => "BadTime",
            Self::BadTags => "BadTags",
            Self::OtherMembers => "OtherMembers",
            Self::FieldCount => "FieldCount",
            Self::NewestFirst => "NewestFirst",
            Self::Native => "Native",
            Self::Packed => "Packed",
            Self::NotEdn => "NotEdn",
            Self::NoZone => "NoZone",
            Self::AmbiguousTime => "AmbiguousTime",
            Self::OutOfOrder => "OutOfOrder",
            Self::PackedPayload => "PackedPayload",
            Self::Zip => "Zip",
        }
    }
}
