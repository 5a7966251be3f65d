//! Finds programs on PATH.
//! Never runs one.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The first program of that name on PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    find_in(&env::var_os("PATH").unwrap_or_default(), program)
}

/// The first program of that name in the folders of a PATH-like variable.
pub fn find_in(folders: &OsString, program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    env::split_paths(folders)
        .flat_map(|folder| endings.iter().map(move |ending| (folder.clone(), ending)))
        .map(|(folder, ending)| folder.join(format!("{program}{ending}")))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_and_a_plain_file_is_not() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-here").is_none());
        let manifest_folder = OsString::from(env!("CARGO_MANIFEST_DIR"));
        assert!(find_in(&manifest_folder, "Cargo.toml").is_none());
    }
}
