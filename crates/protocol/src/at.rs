//! Which moment of a log a question is about.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// The form of a time.
#[derive(Serialize, Deserialize)]
struct Time {
    time: i64,
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
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = At;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a position or `{ time }`")
    }

    fn visit_u64<E>(self, position: u64) -> Result<At, E> {
        Ok(At::Position(position))
    }

    fn visit_i64<E: serde::de::Error>(self, position: i64) -> Result<At, E> {
        u64::try_from(position).map(At::Position).map_err(|_| E::custom("a position is not below 0"))
    }

    // JavaScript's numbers come as these where they are no integers, or not known to be.
    fn visit_f64<E: serde::de::Error>(self, position: f64) -> Result<At, E> {
        match position as u64 {
            whole if whole as f64 == position => Ok(At::Position(whole)),
            _ => Err(E::custom("a position is a whole number, not below 0")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<At, A::Error> {
        let Time { time } = Time::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        Ok(At::Time(time))
    }
}
