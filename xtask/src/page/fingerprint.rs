//! Notices whether what was built still belongs to its sources, by the contents of both.
//! Never looks at times: a fresh checkout and a touched file change nothing.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Outcome};

/// What the app is built from; what does not exist does not count.
const SOURCES: [&str; 6] = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "crates", "app", "npm/src"];

/// What the package's own part is built from: the engine for apps and the TypeScript.
const PACKAGE_SOURCES: [&str; 5] = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "crates", "npm"];

/// Folders inside the sources that do not reach the built app.
const NOT_BUILT: [&str; 7] = ["tests", "benches", "examples", "target", "node_modules", "dist", "debugger"];

/// A digest of everything the app is built from, `tools` among it.
pub fn of_sources(root: &Path, tools: &str) -> Outcome<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    digest(root, files, tools)
}

/// A digest of everything that the package is built from besides the app.
pub fn of_package(root: &Path, also: &str) -> Outcome<String> {
    let mut files = Vec::new();
    for source in PACKAGE_SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    digest(root, files, also)
}

/// A digest of what was built.
pub fn of_built(folder: &Path) -> Outcome<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    digest(folder, files, "")
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).doing(|| format!("read {}", path.display()))? {
            let entry = entry.doing(|| format!("read {}", path.display()))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let skipped = name.starts_with('.') || name.ends_with(".md");
            if !skipped && !NOT_BUILT.contains(&name.as_ref()) {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

fn digest(root: &Path, mut files: Vec<PathBuf>, also: &str) -> Outcome<String> {
    files.sort();
    files.dedup();
    let mut hasher = DefaultHasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    };
    add(also.as_bytes());
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        let content = fs::read(&file).doing(|| format!("read {}", file.display()))?;
        add(name.as_os_str().as_encoded_bytes());
        add(&content);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkout(name: &str) -> PathBuf {
        let root = std::env::temp_dir().join(format!("xtask-print-{name}-{}", std::process::id()));
        fs::create_dir_all(root.join("crates/log/src")).unwrap();
        fs::create_dir_all(root.join("crates/log/tests")).unwrap();
        fs::write(root.join("Cargo.toml"), "[workspace]").unwrap();
        fs::write(root.join("crates/log/src/lib.rs"), "one").unwrap();
        root
    }

    #[test]
    fn a_changed_new_or_renamed_source_changes_it() {
        let root = checkout("changed");
        let first = of_sources(&root, "t1").unwrap();
        assert_eq!(of_sources(&root, "t1").unwrap(), first);
        assert_ne!(of_sources(&root, "t2").unwrap(), first);

        fs::write(root.join("crates/log/src/lib.rs"), "two").unwrap();
        let second = of_sources(&root, "t1").unwrap();
        assert_ne!(second, first);

        fs::rename(root.join("crates/log/src/lib.rs"), root.join("crates/log/src/main.rs")).unwrap();
        assert_ne!(of_sources(&root, "t1").unwrap(), second);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn tests_documents_and_hidden_files_do_not_change_it() {
        let root = checkout("same");
        let first = of_sources(&root, "").unwrap();
        fs::write(root.join("crates/log/tests/a.rs"), "x").unwrap();
        fs::write(root.join("crates/log/README.md"), "x").unwrap();
        fs::write(root.join("crates/log/src/.swap"), "x").unwrap();
        assert_eq!(of_sources(&root, "").unwrap(), first);
        fs::remove_dir_all(root).unwrap();
    }
}
