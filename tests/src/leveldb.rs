//! The log files in which Chromium keeps IndexedDB, and how a kill at the wrong moment leaves one. It never reads what is in
//! them, and never touches one while a browser runs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use crate::failure::{Doing, Failure, Outcome};
use crate::profile::Profile;

/// The log is read in blocks of this size.
const BLOCK: u64 = 32_768;

/// Checksum, length and kind of a record, without the record.
const HEADER: [u8; 7] = [0x78, 0x56, 0x34, 0x12, 100, 0, 1];

/// The newest log file of a profile in which one page stored something; `None` where there is none.
pub fn log_file(profile: &Profile) -> Outcome<Option<PathBuf>> {
    let all = profile.folder().join("Default").join("IndexedDB");
    let Ok(databases) = fs::read_dir(&all) else {
        return Ok(None);
    };
    let mut logs = Vec::new();
    for database in databases {
        let folder = database.doing(|| format!("list {}", all.display()))?.path();
        // A file that goes while it is listed is none.
        let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|file| file.path());
        logs.extend(files.filter(|file| file.extension().is_some_and(|name| name == "log")));
    }
    // Their names are numbers with leading zeros.
    logs.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    Ok(logs.pop())
}

/// Does what a kill does between the two writes of a record: its header is there and nothing behind it. Answers which file.
pub fn tear(profile: &Profile) -> Outcome<PathBuf> {
    let Some(path) = log_file(profile)? else {
        return Err(Failure::new(format!("{} has no log file", profile.folder().display())));
    };
    let length = fs::metadata(&path).doing(|| format!("measure {}", path.display()))?.len();
    let left = BLOCK - length % BLOCK;
    let mut torn = Vec::new();
    if left <= 7 + 100 {
        // No record is cut there: the rest of the block stays empty.
        torn.resize(usize::try_from(left).unwrap_or_default(), 0);
    }
    torn.extend(HEADER);
    let mut file = OpenOptions::new().append(true).open(&path).doing(|| format!("open {}", path.display()))?;
    file.write_all(&torn).doing(|| format!("write to {}", path.display()))?;
    Ok(path)
}
