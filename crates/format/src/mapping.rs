//! Which field of a record plays which role of an event. It holds names only and never looks at a record.

use std::fmt;

/// The place of a value inside a record: member names from the outside in, such as `["repo", "name"]`.
///
/// Names are plain text, without JSON escapes. An empty path names nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// The outermost name, and the names inside it.
    pub(crate) fn split(&self) -> Option<(&String, &[String])> {
        self.0.split_first()
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for FieldPath {
    fn from(names: [S; N]) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for FieldPath {
    /// For people: the names joined by dots. A name may itself hold a dot, so this cannot be read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// What a field can be to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// The name of its stream.
    Stream,
    /// The event type.
    EventType,
    /// Its id.
    Id,
    /// When it happened.
    Time,
    /// Its payload.
    Data,
    /// An object about the event rather than of it.
    Metadata,
    /// Its place in its stream, at the source.
    Revision,
    /// Its place in the whole log, at the source.
    Position,
    /// The id of the conversation it belongs to.
    Correlation,
    /// The id of what caused it.
    Causation,
    /// Names that it is also found by.
    Tags,
}

impl Role {
    /// All roles, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Stream,
        Self::EventType,
        Self::Id,
        Self::Time,
        Self::Data,
        Self::Metadata,
        Self::Revision,
        Self::Position,
        Self::Correlation,
        Self::Causation,
        Self::Tags,
    ];

    /// The stable name of the role, the one of its field in [`Mapping`].
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::EventType => "event_type",
            Self::Id => "id",
            Self::Time => "time",
            Self::Data => "data",
            Self::Metadata => "metadata",
            Self::Revision => "revision",
            Self::Position => "position",
            Self::Correlation => "correlation",
            Self::Causation => "causation",
            Self::Tags => "tags",
        }
    }
}

/// For each role the field that plays it; `None` where the records have no such field.
///
/// Without a `data` field, an event's data is an object of all members that no other role takes. With one,
/// the members that no role takes are kept in the metadata, under `$fields`, and a record that lacks it has the
/// data `{}`. A value that cannot play its role, such as an object for an id, is kept like a member of no role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The name of the stream.
    pub stream: Option<FieldPath>,
    /// The event type.
    pub event_type: Option<FieldPath>,
    /// The id.
    pub id: Option<FieldPath>,
    /// When it happened.
    pub time: Option<FieldPath>,
    /// The payload.
    pub data: Option<FieldPath>,
    /// An object about the event.
    pub metadata: Option<FieldPath>,
    /// The place in the stream, at the source.
    pub revision: Option<FieldPath>,
    /// The place in the whole log, at the source.
    pub position: Option<FieldPath>,
    /// The id of the conversation; kept in the metadata as `$correlationId`, KurrentDB's name for it.
    pub correlation: Option<FieldPath>,
    /// The id of the cause; kept in the metadata as `$causationId`.
    pub causation: Option<FieldPath>,
    /// A string, or an array of strings and numbers.
    pub tags: Option<FieldPath>,
    /// The stream of events whose record names none.
    pub default_stream: String,
    /// The type of events whose record names none.
    pub default_type: String,
}

impl Mapping {
    /// A mapping without fields; its default stream is `name` (`events` when that is empty), its default type `Event`.
    pub fn named(name: &str) -> Self {
        Self {
            stream: None,
            event_type: None,
            id: None,
            time: None,
            data: None,
            metadata: None,
            revision: None,
            position: None,
            correlation: None,
            causation: None,
            tags: None,
            default_stream: if name.is_empty() { "events" } else { name }.to_owned(),
            default_type: "Event".to_owned(),
        }
    }

    /// The field that plays `role`.
    pub fn field(&self, role: Role) -> Option<&FieldPath> {
        match role {
            Role::Stream => &self.stream,
            Role::EventType => &self.event_type,
            Role::Id => &self.id,
            Role::Time => &self.time,
            Role::Data => &self.data,
            Role::Metadata => &self.metadata,
            Role::Revision => &self.revision,
            Role::Position => &self.position,
            Role::Correlation => &self.correlation,
            Role::Causation => &self.causation,
            Role::Tags => &self.tags,
        }
        .as_ref()
    }

    /// The place of that field, to be set.
    pub fn field_mut(&mut self, role: Role) -> &mut Option<FieldPath> {
        match role {
            Role::Stream => &mut self.stream,
            Role::EventType => &mut self.event_type,
            Role::Id => &mut self.id,
            Role::Time => &mut self.time,
            Role::Data => &mut self.data,
            Role::Metadata => &mut self.metadata,
            Role::Revision => &mut self.revision,
            Role::Position => &mut self.position,
            Role::Correlation => &mut self.correlation,
            Role::Causation => &mut self.causation,
            Role::Tags => &mut self.tags,
        }
    }
}

impl Default for Mapping {
    fn default() -> Self {
        Self::named("")
    }
}
