//! What may be a number, a name or `{ time }` in a message. Serde's untagged enums do the same with ten times the code.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// One of them.
pub enum Said {
    /// A whole number, not below 0.
    Number(u64),
    /// A name.
    Name(String),
    /// A time, in microseconds since 1970.
    Time(i64),
}

/// The form of a time.
#[derive(Serialize, Deserialize)]
pub struct Time {
    pub time: i64,
}

/// Reads one; holds what was expected, in words.
pub struct Loose(pub &'static str);

impl<'de> Visitor<'de> for Loose {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Said, E> {
        Ok(Said::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Said, E> {
        u64::try_from(number).map(Said::Number).map_err(|_| E::custom("a number is not below 0"))
    }

    // JavaScript's numbers come as these where they are no integers, or not known to be.
    fn visit_f64<E: Error>(self, number: f64) -> Result<Said, E> {
        match number as u64 {
            whole if whole as f64 == number => Ok(Said::Number(whole)),
            _ => Err(E::custom("a number is whole and not below 0")),
        }
    }

    fn visit_str<E>(self, name: &str) -> Result<Said, E> {
        Ok(Said::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Said, A::Error> {
        let Time { time } = Time::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        Ok(Said::Time(time))
    }
}
