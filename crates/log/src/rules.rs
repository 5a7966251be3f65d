//! What is said of a stream beside its events: its metadata, and whether and how it was deleted.

use crate::LogError;
use crate::head::checksum;
use crate::wire::{Broken, Reader, put, put_bytes};

/// What begins the names of notes that hold rules.
pub const NOTES: &str = "stream:";

/// A stream's metadata, as KurrentDB defines it: what of the stream is still to be read, and whatever an app adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamMetadata {
    /// Only this many of the latest events are read.
    pub max_count: Option<u64>,
    /// Only events not older than this many seconds are read.
    pub max_age: Option<u64>,
    /// Only events from this revision on are read.
    pub truncate_before: Option<u64>,
    /// A JSON object of the app's own, or nothing.
    pub custom: String,
}

/// All that is said of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Its metadata.
    pub metadata: StreamMetadata,
    /// How often the metadata was set.
    pub written: u64,
    /// The revision at which it began anew after it was last deleted. It has no events while its next revision is this.
    pub first: u64,
    /// Deleted for good.
    pub tombstoned: bool,
    /// Events before this revision were removed.
    pub removed: u64,
}

impl Rules {
    /// The name of the note that holds a stream's rules.
    pub fn note(stream: &str) -> String {
        format!("{NOTES}{stream}")
    }

    /// As stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![1];
        let Self { metadata, written, first, tombstoned, removed } = self;
        for limit in [metadata.max_count, metadata.max_age, metadata.truncate_before] {
            // One more, because 0 says that there is none.
            put(limit.map_or(0, |limit| limit.saturating_add(1)), &mut out);
        }
        put_bytes(metadata.custom.as_bytes(), &mut out);
        for number in [*written, *first, u64::from(*tombstoned), *removed] {
            put(number, &mut out);
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum);
        out
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`LogError::Corrupt`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        let corrupt = LogError::Corrupt { first: None, reason: "the rules of a stream cannot be read" };
        let covered = bytes.len().saturating_sub(16);
        if bytes[covered..] != checksum(&bytes[..covered]) {
            return Err(corrupt);
        }
        Self::read(&bytes[..covered]).map_err(|Broken| corrupt)
    }

    fn read(bytes: &[u8]) -> Result<Self, Broken> {
        let mut reader = Reader::new(bytes);
        if reader.array::<1>()? != [1] {
            return Err(Broken);
        }
        let mut limit = || reader.get().map(|limit| limit.checked_sub(1));
        let (max_count, max_age, truncate_before) = (limit()?, limit()?, limit()?);
        let custom = reader.text()?.to_owned();
        Ok(Self {
            metadata: StreamMetadata { max_count, max_age, truncate_before, custom },
            written: reader.get()?,
            first: reader.get()?,
            tombstoned: reader.get()? == 1,
            removed: reader.get()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_back_and_every_flipped_byte_is_seen() {
        let rules = Rules {
            metadata: StreamMetadata {
                max_count: Some(0),
                max_age: None,
                truncate_before: Some(300),
                custom: "{\"é\":1}".to_owned(),
            },
            written: 3,
            first: 1 << 40,
            tombstoned: true,
            removed: 7,
        };
        let bytes = rules.to_bytes();
        assert_eq!(Rules::from_bytes(&bytes), Ok(rules));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert!(Rules::from_bytes(&damaged).is_err(), "byte {at}");
            assert!(Rules::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
        }
    }
}
