//! From the bytes of a file to the bytes of its text: told by the first bytes, never by a name. Output comes in
//! pieces of bounded size, however strongly the input is compressed.

mod crc;
mod gzip;
mod gzip_header;
mod member;

use gzip::Gunzip;
pub(crate) use member::Member;

/// Bytes that are passed on at a time.
const PIECE: usize = 64 * 1024;

/// Bytes that tell every compression.
const TELLING: usize = 64;

/// Where damaged data begin, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Offset in the file as it is.
    pub byte: u64,
    pub message: &'static str,
}

/// Takes a piece of text, and whether it was compressed.
pub(crate) type Take<'a, E> = dyn FnMut(&[u8], bool) -> Result<(), E> + 'a;

/// How the file is packed.
pub(crate) enum Unpack {
    /// Not known yet: fewer bytes than tell.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip>),
    /// Gzip data behind damage, which nothing can be made of.
    Damaged,
}

impl Unpack {
    pub fn new() -> Self {
        Self::Unknown(Vec::new())
    }

    /// Passes what `bytes` unpack to on to `take`, which ends the work by an error of its own.
    pub fn push<E>(&mut self, bytes: &[u8], take: &mut Take<'_, E>) -> Result<Option<Damage>, E> {
        match self {
            Self::Plain => take(bytes, false).map(|()| None),
            Self::Damaged => Ok(None),
            Self::Gzip(gunzip) => {
                let damage = gunzip.push(bytes, &mut |piece| take(piece, true))?;
                if damage.is_some() {
                    *self = Self::Damaged;
                }
                Ok(damage)
            }
            Self::Unknown(begun) => {
                begun.extend_from_slice(bytes);
                if begun.len() < gzip_header::MAGIC.len() {
                    return Ok(None);
                }
                let begun = std::mem::take(begun);
                *self = if begun.starts_with(&gzip_header::MAGIC) { Self::Gzip(Box::default()) } else { Self::Plain };
                self.push(&begun, take)
            }
        }
    }

    /// Unpacks no more than makes a piece of text, and gives how many of the bytes that took. Where there are bytes, it takes some.
    pub fn push_some<E>(&mut self, bytes: &[u8], take: &mut Take<'_, E>) -> Result<(usize, Option<Damage>), E> {
        if let Self::Gzip(gunzip) = self {
            let (used, damage) = gunzip.push_some(bytes, &mut |piece| take(piece, true))?;
            if damage.is_some() {
                *self = Self::Damaged;
            }
            return Ok((used, damage));
        }
        let some = bytes.get(..PIECE).unwrap_or(bytes);
        // Too few bytes to tell a compression by are compressed by none that makes much of them.
        let some = if matches!(self, Self::Unknown(_)) { some.get(..TELLING).unwrap_or(some) } else { some };
        self.push(some, take).map(|damage| (some.len(), damage))
    }

    /// The file has ended: passes on what was held back and says whether something is missing.
    pub fn finish<E>(&mut self, take: &mut Take<'_, E>) -> Result<Option<Damage>, E> {
        match self {
            Self::Unknown(begun) => {
                let begun = std::mem::take(begun);
                *self = Self::Plain;
                take(&begun, false).map(|()| None)
            }
            Self::Gzip(gunzip) => Ok(gunzip.missing()),
            Self::Plain | Self::Damaged => Ok(None),
        }
    }
}
