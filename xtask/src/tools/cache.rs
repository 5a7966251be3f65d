//! The folder outside the checkout that tools are installed into, one folder a tool and version.
//! Never shows a half-installed tool: an install happens beside its place and is then renamed.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::duration;
use crate::failure::{Doing, Failure, Outcome};

/// The start of the name of an install that is not complete.
const PARTIAL: &str = ".partial-";

/// The tools' folder.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// What the person at the terminal is told about an install.
pub struct Notice<'a> {
    /// The tool.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// What it is needed for.
    pub why: &'a str,
    /// How long it takes, in words.
    pub expected: &'a str,
}

impl Notice<'_> {
    /// Says what begins; `finish` says how long it took.
    pub fn begin(&self) -> Instant {
        println!("installing {} {} ({}; takes {})", self.name, self.version, self.why, self.expected);
        Instant::now()
    }

    /// Says that it is done.
    pub fn finish(&self, begun: Instant) {
        println!("installed {} in {}", self.name, duration::in_words(begun.elapsed()));
    }
}

impl Cache {
    /// `FOLDBACK_TOOLS`, or else a folder in the system's place for caches.
    pub fn locate() -> Outcome<Self> {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        let below = |name, below: &[&str]| {
            variable(name).map(|base| below.iter().fold(PathBuf::from(base), |path, part| path.join(part)))
        };
        let folder = variable("FOLDBACK_TOOLS").map(PathBuf::from).or_else(|| {
            if cfg!(windows) {
                below("LOCALAPPDATA", &["foldback", "tools"])
            } else if cfg!(target_os = "macos") {
                below("HOME", &["Library", "Caches", "foldback", "tools"])
            } else {
                below("XDG_CACHE_HOME", &["foldback", "tools"])
                    .or_else(|| below("HOME", &[".cache", "foldback", "tools"]))
            }
        });
        let folder =
            folder.ok_or_else(|| Failure::new("no folder for tools: set FOLDBACK_TOOLS to one that you can write"))?;
        let folder =
            std::path::absolute(&folder).doing(|| format!("use {} as the folder for tools", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where a tool is or will be.
    pub fn place(&self, name: &str, version: &str) -> PathBuf {
        self.folder.join(format!("{name}-{version}"))
    }

    /// The log of a tool's last install.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(format!("{name}.log"))
    }

    /// Shared by the tools that Cargo builds, so that what they have in common is built once.
    pub fn build_folder(&self) -> PathBuf {
        self.folder.join(".build")
    }

    /// Installs a tool with `fill`, unless another process did while this one waited.
    pub fn install(
        &self,
        notice: &Notice<'_>,
        complete: impl Fn(&Path) -> bool,
        fill: impl FnOnce(&Path) -> Outcome,
    ) -> Outcome<PathBuf> {
        let place = self.place(notice.name, notice.version);
        if complete(&place) {
            return Ok(place);
        }
        let _lock = self.lock()?;
        if complete(&place) {
            return Ok(place);
        }
        self.remove_partial();
        let begun = notice.begin();
        let partial = self.folder.join(format!("{PARTIAL}{}-{}", notice.name, notice.version));
        fs::create_dir_all(&partial).map_err(|error| self.not_writable(&error))?;
        fill(&partial)?;
        if !complete(&partial) {
            return Err(Failure::new(format!(
                "{} {} was installed without its program: see {}",
                notice.name,
                notice.version,
                self.log(notice.name).display()
            )));
        }
        // A folder at this place is no complete install, or it would have been taken.
        if place.exists() {
            fs::remove_dir_all(&place).doing(|| format!("remove {}", place.display()))?;
        }
        fs::rename(&partial, &place).doing(|| format!("move {} into place", place.display()))?;
        notice.finish(begun);
        Ok(place)
    }

    /// Held while something is installed; the system releases it when the process ends.
    pub fn lock(&self) -> Outcome<File> {
        fs::create_dir_all(&self.folder).map_err(|error| self.not_writable(&error))?;
        let file = File::create(self.folder.join(".lock")).map_err(|error| self.not_writable(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                println!("waiting: another process is installing tools");
                file.lock().doing(|| "lock the folder for tools".into())?;
                Ok(file)
            }
            Err(TryLockError::Error(error)) => Err(self.not_writable(&error)),
        }
    }

    /// Frees what builds have left, once nothing more is to be installed.
    pub fn remove_build_folder(&self) -> Outcome {
        let folder = self.build_folder();
        if folder.exists() {
            let _lock = self.lock()?;
            fs::remove_dir_all(&folder).doing(|| format!("remove {}", folder.display()))?;
        }
        Ok(())
    }

    /// What an interrupted install has left. Called with the lock held.
    fn remove_partial(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
                // What stays behind is in nobody's way.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    fn not_writable(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!(
            "cannot write {} ({error}): set FOLDBACK_TOOLS to a folder that you can write",
            self.folder.display()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(name: &str) -> Cache {
        let folder = env::temp_dir().join(format!("xtask-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Cache { folder }
    }

    const NOTICE: Notice<'_> = Notice { name: "tool", version: "1.0.0", why: "a test", expected: "no time" };

    fn complete(place: &Path) -> bool {
        place.join("program").is_file()
    }

    #[test]
    fn an_interrupted_install_is_never_taken_as_done_and_is_cleaned_up() {
        let cache = cache("partial");
        let interrupted = cache.install(&NOTICE, complete, |folder| {
            fs::write(folder.join("half"), "").unwrap();
            Err(Failure::new("interrupted"))
        });
        assert_eq!(interrupted, Err(Failure::new("interrupted")));
        assert!(!cache.place("tool", "1.0.0").exists());

        let place = cache
            .install(&NOTICE, complete, |folder| {
                assert!(!folder.join("half").exists());
                fs::write(folder.join("program"), "").unwrap();
                Ok(())
            })
            .unwrap();
        assert!(complete(&place));
        // Installed once: it is not filled a second time.
        cache.install(&NOTICE, complete, |_| Err(Failure::new("again"))).unwrap();
        fs::remove_dir_all(cache.folder).unwrap();
    }

    #[test]
    fn an_install_without_its_program_fails() {
        let cache = cache("empty");
        let failure = cache.install(&NOTICE, complete, |_| Ok(())).unwrap_err();
        assert!(failure.to_string().contains("without its program"));
        fs::remove_dir_all(cache.folder).unwrap();
    }
}
