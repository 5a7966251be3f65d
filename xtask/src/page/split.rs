//! Splits the page's wasm: what paints the page first, and what it loads behind that (`app/src/later.rs`).
//! Never decides what belongs where: the functions that are marked in the sources do.

use std::fs;
use std::path::{Path, PathBuf};

use crate::child;
use crate::failure::{Doing, Failure, Outcome};
use crate::tools::Toolbox;
use crate::wasm::LIMIT;

/// Writes `NAME.wasm`, which is to be bound, and all that belongs to it into an empty folder.
pub fn split(toolbox: &Toolbox, compiled: &Path, name: &str, folder: &Path) -> Outcome<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).doing(|| format!("remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).doing(|| format!("create {}", folder.display()))?;
    let mut split = toolbox.command("wasm-split-cli");
    split.arg(compiled).arg(folder).args(["--target", "web", "--out-name", name]);
    child::run(&mut split, LIMIT)?;
    Ok(folder.join(format!("{name}.wasm")))
}

/// Moves what belongs to the first file into another folder, and returns the wasm among it.
pub fn take_rest(folder: &Path, first: &Path, to: &Path) -> Outcome<Vec<PathBuf>> {
    let mut loaded = Vec::new();
    for entry in fs::read_dir(folder).doing(|| format!("read {}", folder.display()))? {
        let path = entry.doing(|| format!("read {}", folder.display()))?.path();
        let Some(name) = path.file_name().filter(|_| path != first) else { continue };
        let moved = to.join(name);
        fs::rename(&path, &moved).doing(|| format!("move {}", path.display()))?;
        if moved.extension().is_some_and(|extension| extension == "wasm") {
            loaded.push(moved);
        }
    }
    match loaded.is_empty() {
        true => Err(Failure::new("nothing of the page is loaded later: see that app/build.rs keeps the relocations")),
        false => Ok(loaded),
    }
}
