//! The files of the checkout that git knows or would add, with their text.
//! Never holds what git ignores, nor the content of binary or very large files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};

/// Larger files are recorded data, not something a person wrote.
const LARGEST_TEXT: u64 = 2 << 20;

/// Paths below the checkout, with `/` between their parts, in order.
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads the checkout.
    pub fn read(root: &Path) -> Outcome<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .ok()
            .filter(|answer| answer.status.success())
            .ok_or_else(|| Failure::new("cannot list the files: tidy needs git, inside a git checkout"))?;
        let files = String::from_utf8_lossy(&listed.stdout)
            .split('\0')
            .filter(|path| !path.is_empty())
            // Git still lists a file that was deleted and not yet committed.
            .filter_map(|path| {
                let about = root.join(path).symlink_metadata().ok()?;
                let text = (about.is_file() && about.len() <= LARGEST_TEXT)
                    .then(|| fs::read(root.join(path)).ok())
                    .flatten()
                    .and_then(as_text);
                Some((path.to_owned(), text))
            })
            .collect();
        Ok(Self { files })
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Every text file.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Every Rust file.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// One file's text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether there is a file of that path, or any below it.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        self.files.contains_key(path) || self.paths().any(|file| file.starts_with(&below))
    }

    /// A tree for a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|&(path, text)| (path.to_owned(), Some(text.to_owned()))).collect();
        Self { files }
    }
}

fn as_text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_a_file_is_below_it() {
        let tree = Tree::of(&[("crates/log/src/lib.rs", "")]);
        assert!(tree.has("crates/log/") && tree.has("crates/log/src/lib.rs"));
        assert!(!tree.has("crates/lo"));
    }

    #[test]
    fn binary_content_is_no_text() {
        assert_eq!(as_text(vec![b'a', 0, b'b']), None);
        assert_eq!(as_text(vec![0xff]), None);
    }
}
