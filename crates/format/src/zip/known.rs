//! The parts of an archive that were read so far. What is asked of it and not there is noted, to be read next.

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::Range;
use std::rc::Rc;

use rawzip::ReaderAt;

/// Bytes that are read at least: headers of small entries lie close together.
const LEAST: u64 = 4096;

/// Parts of a file of a known length.
#[derive(Clone, Debug)]
pub(super) struct Known(Rc<Parts>);

#[derive(Debug)]
struct Parts {
    size: u64,
    /// What is looked at to find the directory; then the directory, and the part that was read last.
    parts: RefCell<Vec<(u64, Vec<u8>)>>,
    missing: Cell<Option<(u64, u64)>>,
}

impl Known {
    pub fn new(size: u64) -> Self {
        Self(Rc::new(Parts { size, parts: RefCell::default(), missing: Cell::new(None) }))
    }

    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// Takes bytes of the file; of those that are there the first `keep` parts stay.
    pub fn give(&self, at: u64, bytes: Vec<u8>, keep: usize) {
        let mut parts = self.0.parts.borrow_mut();
        parts.truncate(keep);
        parts.push((at, bytes));
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.0.parts.borrow().len()
    }

    /// What was asked for since the last call and is not there.
    pub fn missing(&self) -> Option<Range<u64>> {
        let (at, length) = self.0.missing.take()?;
        Some(at..at.saturating_add(length.max(LEAST)).min(self.0.size))
    }
}

impl ReaderAt for Known {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        if offset >= self.0.size || buffer.is_empty() {
            return Ok(0);
        }
        for (at, bytes) in self.0.parts.borrow().iter() {
            let inside = offset.checked_sub(*at).and_then(|from| bytes.get(usize::try_from(from).ok()?..));
            if let Some(found) = inside.filter(|found| !found.is_empty()) {
                let read = found.len().min(buffer.len());
                if let (Some(to), Some(from)) = (buffer.get_mut(..read), found.get(..read)) {
                    to.copy_from_slice(from);
                }
                return Ok(read);
            }
        }
        self.0.missing.set(Some((offset, buffer.len() as u64)));
        Err(io::ErrorKind::WouldBlock.into())
    }
}
