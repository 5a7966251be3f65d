//! Zstandard (RFC 8878): frames one after another, those to be skipped too, checksums checked. It holds one block of
//! input, and of the output as much as a frame's window asks for, which is bounded.

use std::io::Read as _;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Damage;

/// The first bytes of a frame.
pub(super) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Bytes of output that are passed on at a time.
const PIECE: usize = 64 * 1024;

/// The largest window that is read: what zstd itself reads unless it is told otherwise.
const WINDOW: u64 = 128 << 20;

/// The longest header of a frame, and of a block.
const FRAME_HEADER: usize = 18;
const BLOCK_HEADER: usize = 3;

/// The most bytes that a block may have, packed or unpacked.
const BLOCK: usize = 128 * 1024;

const END: &str = "the data end too early";
const DAMAGED: &str = "the data are damaged";

/// Whether these bytes begin a frame that holds no data. The first byte counts through sixteen of them.
pub(super) fn is_skippable(begun: &[u8]) -> bool {
    matches!(begun, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// A decompressor that is pushed bytes.
pub(crate) struct Unzstd {
    part: Part,
    frame: FrameDecoder,
    has_checksum: bool,
    /// Bytes that this frame has given.
    given: u64,
    /// Bytes of an unfinished header or block.
    held: Vec<u8>,
    piece: Vec<u8>,
    /// Bytes of the file that have been read; those held are not.
    taken: u64,
    frames: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    /// A frame that holds no data, with so many bytes to go.
    Skipped(u64),
    Block,
}

/// What a step came to.
enum Step {
    Read(usize),
    /// More bytes are needed.
    Part,
    Bad(&'static str),
}

impl Default for Unzstd {
    fn default() -> Self {
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(WINDOW);
        Self {
            part: Part::Header,
            frame,
            has_checksum: false,
            given: 0,
            held: Vec::new(),
            piece: vec![0; PIECE],
            taken: 0,
            frames: 0,
        }
    }
}

impl Unzstd {
    /// Decompresses `bytes`. What came before damage has been passed on when the damage is reported.
    pub fn push<E>(&mut self, bytes: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<Option<Damage>, E> {
        // What is held is less than one block, so that few bytes are moved twice.
        let mut input = std::mem::take(&mut self.held);
        input.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(rest) = input.get(at..).filter(|rest| !rest.is_empty()) {
            let step = match self.part {
                Part::Header => self.header(rest),
                Part::Skipped(left) => {
                    let read = rest.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left - read as u64;
                    self.part = if left == 0 { Part::Header } else { Part::Skipped(left) };
                    Step::Read(read)
                }
                Part::Block => self.block(rest, take)?,
            };
            match step {
                Step::Read(read) => {
                    at += read;
                    self.taken += read as u64;
                }
                Step::Part => break,
                Step::Bad(message) => return Ok(Some(Damage { byte: self.taken, message })),
            }
        }
        input.drain(..at);
        self.held = input;
        Ok(None)
    }

    /// What is missing if the file ends here.
    pub fn missing(&self) -> Option<Damage> {
        let whole = self.part == Part::Header && self.held.is_empty() && self.frames > 0;
        (!whole).then(|| Damage { byte: self.taken + self.held.len() as u64, message: END })
    }

    fn header(&mut self, rest: &[u8]) -> Step {
        let mut source = rest;
        match self.frame.reset(&mut source) {
            Ok(()) => {
                // The third bit of the byte behind the magic number.
                self.has_checksum = rest.get(MAGIC.len()).is_some_and(|descriptor| descriptor & 4 != 0);
                self.given = 0;
                self.part = Part::Block;
                Step::Read(rest.len() - source.len())
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                self.frames += 1;
                self.part = if length == 0 { Part::Header } else { Part::Skipped(length.into()) };
                Step::Read(rest.len() - source.len())
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::BadMagicNumber(_))) => {
                Step::Bad("there is no zstd frame")
            }
            Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                Step::Bad("it asks for a window of more than 128 MiB (compress it again without --ultra and --long)")
            }
            Err(FrameDecoderError::DictNotProvided { .. }) => {
                Step::Bad("it was compressed with a dictionary of its own (compress it again without one)")
            }
            Err(FrameDecoderError::ReadFrameHeaderError(_)) if rest.len() < FRAME_HEADER => Step::Part,
            Err(_) => Step::Bad("the header of a frame is damaged"),
        }
    }

    fn block<E>(&mut self, rest: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<Step, E> {
        let Some([low, middle, high]) = rest.first_chunk::<BLOCK_HEADER>().copied() else {
            return Ok(Step::Part);
        };
        // Whether it is the last, one bit; its kind, two; its size.
        let header = u32::from_le_bytes([low, middle, high, 0]);
        let (is_last, kind, size) = (header & 1 == 1, header >> 1 & 3, (header >> 3) as usize);
        if size > BLOCK || kind == 3 {
            return Ok(Step::Bad(DAMAGED));
        }
        // One byte stands for a block of equal ones.
        let body = if kind == 1 { 1 } else { size };
        let length = BLOCK_HEADER + body + if is_last && self.has_checksum { 4 } else { 0 };
        let Some(mut block) = rest.get(..length) else {
            return Ok(Step::Part);
        };
        if self.frame.decode_blocks(&mut block, BlockDecodingStrategy::UptoBlocks(1)).is_err() {
            return Ok(Step::Bad(DAMAGED));
        }
        while self.frame.can_collect() > 0 {
            let read = self.frame.read(&mut self.piece).unwrap_or_default();
            let Some(piece) = self.piece.get(..read).filter(|piece| !piece.is_empty()) else {
                return Ok(Step::Bad(DAMAGED));
            };
            self.given += read as u64;
            take(piece)?;
        }
        if is_last {
            let found = self.frame.get_checksum_from_data();
            if found.is_some() && found != self.frame.get_calculated_checksum() {
                return Ok(Step::Bad("the checksum is wrong"));
            }
            let told = self.frame.content_size();
            if told > 0 && told != self.given {
                return Ok(Step::Bad("there are more or fewer data than the frame says"));
            }
            self.frames += 1;
            self.part = Part::Header;
        }
        Ok(Step::Read(length))
    }
}

#[cfg(test)]
mod tests;
