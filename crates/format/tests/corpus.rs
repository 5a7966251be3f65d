//! Every input of the fuzz corpus, and every one that once failed, through the harness of the fuzz targets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "it runs in tests, where a panic is a failure")]

#[path = "../fuzz/harness.rs"]
mod harness;

use std::fs;
use std::path::Path;

/// How many files of the folder, and of the folders in it, were survived.
fn survive(folder: &Path) -> usize {
    let mut survived = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            survived += survive(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        // Says which one it was.
        let result = std::panic::catch_unwind(|| harness::survives(&bytes));
        assert!(result.is_ok(), "{} was not survived", path.display());
        survived += 1;
    }
    survived
}

#[test]
fn the_corpus_is_survived() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for folder in fs::read_dir(fuzz.join("corpus")).unwrap() {
        let folder = folder.unwrap().path();
        assert!(survive(&folder) > 0, "{} is empty", folder.display());
    }
    survive(&fuzz.join("crashers"));
}
