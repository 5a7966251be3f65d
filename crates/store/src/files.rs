//! Files that can be read anywhere in them, and what is in them: an archive holds files of its own. It decodes none.

use std::ops::Range;

use foldback_format::ImportError;
use foldback_format::zip::{Content, Entry, Listing, Method, Packed, Step, is_hidden, is_zip};
use rustc_hash::FxHashMap;

use crate::StoreError;

/// How deep archives may lie in archives.
const DEEPEST: usize = 4;

/// A file that can be read anywhere, and again.
pub trait File: Clone {
    /// Its bytes.
    fn size(&self) -> u64;
    /// Begins to read; what comes is what was asked for, or an error in words.
    fn read(&self, range: Range<u64>) -> impl Future<Output = Result<Vec<u8>, String>> + 'static + use<Self>;
}

/// A file among several: a whole one, or an entry of an archive.
#[derive(Clone, Debug)]
pub struct Part<F> {
    /// Its name, with the folders and the archive that it lies in.
    pub name: String,
    /// What it lies in.
    pub file: F,
    /// Where its bytes lie in that.
    pub range: Range<u64>,
    /// How they are packed, if it is an entry of an archive.
    pub packed: Option<Packed>,
}

/// What is in some files.
#[derive(Clone, Debug)]
pub struct Parts<F> {
    /// What can be imported, in order.
    pub parts: Vec<Part<F>>,
    /// What cannot be read, with its name.
    pub left_out: Vec<(String, StoreError)>,
    /// Folders and what systems put beside files, in words.
    pub passed_over: Vec<String>,
}

impl<F> Part<F> {
    /// Its bytes, packed as they are.
    pub fn bytes(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }
}

impl<F: File> Parts<F> {
    /// Looks into files with these names, as long as that is not `cancelled`.
    ///
    /// # Errors
    /// When one cannot be read at all; when there is but one, and it is an archive that is broken.
    pub async fn of(files: Vec<(String, F)>, cancelled: &dyn Fn() -> bool) -> Result<Self, StoreError> {
        let single = files.len() == 1;
        let mut found = Self { parts: Vec::new(), left_out: Vec::new(), passed_over: Vec::new() };
        let mut hidden = Vec::new();
        // What is to be looked at, the next last, each with the depth that it lies at.
        let mut waiting: Vec<(Part<F>, usize)> = files
            .into_iter()
            .rev()
            .filter(|(name, _)| {
                let passed_over = !single && is_hidden(name);
                hidden.extend(passed_over.then(|| name.clone()));
                !passed_over
            })
            .map(|(name, file)| (Part { name, range: 0..file.size(), file, packed: None }, 0))
            .collect();
        hidden.reverse();
        found.passed_over.extend(passed_over("What was chosen", 0, &hidden));
        while let Some((part, depth)) = waiting.pop() {
            if cancelled() {
                return Err(StoreError::Aborted);
            }
            let can_be_listed = depth < DEEPEST && part.packed.is_none_or(|packed| is_stored(&packed));
            let named =
                |why| if single { why } else { StoreError::InFile { file: part.name.clone(), why: Box::new(why) } };
            if !can_be_listed || !is_zip(&part.read(0..4).await.map_err(named)?) {
                found.parts.push(part);
                continue;
            }
            let entries = match part.entries(cancelled).await? {
                Ok(entries) => entries,
                Err(error) if single && depth == 0 => return Err(error.into()),
                Err(error) => {
                    found.left_out.push((part.name, error.into()));
                    continue;
                }
            };
            let (mut folders, mut hidden) = (0u64, Vec::new());
            let mut inside = Vec::new();
            for entry in entries {
                let name =
                    if single && depth == 0 { entry.name.clone() } else { format!("{}/{}", part.name, entry.name) };
                match entry.content {
                    Content::Folder => folders += 1,
                    Content::Hidden => hidden.push(entry.name),
                    Content::Unreadable(why) => found.left_out.push((name, StoreError::Entry(why))),
                    Content::File { range, packed } => {
                        let range = part.range.start + range.start..part.range.start + range.end;
                        inside.push((Part { name, file: part.file.clone(), range, packed: Some(packed) }, depth + 1));
                    }
                }
            }
            found.passed_over.extend(passed_over(&part.name, folders, &hidden));
            waiting.extend(inside.into_iter().rev());
        }
        name_apart(&mut found.parts);
        Ok(found)
    }

    /// Bytes of all that can be imported, packed as they are.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(Part::bytes).sum()
    }

    /// Why nothing can be imported, where nothing can.
    pub fn nothing(&self) -> Option<StoreError> {
        if !self.parts.is_empty() {
            return None;
        }
        Some(match self.left_out.first() {
            Some((file, why)) => StoreError::InFile { file: file.clone(), why: Box::new(why.clone()) },
            None => ImportError::Zip { message: "it holds no files; check what was packed".to_owned() }.into(),
        })
    }
}

impl<F: File> Part<F> {
    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let end = self.range.end.min(self.range.start.saturating_add(range.end));
        let start = end.min(self.range.start.saturating_add(range.start));
        self.file.read(start..end).await.map_err(StoreError::Source)
    }

    async fn entries(&self, cancelled: &dyn Fn() -> bool) -> Result<Result<Vec<Entry>, ImportError>, StoreError> {
        let mut listing = Listing::new(self.bytes());
        loop {
            if cancelled() {
                return Err(StoreError::Aborted);
            }
            match listing.next() {
                Ok(Step::Read(range)) => {
                    let bytes = self.read(range.clone()).await?;
                    if bytes.len() as u64 != range.end.saturating_sub(range.start) {
                        return Err(StoreError::Source("it is shorter than it was".to_owned()));
                    }
                    listing.give(range.start, bytes);
                }
                Ok(Step::Entries(entries)) => return Ok(Ok(entries)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }
}

fn is_stored(packed: &Packed) -> bool {
    packed.method == Method::Stored
}

fn passed_over(archive: &str, folders: u64, hidden: &[String]) -> Option<String> {
    let folders = match folders {
        0 => None,
        1 => Some("a folder".to_owned()),
        folders => Some(format!("{folders} folders")),
    };
    let hidden = match hidden {
        [] => None,
        [one] => Some(format!("the hidden file {one}")),
        [first, ..] => Some(format!("{} hidden files ({first} and others)", hidden.len())),
    };
    let both: Vec<String> = folders.into_iter().chain(hidden).collect();
    (!both.is_empty()).then(|| format!("{archive} also holds {}, which are no logs", both.join(" and ")))
}

/// Gives each file a name of its own.
fn name_apart<F>(parts: &mut [Part<F>]) {
    let mut taken: FxHashMap<String, u64> = FxHashMap::default();
    for part in parts {
        let name = part.name.clone();
        while taken.contains_key(&part.name) {
            let number = taken.entry(name.clone()).or_default();
            *number += 1;
            part.name = format!("{name} ({number})");
        }
        taken.insert(part.name.clone(), 1);
    }
}

/// A file's name without folders and endings: `orders.ndjson.gz` is `orders`.
pub fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let end = file.char_indices().skip(1).find(|(_, c)| *c == '.').map_or(file.len(), |(at, _)| at);
    &file[..end]
}
