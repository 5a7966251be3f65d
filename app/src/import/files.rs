//! Files that a person has chosen, under the names that the engine is told.
//! Never looks into one.

use foldback_protocol::{Call, Mapping, OnBad};
use web_sys::Blob;

/// One file or several, and what of them is meant.
#[derive(Clone)]
pub struct Files {
    /// What they are called together; a log is named after it.
    pub name: String,
    /// The files and their names.
    files: Vec<(String, Blob)>,
    /// Only this one of the files that are found in them.
    pub only: Option<String>,
    /// What their records are read as, by the engine's name for it; the engine finds out when absent.
    pub format: Option<String>,
}

impl Files {
    /// One file.
    pub fn one(name: String, blob: Blob) -> Self {
        Self { files: vec![(name.clone(), blob)], name, only: None, format: None }
    }

    /// Several; `None` for none.
    pub fn several(files: Vec<(String, Blob)>) -> Option<Self> {
        let (first, _) = files.first()?;
        // Files of one folder are called after it.
        let folder = first.split_once('/').map(|(folder, _)| format!("{folder}/"));
        let name = match folder {
            Some(folder) if files.iter().all(|(name, _)| name.starts_with(&folder)) => {
                folder.trim_end_matches('/').to_owned()
            }
            _ if files.len() > 1 => format!("{first} and {} more", files.len() - 1),
            _ => first.clone(),
        };
        Some(Self { name, files, only: None, format: None })
    }

    /// Of all that is found in them the one of this name.
    pub fn only(&self, found: &str) -> Self {
        let files: Vec<_> = match self.files.iter().find(|(name, _)| name == found) {
            // The others need not be looked at.
            Some(file) if self.files.len() > 1 => vec![file.clone()],
            _ => return Self { name: found.to_owned(), only: Some(found.to_owned()), ..self.clone() },
        };
        Self { name: found.to_owned(), files, only: None, format: None }
    }

    /// The same, with what their records are read as.
    pub fn read_as(self, format: Option<String>) -> Self {
        Self { format, ..self }
    }

    /// What goes to the engine.
    pub fn blobs(&self) -> Vec<Blob> {
        self.files.iter().map(|(_, blob)| blob.clone()).collect()
    }

    /// The names of what goes to the engine; none for one file.
    pub fn names(&self) -> Vec<String> {
        match self.files.as_slice() {
            [_] => Vec::new(),
            several => several.iter().map(|(name, _)| name.clone()).collect(),
        }
    }

    /// The call that imports them.
    pub fn import(&self, mapping: Option<Mapping>, on_bad: OnBad) -> Call {
        let (names, only, format) = (self.names(), self.only.clone(), self.format.clone());
        Call::Import(foldback_protocol::ImportRequest { name: self.name.clone(), names, only, format, mapping, on_bad })
    }

    /// The call that previews them.
    pub fn preview(&self, mapping: Option<Mapping>, rows: u32) -> Call {
        let (names, only, format) = (self.names(), self.only.clone(), self.format.clone());
        Call::Preview(foldback_protocol::PreviewRequest { name: self.name.clone(), names, only, format, mapping, rows })
    }

    /// The call that says what is in them.
    pub fn look(&self) -> Call {
        Call::Files { names: self.files.iter().map(|(name, _)| name.clone()).collect() }
    }
}
