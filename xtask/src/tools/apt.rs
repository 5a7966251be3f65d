//! Installs Debian packages, where that is possible without asking: as root, with apt.
//! Never asks for a password and never upgrades anything.

use std::process::Command;
use std::time::Duration;

use super::cache::{Cache, Notice};
use super::{advice, search_path};
use crate::child;
use crate::failure::{Failure, Outcome};

const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Whether packages can be installed here.
pub fn is_usable() -> bool {
    cfg!(target_os = "linux") && search_path::find("apt-get").is_some() && is_root()
}

/// Installs packages without those they merely recommend.
pub fn install(cache: &Cache, notice: &Notice<'_>, packages: &[&str]) -> Outcome {
    let _lock = cache.lock()?;
    let begun = notice.begin();
    let log = cache.log("apt");
    for arguments in [vec!["update", "-q"], [&["install", "-y", "-q", "--no-install-recommends"], packages].concat()] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        child::run_logged(&mut apt, &log, LIMIT).map_err(|failure| advice::with(&failure, &log))?;
    }
    notice.finish(begun);
    Ok(())
}

/// The line for a browser that cannot be installed here.
pub fn not_usable(browser: &str, packages: &[&str], variables: [&str; 2]) -> Failure {
    Failure::new(format!(
        "{browser} and its driver are not installed: install both (Debian, as root: apt-get install {}), \
         or name them with {} and {}",
        packages.join(" "),
        variables[0],
        variables[1],
    ))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}
