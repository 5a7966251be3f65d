//! What is said of several files that are imported together, before and after.

use serde::{Deserialize, Serialize};

use crate::WarningGroup;

/// What became of one of several files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    /// Its name, with the folders and the archive that it lies in. Its events have the tag `file:` and this name.
    pub name: String,
    /// Its format, in words.
    pub format: String,
    /// Why that format.
    pub reason: String,
    /// Records in it that were read.
    pub records: u64,
    /// Events imported.
    pub events: u64,
    /// Records left out.
    pub skipped: u64,
    /// Warnings, grouped by kind.
    pub warnings: Vec<WarningGroup>,
    /// Its bytes, packed as they are.
    pub bytes: f64,
    /// Why it, or the rest of it, was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// What putting the events of several files on one time axis did to their order. Each file keeps its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeReport {
    /// How often the log goes on with another file.
    pub switches: u64,
    /// Events without a time: each stands at the latest time that its file had reached.
    pub untimed: u64,
    /// Events with a time before that; they stand there too, so that their file's order holds.
    pub late: u64,
    /// How often the position that an event had where it came from is lower than that of the event before it.
    pub positions_backwards: u64,
}

/// A file that can be imported, found among those that were chosen or in an archive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundFile {
    /// Its name, with the folders and the archive that it lies in.
    pub name: String,
    /// Its bytes, packed as they are.
    pub bytes: f64,
}

/// What is in the files that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilesAnswer {
    /// The files that can be imported, whether they are logs or not.
    pub files: Vec<FoundFile>,
    /// What cannot be read, in words, and what was passed over.
    pub left_out: Vec<String>,
    /// Whether their events belong on one time axis, as far as their beginnings tell: they have times.
    pub have_times: bool,
}
