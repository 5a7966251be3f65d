//! Which moment of a log a question is about.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::loose::{Loose, Said, Time};

/// A moment of a log. As a message: a number, or `{ time }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After the event at this position.
    Position(u64),
    /// After the last event at which the latest time so far is not later than this one, in microseconds since 1970.
    Time(i64),
}

impl From<u64> for At {
    fn from(position: u64) -> Self {
        Self::Position(position)
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Position(position) => serializer.serialize_u64(*position),
            Self::Time(time) => Time { time: *time }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Loose("a position or `{ time }`"))? {
            Said::Number(position) => Ok(Self::Position(position)),
            Said::Time(time) => Ok(Self::Time(time)),
            Said::Name(_) => Err(D::Error::custom("a position or `{ time }` was expected")),
        }
    }
}
