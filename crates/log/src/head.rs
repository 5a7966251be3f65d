//! The head record: what changes a log otherwise than by an append, and where the log ended when that last happened. Where it ends
//! now, its last segment says.

use crate::LogError;
use crate::chain::Link;
use crate::wire::{Broken, Reader};

/// The version of everything that a log stores. It rises whenever an older program could not read what is written.
///
/// 1: the first. 2: the head tells what changed behind its end, and segments may hold places of removed events.
pub const FORMAT_VERSION: u16 = 2;

const MAGIC: &[u8; 4] = b"FBHD";

/// How many of the latest changes behind the end a head remembers.
const CHANGES: usize = 8;

/// Where a log ends, what else has changed in it, and whether it can be relied on yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The position that the next event gets; in a stored head, the one it got when the head was written.
    pub next: u64,
    /// Rises whenever segments are replaced or a stream's rules change: whoever knows another generation has something to read anew.
    pub generation: u64,
    /// The hash chain up to the last event.
    pub link: Link,
    /// Whether an import into the empty log has begun and not ended. Segments may then lie behind `next`; they are not part of the log.
    pub importing: bool,
    /// The generation in which events were last removed.
    pub removed_at: u64,
    /// The generation in which a stream's rules last changed.
    pub rules_at: u64,
    /// The latest replacements of segments: generation, and the first position concerned.
    pub(crate) changes: [(u64, u64); CHANGES],
}

impl Head {
    /// The head after segments from position `from` on were replaced.
    pub(crate) fn replaced(mut self, from: u64) -> Self {
        self.generation += 1;
        self.changes.rotate_right(1);
        self.changes[0] = (self.generation, from);
        self
    }

    /// The head after events in segments from position `from` on were removed.
    pub(crate) fn removed(self, from: u64) -> Self {
        let head = self.replaced(from);
        Self { removed_at: head.generation, ..head }
    }

    /// The head after the rules of a stream changed.
    pub(crate) fn ruled(self) -> Self {
        // Nothing to read anew among the segments.
        let head = self.replaced(u64::MAX);
        Self { rules_at: head.generation, ..head }
    }

    /// From which position on someone who knows `generation` has to read the headers anew.
    pub(crate) fn changed_since(&self, generation: u64) -> u64 {
        if generation == self.generation {
            return u64::MAX;
        }
        let newer = self.changes.iter().filter(|(of, _)| *of > generation);
        let known = newer.clone().count() as u64;
        // Where a change is missing from the list, anything may be different.
        if generation > self.generation || known < self.generation - generation {
            return 0;
        }
        newer.map(|(_, from)| *from).min().unwrap_or(0)
    }

    /// As stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(232);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&self.next.to_le_bytes());
        out.extend_from_slice(&self.generation.to_le_bytes());
        out.extend_from_slice(&self.link);
        out.push(u8::from(self.importing));
        out.extend_from_slice(&self.removed_at.to_le_bytes());
        out.extend_from_slice(&self.rules_at.to_le_bytes());
        for (generation, from) in self.changes {
            out.extend_from_slice(&generation.to_le_bytes());
            out.extend_from_slice(&from.to_le_bytes());
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum);
        out
    }

    /// Reads what [`Self::to_bytes`] wrote, in this version or an older one.
    ///
    /// # Errors
    /// [`LogError::NewerVersion`] and [`LogError::Corrupt`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        let corrupt = |reason| LogError::Corrupt { first: None, reason };
        let mut reader = Reader::new(bytes);
        let short = |_| corrupt("it is too short");
        if reader.take(4).map_err(short)? != MAGIC {
            return Err(corrupt("it does not begin as a head does"));
        }
        let version = version(reader.array().map_err(short)?)?;
        let head = Self::read(&mut reader, version).map_err(short)?;
        let covered = bytes.len() - reader.rest.len();
        if reader.rest != checksum(&bytes[..covered]) {
            return Err(corrupt("its checksum does not fit"));
        }
        Ok(head)
    }

    fn read(reader: &mut Reader<'_>, version: u16) -> Result<Self, Broken> {
        let number = |reader: &mut Reader<'_>| reader.array().map(u64::from_le_bytes);
        let mut head = Self {
            next: number(reader)?,
            generation: number(reader)?,
            link: reader.array()?,
            importing: reader.array::<1>()? == [1],
            ..Self::default()
        };
        if version >= 2 {
            head.removed_at = number(reader)?;
            head.rules_at = number(reader)?;
            for (generation, from) in &mut head.changes {
                *generation = number(reader)?;
                *from = number(reader)?;
            }
        }
        Ok(head)
    }
}

/// Refuses what a newer program wrote, before anything else of it is believed.
pub fn version(bytes: [u8; 2]) -> Result<u16, LogError> {
    match u16::from_le_bytes(bytes) {
        found if found > FORMAT_VERSION => Err(LogError::NewerVersion { found, supported: FORMAT_VERSION }),
        found => Ok(found),
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
        let head = Head { next: 41_203, link: [9; 32], importing: true, ..Head::default() }.removed(7).ruled();
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
        bytes[4] = 3;
        assert_eq!(Head::from_bytes(&bytes), Err(LogError::NewerVersion { found: 3, supported: 2 }));
    }

    #[test]
    fn who_missed_a_change_reads_from_there_and_who_missed_too_many_from_the_start() {
        let head = Head::default().replaced(50).replaced(20).ruled();
        assert_eq!((head.generation, head.removed_at, head.rules_at), (3, 0, 3));
        assert_eq!([3, 2, 1, 0].map(|known| head.changed_since(known)), [u64::MAX, u64::MAX, 20, 20]);
        let head = (0..9).fold(head, |head, _| head.replaced(90));
        assert_eq!(head.changed_since(4), 90);
        assert_eq!(head.changed_since(3), 0, "the list is too short to say");
        assert_eq!(head.changed_since(99), 0);
    }
}
