//! From the bytes of a file to the bytes of its text: told by the first bytes, never by a name. Output comes in
//! pieces of bounded size, however strongly the input is compressed.

mod crc;
mod gzip;
mod gzip_header;
mod member;
mod zlib;
mod zstd;

use gzip::Gunzip;
pub(crate) use member::Member;
use zlib::Inflate;
use zstd::Unzstd;

use crate::Compression;

/// Bytes that tell how a file is packed.
const NEEDED: usize = 4;

/// Bytes that are passed on at a time.
const PIECE: usize = 64 * 1024;

/// Where damaged data begin, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Offset in the file as it is.
    pub byte: u64,
    pub message: &'static str,
}

/// Takes a piece of text, and how it was compressed.
pub(crate) type Take<'a, E> = dyn FnMut(&[u8], Option<Compression>) -> Result<(), E> + 'a;

/// How the file is packed.
pub(crate) enum Unpack {
    /// Not known yet: fewer bytes than tell.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip>),
    Zlib(Box<Inflate>),
    Zstd(Box<Unzstd>),
    /// What stands behind damage, which nothing can be made of.
    Damaged(Compression),
}

impl Unpack {
    pub fn new() -> Self {
        Self::Unknown(Vec::new())
    }

    /// Passes what `bytes` unpack to on to `take`, which ends the work by an error of its own.
    pub fn push<E>(&mut self, bytes: &[u8], take: &mut Take<'_, E>) -> Result<Option<Damage>, E> {
        match self {
            Self::Plain => take(bytes, None).map(|()| None),
            Self::Damaged(_) => Ok(None),
            Self::Gzip(gunzip) => {
                let damage = gunzip.push(bytes, &mut |piece| take(piece, Some(Compression::Gzip)))?;
                Ok(self.noted(damage))
            }
            Self::Zlib(inflate) => {
                let damage = inflate.push(bytes, &mut |piece| take(piece, Some(Compression::Zlib)))?;
                Ok(self.noted(damage))
            }
            Self::Zstd(unzstd) => {
                let damage = unzstd.push(bytes, &mut |piece| take(piece, Some(Compression::Zstd)))?;
                Ok(self.noted(damage))
            }
            Self::Unknown(begun) => {
                begun.extend_from_slice(bytes);
                if begun.len() < NEEDED {
                    return Ok(None);
                }
                let begun = std::mem::take(begun);
                *self = Self::told(&begun);
                self.push(&begun, take)
            }
        }
    }

    /// How a file is packed that begins like this.
    fn told(begun: &[u8]) -> Self {
        if begun.starts_with(&gzip_header::MAGIC) {
            Self::Gzip(Box::default())
        } else if begun.starts_with(&zstd::MAGIC) || zstd::is_skippable(begun) {
            Self::Zstd(Box::default())
        } else if zlib::is_header(begun) {
            Self::Zlib(Box::default())
        } else {
            Self::Plain
        }
    }

    /// How the file is packed, as far as that is known.
    pub fn compression(&self) -> Option<Compression> {
        match self {
            Self::Unknown(_) | Self::Plain => None,
            Self::Damaged(compression) => Some(*compression),
            Self::Gzip(_) => Some(Compression::Gzip),
            Self::Zlib(_) => Some(Compression::Zlib),
            Self::Zstd(_) => Some(Compression::Zstd),
        }
    }

    fn noted(&mut self, damage: Option<Damage>) -> Option<Damage> {
        if let (Some(_), Some(compression)) = (&damage, self.compression()) {
            *self = Self::Damaged(compression);
        }
        damage
    }

    /// Unpacks no more than makes a piece of text, and gives how many of the bytes that took. Where there are bytes, it takes some.
    pub fn push_some<E>(&mut self, bytes: &[u8], take: &mut Take<'_, E>) -> Result<(usize, Option<Damage>), E> {
        if let Self::Gzip(gunzip) = self {
            let (used, damage) = gunzip.push_some(bytes, &mut |piece| take(piece, Some(Compression::Gzip)))?;
            return Ok((used, self.noted(damage)));
        }
        let some = bytes.get(..PIECE).unwrap_or(bytes);
        // Too few bytes to tell a compression by are compressed by none that makes much of them.
        let some = if matches!(self, Self::Unknown(_)) { some.get(..NEEDED).unwrap_or(some) } else { some };
        self.push(some, take).map(|damage| (some.len(), damage))
    }

    /// The file has ended: passes on what was held back and says whether something is missing.
    pub fn finish<E>(&mut self, take: &mut Take<'_, E>) -> Result<Option<Damage>, E> {
        match self {
            Self::Unknown(begun) => {
                let begun = std::mem::take(begun);
                *self = Self::told(&begun);
                if matches!(self, Self::Plain) {
                    return take(&begun, None).map(|()| None);
                }
                let damage = self.push(&begun, take)?;
                if damage.is_some() { Ok(damage) } else { self.finish(take) }
            }
            Self::Gzip(gunzip) => Ok(gunzip.missing()),
            Self::Zlib(inflate) => Ok(inflate.missing()),
            Self::Zstd(unzstd) => Ok(unzstd.missing()),
            Self::Plain | Self::Damaged(_) => Ok(None),
        }
    }
}
