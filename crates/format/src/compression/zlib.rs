//! One zlib stream (RFC 1950), its checksum checked. It never holds more than one piece of output.

use flate2::{Decompress, FlushDecompress, Status};

use super::Damage;

/// Bytes of output that are passed on at a time.
const PIECE: usize = 64 * 1024;

/// Whether a file begins with the header of such a stream, of the usual window. The one that text may begin with is left out.
pub(super) fn is_header(begun: &[u8]) -> bool {
    matches!(begun, [0x78, 0x01 | 0x9c | 0xda, ..])
}

/// A decompressor that is pushed bytes.
pub(crate) struct Inflate {
    inflate: Decompress,
    piece: Vec<u8>,
    ended: bool,
}

impl Default for Inflate {
    fn default() -> Self {
        Self { inflate: Decompress::new(true), piece: vec![0; PIECE], ended: false }
    }
}

impl Inflate {
    /// Decompresses `bytes`. What came before damage has been passed on when the damage is reported.
    pub fn push<E>(
        &mut self,
        mut bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Option<Damage>, E> {
        while !bytes.is_empty() {
            let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
            if self.ended {
                return Ok(Some(Damage { byte: read, message: "there are bytes behind the end of the data" }));
            }
            let status = self.inflate.decompress(bytes, &mut self.piece, FlushDecompress::None);
            let used = (self.inflate.total_in() - read) as usize;
            let made = (self.inflate.total_out() - written) as usize;
            if made > 0 {
                take(self.piece.get(..made).unwrap_or_default())?;
            }
            match status {
                Ok(Status::StreamEnd) => self.ended = true,
                Ok(_) if used > 0 || made > 0 => {}
                _ => return Ok(Some(Damage { byte: read + used as u64, message: "the data are damaged" })),
            }
            bytes = bytes.get(used..).unwrap_or_default();
        }
        Ok(None)
    }

    /// What is missing if the file ends here.
    pub fn missing(&self) -> Option<Damage> {
        (!self.ended).then(|| Damage { byte: self.inflate.total_in(), message: "the data end too early" })
    }
}

#[cfg(test)]
mod tests;
