//! A browser profile that nobody used before and nobody will use after: a temporary folder, removed
//! when it is dropped. It never touches a person's own profile.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, process, thread};

use crate::failure::{Doing, Outcome};

static NEXT: AtomicU32 = AtomicU32::new(0);

#[derive(Debug)]
pub(crate) struct Profile {
    folder: PathBuf,
}

impl Profile {
    pub(crate) fn new() -> Outcome<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("foldback-test-{}-{number}", process::id()));
        fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
        Ok(Self { folder })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // A browser that was just closed still writes for a moment.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.folder).is_ok() || !self.folder.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}
