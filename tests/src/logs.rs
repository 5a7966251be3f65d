//! The real exported logs that lie beside some checkouts. It never makes one up: a test that needs a
//! log and has none is skipped, and says so.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::settings::workspace_root;

/// The path of a real log, named from the folder `FOLDBACK_LOGS` (`../shared/logs` beside the
/// workspace by default), or `None` after [`skip`] where it is not there.
pub fn real_log(name: &str) -> Option<PathBuf> {
    let folder = env::var_os("FOLDBACK_LOGS")
        .filter(|folder| !folder.is_empty())
        .map_or_else(|| workspace_root().join("../shared/logs"), PathBuf::from);
    let path = folder.join(name);
    if path.is_file() {
        return path.canonicalize().ok();
    }
    skip(&format!("it needs the real log {name}, which FOLDBACK_LOGS would hold"));
    None
}

/// Says on the terminal that the running test is skipped. Written past the capture of the test
/// runner, which would hide it from those who think that everything was tested.
pub fn skip(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Where even the terminal is gone nobody is left to tell.
    let _ = writeln!(io::stderr(), "skipped: {test}: {why}");
}
