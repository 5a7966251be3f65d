//! A browser profile that nobody used before and nobody will use after: a temporary folder, removed
//! when the last that holds it lets go. It never touches a person's own profile.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, process, thread};

use crate::failure::{Doing, Outcome};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// What a browser keeps on the disk. A clone is the same profile, so that one browser after another can find
/// what the last one stored; only one at a time can use it.
#[derive(Clone, Debug)]
pub struct Profile(Rc<Folder>);

impl Profile {
    /// An empty profile.
    pub fn new() -> Outcome<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("foldback-test-{}-{number}", process::id()));
        fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
        Ok(Self(Rc::new(Folder(folder))))
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.0.0
    }
}

#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A browser that was just closed still writes for a moment.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}
