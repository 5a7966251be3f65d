//! The generated logs as files, for the page to open them as a person would: a Blob backed by a disk is
//! the same for every contender. It never keeps more than a chunk in memory.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use foldback_sample::Load;

use crate::failure::{Doing, Outcome};

/// Streams of a generated log: ten events each in the small one, fifty in the large one.
const STREAMS: u32 = 10_000;
const SEED: u64 = 1;

/// A generated log on the disk.
#[derive(Clone, Debug)]
pub struct LoadFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How many events it holds.
    pub events: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its size in bytes after gzip: what shows that its ids are random.
    pub gzip: u64,
}

/// Writes the log of `events` events as `load-EVENTS.ndjson` into a folder.
pub fn write_load(folder: &Path, events: u64) -> Outcome<LoadFile> {
    write(folder, &format!("load-{events}.ndjson"), events, STREAMS)
}

/// Writes a log whose streams have ten events on average, whatever its size, as `tens-EVENTS.ndjson`.
pub fn write_tens(folder: &Path, events: u64) -> Outcome<LoadFile> {
    let streams = u32::try_from(events / 10).doing(|| "count the streams".to_owned())?;
    write(folder, &format!("tens-{events}.ndjson"), events, streams.max(1))
}

/// Writes a log of 1,000 streams, whatever its size, as `thousand-EVENTS.ndjson`.
pub fn write_thousand(folder: &Path, events: u64) -> Outcome<LoadFile> {
    write(folder, &format!("thousand-{events}.ndjson"), events, 1_000)
}

fn write(folder: &Path, name: &str, events: u64, streams: u32) -> Outcome<LoadFile> {
    fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    let path = folder.join(name);
    let mut file = File::create(&path).doing(|| format!("make {}", path.display()))?;
    let mut gzip = GzEncoder::new(Count(0), Compression::default());
    let mut bytes = 0;
    let mut load = Load::new(events, streams, SEED);
    while let Some(chunk) = load.chunk(1 << 20) {
        file.write_all(&chunk).doing(|| format!("write {}", path.display()))?;
        gzip.write_all(&chunk).doing(|| "compress".to_owned())?;
        bytes += chunk.len() as u64;
    }
    let gzip = gzip.finish().doing(|| "compress".to_owned())?.0;
    Ok(LoadFile { path, events, bytes, gzip })
}

/// Counts what is written into it.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
