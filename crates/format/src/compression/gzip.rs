//! Gzip (RFC 1952): members one after another, checksums checked. It never holds more than one piece of output.

use flate2::{Decompress, FlushDecompress, Status};

use super::crc::Crc;
use super::gzip_header::{Header, header};
use super::{Damage, PIECE};

/// A decompressor that is pushed bytes.
pub(crate) struct Gunzip {
    part: Part,
    inflate: Decompress,
    crc: Crc,
    /// Bytes of an unfinished header or trailer.
    held: Vec<u8>,
    piece: Vec<u8>,
    /// Bytes taken so far.
    taken: u64,
    members: u64,
}

/// The part of a member that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    Body,
    Trailer,
    /// Zero bytes behind the last member, which tapes and block devices leave.
    Padding,
}

impl Default for Gunzip {
    fn default() -> Self {
        Self {
            part: Part::Header,
            inflate: Decompress::new(false),
            crc: Crc::new(),
            held: Vec::new(),
            piece: vec![0; PIECE],
            taken: 0,
            members: 0,
        }
    }
}

impl Gunzip {
    /// Decompresses `bytes`. What came before damage has been passed on when the damage is reported.
    pub fn push<E>(
        &mut self,
        mut bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Option<Damage>, E> {
        while !bytes.is_empty() {
            let (used, damage) = self.push_some(bytes, take)?;
            if damage.is_some() {
                return Ok(damage);
            }
            bytes = bytes.get(used..).unwrap_or_default();
        }
        Ok(None)
    }

    /// Decompresses no more than makes one piece of output, and gives how many of the bytes that took.
    pub fn push_some<E>(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(usize, Option<Damage>), E> {
        let used = match self.part {
            Part::Header => self.header(bytes),
            Part::Body => self.body(bytes, take)?,
            Part::Trailer => self.trailer(bytes),
            Part::Padding => match bytes.iter().position(|byte| *byte != 0) {
                None => Ok(bytes.len()),
                Some(_) => Err("there are bytes behind the end of the data"),
            },
        };
        Ok(match used {
            Ok(used) => {
                self.taken += used as u64;
                (used, None)
            }
            Err(message) => (0, Some(Damage { byte: self.taken, message })),
        })
    }

    /// What is missing if the file ends here.
    pub fn missing(&self) -> Option<Damage> {
        let between = self.members > 0 && self.held.is_empty();
        let whole = matches!(self.part, Part::Padding) || self.part == Part::Header && between;
        (!whole).then_some(Damage { byte: self.taken, message: "the data end too early" })
    }

    fn header(&mut self, bytes: &[u8]) -> Result<usize, &'static str> {
        if self.members > 0 && self.held.is_empty() && bytes.first() == Some(&0) {
            self.part = Part::Padding;
            return Ok(0);
        }
        let before = self.held.len();
        // The bulk of a push is body: a header is looked for in few bytes first.
        let few = bytes.get(..512).unwrap_or(bytes);
        self.held.extend_from_slice(few);
        match header(&self.held) {
            Header::Part => Ok(few.len()),
            Header::Whole(end) => {
                self.held.clear();
                self.part = Part::Body;
                self.inflate.reset(false);
                self.crc.reset();
                Ok(end.saturating_sub(before))
            }
            Header::Bad(message) => {
                // The header is at fault, wherever in it that shows.
                self.taken = self.taken.saturating_sub(before as u64);
                Err(message)
            }
        }
    }

    fn body<E>(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Result<usize, &'static str>, E> {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(bytes, &mut self.piece, FlushDecompress::None);
        let used = (self.inflate.total_in() - read) as usize;
        let made = (self.inflate.total_out() - written) as usize;
        let piece = self.piece.get(..made).unwrap_or_default();
        if made > 0 {
            self.crc.update(piece);
            take(piece)?;
        }
        Ok(match status {
            Ok(Status::StreamEnd) => {
                self.part = Part::Trailer;
                Ok(used)
            }
            Ok(_) if used > 0 || made > 0 => Ok(used),
            _ => {
                self.taken += used as u64;
                Err("the data are damaged")
            }
        })
    }

    fn trailer(&mut self, bytes: &[u8]) -> Result<usize, &'static str> {
        let wanted = 8usize.saturating_sub(self.held.len());
        let part = bytes.get(..wanted).unwrap_or(bytes);
        self.held.extend_from_slice(part);
        if let Ok(trailer) = <[u8; 8]>::try_from(self.held.as_slice()) {
            // CRC-32, then the length modulo 2³², each with its lowest byte first.
            let found = u64::from_le_bytes(trailer);
            let expected = u64::from(self.crc.sum()) | u64::from(self.crc.amount()) << 32;
            if found != expected {
                return Err("the checksum is wrong");
            }
            self.held.clear();
            self.members += 1;
            self.part = Part::Header;
        }
        Ok(part.len())
    }
}

#[cfg(test)]
mod tests;
