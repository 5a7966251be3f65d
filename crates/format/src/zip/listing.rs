//! From the end of an archive to the list of its entries, a read at a time. It believes no length that it has not bounded.

use std::ops::Range;

use rawzip::{
    CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt as _, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator,
};

use super::known::Known;
use super::names::{is_hidden, name};
use super::{Content, Entry, Method, Packed};
use crate::ImportError;

/// How far from the end of the file the end of the directory may be: the longest comment lies between.
const TAIL: u64 = 66 * 1024;

/// How many places are looked at to find the directory: its end, what the end says, and where it must be if that is wrong.
const LOOKS: usize = 8;

/// Bytes of the longest directory that is read; it is held while the entries are looked for.
const DIRECTORY: u64 = 32 << 20;

/// What a [`Listing`] wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// These bytes of the file, for [`Listing::give`].
    Read(Range<u64>),
    /// Nothing: this is all that is in the archive, in the order of its directory.
    Entries(Vec<Entry>),
}

/// Lists an archive. Ask for the [`next`](Self::next) step and [`give`](Self::give) what it reads, until the entries come.
pub struct Listing {
    known: Known,
    stage: Stage,
}

enum Stage {
    /// The end of the directory is looked for.
    Locating,
    /// The directory is asked for.
    Asked(Box<ZipArchive<Known>>),
    /// Each entry's own header is looked at: the data begin behind it.
    Headers { archive: Box<ZipArchive<Known>>, entries: Vec<Entry>, waiting: Vec<Waiting> },
}

/// An entry whose data are still to be found.
struct Waiting {
    /// Its place among the entries.
    at: usize,
    way: ZipArchiveEntryWayfinder,
    packed: Packed,
}

impl Listing {
    /// A listing of a file of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { known: Known::new(size), stage: Stage::Locating }
    }

    /// Takes the bytes that were asked for.
    pub fn give(&mut self, at: u64, bytes: Vec<u8>) {
        let keep = match self.stage {
            Stage::Locating => LOOKS,
            Stage::Asked(_) => 0,
            Stage::Headers { .. } => 1,
        };
        self.known.give(at, bytes, keep);
    }

    /// The next step. A range that was given and asked for again cannot be had: the file is not what it says.
    ///
    /// # Errors
    /// When the directory cannot be read.
    #[allow(clippy::should_implement_trait, reason = "it may fail, and it ends with a value")]
    pub fn next(&mut self) -> Result<Step, ImportError> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Locating) {
                Stage::Locating => {
                    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
                    let size = self.known.size();
                    let found = ZipLocator::new().max_search_space(TAIL).locate_in_reader(
                        self.known.clone(),
                        &mut buffer,
                        size,
                    );
                    if let Some(missing) = self.known.missing() {
                        if self.known.parts() >= LOOKS {
                            return Err(unreadable("its directory cannot be found; download it again".to_owned()));
                        }
                        // The directory's end and mostly all of it are in the tail, which is read at once.
                        let from = missing.start.min(size.saturating_sub(TAIL));
                        return Ok(Step::Read(from..size.min(from.saturating_add(2 * TAIL))));
                    }
                    let archive = found.map_err(|(_, error)| broken(&error))?;
                    if self.goes_on_behind(archive.end_offset()) {
                        return Err(unreadable("it is cut off; download it again".to_owned()));
                    }
                    let directory = archive.directory_offset()..size;
                    if directory.end.saturating_sub(directory.start) > DIRECTORY {
                        return Err(unreadable(format!(
                            "its directory takes more than {} MiB; make several archives of it",
                            DIRECTORY >> 20
                        )));
                    }
                    self.stage = Stage::Asked(Box::new(archive));
                    return Ok(Step::Read(directory));
                }
                Stage::Asked(archive) => {
                    let (entries, waiting) = self.directory(&archive)?;
                    self.stage = Stage::Headers { archive, entries, waiting };
                }
                Stage::Headers { archive, mut entries, mut waiting } => {
                    while let Some(entry) = waiting.pop() {
                        let found = archive.get_entry(entry.way);
                        if let Some(missing) = self.known.missing() {
                            waiting.push(entry);
                            self.stage = Stage::Headers { archive, entries, waiting };
                            return Ok(Step::Read(missing));
                        }
                        let content = match found {
                            Ok(found) => {
                                let (start, end) = found.compressed_data_range();
                                self.content(start..end, entry.packed)
                            }
                            Err(error) => Content::Unreadable(format!("cannot be found in the archive: {error}")),
                        };
                        if let Some(listed) = entries.get_mut(entry.at) {
                            listed.content = content;
                        }
                    }
                    return Ok(Step::Entries(entries));
                }
            }
        }
    }

    /// Whether there are parts of an archive behind what looks like its end: then that is the end of one inside it.
    fn goes_on_behind(&self, end: u64) -> bool {
        let mut rest = vec![0; self.known.size().saturating_sub(end).min(TAIL) as usize];
        let read = self.known.read_at(&mut rest, end).unwrap_or_default();
        let rest = rest.get(..read).unwrap_or_default();
        [&b"PK\x01\x02"[..], b"PK\x03\x04"].iter().any(|part| memchr::memmem::find(rest, part).is_some())
    }

    fn content(&self, range: Range<u64>, packed: Packed) -> Content {
        if range.start > range.end || range.end > self.known.size() {
            return Content::Unreadable(
                "would lie behind the end of the archive: download the archive again".to_owned(),
            );
        }
        Content::File { range, packed }
    }

    fn directory(&self, archive: &ZipArchive<Known>) -> Result<(Vec<Entry>, Vec<Waiting>), ImportError> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let (mut entries, mut waiting) = (Vec::new(), Vec::new());
        let mut records = archive.entries(&mut buffer);
        while let Some(record) = records.next_entry().map_err(|error| broken(&error))? {
            let name = name(record.file_path().as_bytes(), record.flags().bits() & 1 << 11 != 0);
            let method = match record.compression_method() {
                CompressionMethod::STORE => Ok(Method::Stored),
                CompressionMethod::DEFLATE => Ok(Method::Deflated),
                other => Err(other),
            };
            let content = match method {
                _ if record.is_dir() => Content::Folder,
                _ if is_hidden(&name) => Content::Hidden,
                _ if record.flags().is_encrypted() => {
                    Content::Unreadable("is encrypted: unpack it with its password first".to_owned())
                }
                Err(other) => Content::Unreadable(format!(
                    "is compressed by {other}, which cannot be read: unpack the archive, or pack it by Deflate"
                )),
                Ok(method) => {
                    let packed = Packed { method, crc: record.crc32(), size: record.uncompressed_size_hint() };
                    waiting.push(Waiting { at: entries.len(), way: record.wayfinder(), packed });
                    Content::Folder
                }
            };
            entries.push(Entry { name, content });
        }
        // The first is looked at first, for headers lie in this order mostly.
        waiting.reverse();
        Ok((entries, waiting))
    }
}

fn broken(error: &rawzip::Error) -> ImportError {
    unreadable(format!("{error}; download it or pack it again"))
}

fn unreadable(message: String) -> ImportError {
    ImportError::Zip { message }
}
