//! The head record: where the log ends.

use crate::LogError;
use crate::chain::Link;
use crate::wire::Reader;

/// The version of everything that a log stores. It rises whenever an older program could not read what is written.
pub const FORMAT_VERSION: u16 = 1;

const MAGIC: &[u8; 4] = b"FBHD";

/// Where a log ends, and whether it can be relied on yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The position that the next event gets.
    pub next: u64,
    /// Rises whenever segments are replaced or removed: whoever holds headers of another generation reads them anew.
    pub generation: u64,
    /// The hash chain up to the last event.
    pub link: Link,
    /// Whether an import into the empty log has begun and not ended. Segments may then lie behind `next`; they are not part of the log.
    pub importing: bool,
}

impl Head {
    /// As stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(72);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&self.next.to_le_bytes());
        out.extend_from_slice(&self.generation.to_le_bytes());
        out.extend_from_slice(&self.link);
        out.push(u8::from(self.importing));
        let sum = checksum(&out);
        out.extend_from_slice(&sum);
        out
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`LogError::NewerVersion`] and [`LogError::Corrupt`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        let corrupt = |reason| LogError::Corrupt { first: None, reason };
        let short = |_| corrupt("it is too short");
        let mut reader = Reader::new(bytes);
        if reader.take(4).map_err(short)? != MAGIC {
            return Err(corrupt("it does not begin as a head does"));
        }
        version(reader.array().map_err(short)?)?;
        let head = Self {
            next: u64::from_le_bytes(reader.array().map_err(short)?),
            generation: u64::from_le_bytes(reader.array().map_err(short)?),
            link: reader.array().map_err(short)?,
            importing: reader.array::<1>().map_err(short)? == [1],
        };
        let covered = bytes.len() - reader.rest.len();
        if reader.rest != checksum(&bytes[..covered]) {
            return Err(corrupt("its checksum does not fit"));
        }
        Ok(head)
    }
}

/// Refuses what a newer program wrote, before anything else of it is believed.
pub fn version(bytes: [u8; 2]) -> Result<(), LogError> {
    match u16::from_le_bytes(bytes) {
        found if found > FORMAT_VERSION => Err(LogError::NewerVersion { found, supported: FORMAT_VERSION }),
        _ => Ok(()),
    }
}

/// Sixteen bytes of BLAKE3: enough that no damage goes unseen.
pub fn checksum(bytes: &[u8]) -> [u8; 16] {
    let mut sum = [0; 16];
    sum.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_and_every_flipped_bit_is_seen() {
        let head = Head { next: 41_203, generation: 7, link: [9; 32], importing: true };
        let bytes = head.to_bytes();
        assert_eq!(Head::from_bytes(&bytes), Ok(head));
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert!(Head::from_bytes(&damaged).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(Head::from_bytes(&bytes[..20]).is_err());
    }

    #[test]
    fn a_newer_version_is_named() {
        let mut bytes = Head::default().to_bytes();
        bytes[4] = 2;
        assert_eq!(Head::from_bytes(&bytes), Err(LogError::NewerVersion { found: 2, supported: 1 }));
    }
}
