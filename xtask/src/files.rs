//! Folders of built files.

use std::fs;
use std::path::Path;

use crate::failure::{Doing, Outcome};

/// Makes `to` what `from` is, and nothing else.
pub fn copy_folder(from: &Path, to: &Path) -> Outcome {
    if to.exists() {
        fs::remove_dir_all(to).doing(|| format!("remove {}", to.display()))?;
    }
    fs::create_dir_all(to).doing(|| format!("create {}", to.display()))?;
    for entry in fs::read_dir(from).doing(|| format!("read {}", from.display()))? {
        let entry = entry.doing(|| format!("read {}", from.display()))?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).doing(|| format!("copy {}", path.display()))?;
        }
    }
    Ok(())
}
