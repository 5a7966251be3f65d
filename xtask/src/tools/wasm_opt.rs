//! wasm-opt, which makes the app smaller: the npm package `binaryen`, run by Node.
//! Never runs the package's install scripts: it needs none.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::cache::{Cache, Notice};
use super::{advice, pinned, search_path};
use crate::child;
use crate::failure::{Doing, Failure, Outcome};

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Its name; on Windows, what starts it.
const PROGRAM: &str = if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" };

/// Returns the folder of the program.
pub fn ensure(cache: &Cache) -> Outcome<PathBuf> {
    let notice =
        Notice { name: "wasm-opt", version: pinned::BINARYEN, why: "makes the app smaller", expected: "a few seconds" };
    let complete = |place: &Path| place.join("bin").join(PROGRAM).is_file();
    // Node runs it each time; npm only installs it.
    let installed = complete(&cache.place(notice.name, notice.version));
    if search_path::find("node").is_none() || (!installed && search_path::find("npm").is_none()) {
        return Err(no_node());
    }
    let place = cache.install(&notice, complete, |folder| fill(cache, folder))?;
    Ok(place.join("bin"))
}

fn fill(cache: &Cache, folder: &Path) -> Outcome {
    let log = cache.log("wasm-opt");
    let npm = search_path::find("npm").ok_or_else(no_node)?;
    let mut npm = Command::new(npm);
    npm.arg("install")
        .arg("--prefix")
        .arg(folder)
        .args(["--no-audit", "--no-fund", "--ignore-scripts"])
        .arg(format!("binaryen@{}", pinned::BINARYEN))
        .current_dir(folder);
    child::run_logged(&mut npm, &log, LIMIT).map_err(|failure| advice::with(&failure, &log))?;
    let programs = folder.join("bin");
    fs::create_dir_all(&programs).doing(|| format!("create {}", programs.display()))?;
    let program = programs.join(PROGRAM);
    start_by_node(&program).doing(|| format!("write {}", program.display()))
}

/// The package's program is a Node script with a shebang. The link is relative, as the folder is
/// renamed when it is complete.
#[cfg(unix)]
fn start_by_node(program: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink("../node_modules/binaryen/bin/wasm-opt", program)
}

#[cfg(not(unix))]
fn start_by_node(program: &Path) -> std::io::Result<()> {
    fs::write(program, "@node \"%~dp0..\\node_modules\\binaryen\\bin\\wasm-opt\" %*\r\n")
}

fn no_node() -> Failure {
    Failure::new("`node` and `npm` are not installed: install Node.js 20 or later, which has both")
}
