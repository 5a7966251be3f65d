//! The data of one entry of a zip archive: stored or deflated, length and checksum checked. It never holds more than one
//! piece of output, and knows nothing of the archive around them.

use flate2::{Decompress, FlushDecompress, Status};

use super::crc::Crc;
use super::{Damage, PIECE};
use crate::zip::{Method, Packed};

/// An unpacker that is pushed bytes.
pub(crate) struct Member {
    packed: Packed,
    /// Nothing where the data are stored as they are.
    inflate: Option<Box<Decompress>>,
    crc: Crc,
    piece: Vec<u8>,
    /// Bytes taken so far.
    taken: u64,
    /// Bytes made so far.
    made: u64,
    ended: bool,
    damaged: bool,
}

impl Member {
    pub fn new(packed: Packed) -> Self {
        let inflate = (packed.method == Method::Deflated).then(|| Box::new(Decompress::new(false)));
        let piece = if inflate.is_some() { vec![0; PIECE] } else { Vec::new() };
        Self { packed, inflate, crc: Crc::new(), piece, taken: 0, made: 0, ended: false, damaged: false }
    }

    /// Unpacks no more than makes one piece, and gives how many of the bytes that took. What came before damage has been
    /// passed on when the damage is reported, once; what comes behind it is nothing.
    pub fn push_some<E>(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(usize, Option<Damage>), E> {
        if self.damaged {
            return Ok((bytes.len(), None));
        }
        let Some(inflate) = &mut self.inflate else {
            let some = bytes.get(..PIECE).unwrap_or(bytes);
            self.taken += some.len() as u64;
            self.made += some.len() as u64;
            self.crc.update(some);
            take(some)?;
            return Ok((some.len(), None));
        };
        if self.ended {
            let damage = (!bytes.is_empty()).then(|| self.damage("there are bytes behind the end of its data"));
            return Ok((bytes.len(), damage));
        }
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(bytes, &mut self.piece, FlushDecompress::None);
        let used = (inflate.total_in() - read) as usize;
        let made = (inflate.total_out() - written) as usize;
        self.taken += used as u64;
        self.made += made as u64;
        let piece = self.piece.get(..made).unwrap_or_default();
        if made > 0 {
            self.crc.update(piece);
            take(piece)?;
        }
        let damage = match status {
            Ok(Status::StreamEnd) => {
                self.ended = true;
                None
            }
            Ok(_) if used > 0 || made > 0 || bytes.is_empty() => None,
            _ => Some(self.damage("its data are damaged")),
        };
        Ok((used, damage))
    }

    /// The entry's bytes have ended: passes on what was held back, and says what does not fit.
    pub fn finish<E>(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<Option<Damage>, E> {
        while self.inflate.is_some() && !self.ended && !self.damaged {
            let before = self.made;
            let (_, damage) = self.push_some(&[], take)?;
            if damage.is_some() {
                return Ok(damage);
            }
            if self.made == before && !self.ended {
                return Ok(Some(self.damage("its data end too early")));
            }
        }
        Ok(if self.damaged {
            None
        } else if self.made != self.packed.size {
            Some(self.damage("it is not as long as the archive says"))
        } else if self.crc.sum() != self.packed.crc {
            Some(self.damage("its checksum is wrong"))
        } else {
            None
        })
    }

    fn damage(&mut self, message: &'static str) -> Damage {
        self.damaged = true;
        Damage { byte: self.taken, message }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(text: &[u8], method: Method) -> (Packed, Vec<u8>) {
        let mut crc = flate2::Crc::new();
        crc.update(text);
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        let bytes = if method == Method::Stored { text.to_vec() } else { encoder.finish().unwrap() };
        (Packed { method, crc: crc.sum(), size: text.len() as u64 }, bytes)
    }

    fn unpacked(packed: Packed, bytes: &[u8], step: usize) -> (Vec<u8>, Option<&'static str>) {
        let mut member = Member::new(packed);
        let mut out = Vec::new();
        let mut take = |piece: &[u8]| {
            assert!(piece.len() <= PIECE);
            out.extend_from_slice(piece);
            Ok::<(), ()>(())
        };
        let mut damage = None;
        for mut piece in bytes.chunks(step) {
            while !piece.is_empty() {
                let (used, found) = member.push_some(piece, &mut take).unwrap();
                piece = &piece[used..];
                damage = damage.or(found);
            }
        }
        let found = member.finish(&mut take).unwrap();
        (out, damage.or(found).map(|damage| damage.message))
    }

    #[test]
    fn what_was_packed_comes_out_however_it_is_cut() {
        let text = b"one line of text, again and again\n".repeat(10_000);
        for method in [Method::Stored, Method::Deflated] {
            for text in [&text[..], b"x", b""] {
                let (packed, bytes) = packed(text, method);
                for step in [1, 7, 1000, 1 << 20] {
                    assert_eq!(unpacked(packed, &bytes, step), (text.to_vec(), None), "{method:?} {step}");
                }
            }
        }
    }

    #[test]
    fn damage_is_told_once_and_what_came_before_is_there() {
        let text: Vec<u8> = (0..200_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 21) as u8).collect();
        for method in [Method::Stored, Method::Deflated] {
            let (packed, bytes) = packed(&text, method);
            let (out, damage) = unpacked(packed, &bytes[..bytes.len() / 2], 999);
            assert!(text.starts_with(&out) && out.len() > 50_000 && damage.is_some(), "{method:?}");
            let (_, damage) = unpacked(Packed { crc: 1, ..packed }, &bytes, 999);
            assert_eq!(damage, Some("its checksum is wrong"));
            let (_, damage) = unpacked(Packed { size: 3, ..packed }, &bytes, 999);
            assert_eq!(damage, Some("it is not as long as the archive says"));
        }
        let (packed, mut bytes) = packed(&text, Method::Deflated);
        bytes.push(0);
        assert_eq!(unpacked(packed, &bytes, 1 << 20).1, Some("there are bytes behind the end of its data"));
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0xff);
        assert!(unpacked(packed, &bytes, 1000).1.is_some());
    }

    #[test]
    fn a_few_bytes_that_hold_very_many_come_out_in_pieces() {
        let (packed, bytes) = packed(&vec![b' '; 64 << 20], Method::Deflated);
        let mut member = Member::new(packed);
        let (mut at, mut steps, mut sum) = (0, 0u64, 0);
        while at < bytes.len() {
            let (used, damage) = member
                .push_some(&bytes[at..], &mut |piece| {
                    sum += piece.len();
                    Ok::<(), ()>(())
                })
                .unwrap();
            assert_eq!(damage, None);
            at += used;
            steps += 1;
        }
        assert!(sum > 63 << 20 && steps >= 1000, "{sum} bytes in {steps} steps");
    }
}
