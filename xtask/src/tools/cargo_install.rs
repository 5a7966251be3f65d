//! Installs a program that is a crate.
//! Never with debug information, and never slow to build for speed that nobody notices.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::cache::{Cache, Notice};
use super::{advice, executable};
use crate::child;
use crate::failure::Outcome;

const LIMIT: Duration = Duration::from_secs(30 * 60);

/// A crate to install.
pub struct CargoTool<'a> {
    /// What is said about it; its name is the folder's.
    pub notice: Notice<'a>,
    /// The crate's name.
    pub package: &'a str,
    /// The program that has to be there afterwards.
    pub program: &'a str,
    /// Further options of `cargo install`.
    pub options: &'a [&'a str],
}

impl CargoTool<'_> {
    /// Installs it if it is missing; returns the folder of its programs.
    pub fn ensure(&self, cache: &Cache) -> Outcome<std::path::PathBuf> {
        let complete = |place: &Path| place.join("bin").join(executable(self.program)).is_file();
        let place = cache.install(&self.notice, complete, |folder| {
            let log = cache.log(self.notice.name);
            let mut cargo = Command::new("cargo");
            cargo
                .arg("install")
                .args(["--debug", "--root"])
                .arg(folder)
                .arg("--target-dir")
                .arg(cache.build_folder())
                .args(self.options)
                .arg(format!("{}@{}", self.package, self.notice.version))
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
                // Away from the checkout, whose settings are not for tools.
                .current_dir(folder);
            child::run_logged(&mut cargo, &log, LIMIT).map_err(|failure| advice::with(&failure, &log))
        })?;
        Ok(place.join("bin"))
    }
}
