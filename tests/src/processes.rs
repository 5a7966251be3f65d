//! The processes of a browser: what memory its pages take, and killing it as a power failure of its own: at once,
//! without a word, with everything it started. It
//! is found by its profile's folder, so it never ends a process that another test or a person started.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::failure::{Doing, Failure, Outcome};

/// How long the killed may take to be gone; a machine short of memory takes its time.
const GONE: Duration = Duration::from_secs(20);

const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A process as `/proc` shows it (proc(5)).
#[derive(Clone, Debug)]
struct Process {
    id: u32,
    parent: u32,
    /// In ticks since the machine started: with the id it tells a process from a later one of the same id.
    started: u64,
    /// Dead, but not collected by its parent yet.
    is_zombie: bool,
    /// Whether its command line names the profile.
    has_profile: bool,
}

/// Sends SIGKILL to the browser over a profile and to all that descends from it, and waits until they are gone.
pub(crate) fn kill_browser(folder: &Path) -> Outcome<()> {
    let argument = format!("--user-data-dir={}", folder.display());
    let start = Instant::now();
    let mut family = HashSet::new();
    loop {
        let running = running(&argument)?;
        let first = family.is_empty();
        gather(&mut family, &running);
        if first && family.is_empty() {
            return Err(Failure::new(format!("no browser runs over {}", folder.display())));
        }
        let left = |process: &&Process| !process.is_zombie && family.contains(&(process.id, process.started));
        let left: Vec<String> = running.iter().filter(left).map(|process| process.id.to_string()).collect();
        if left.is_empty() {
            return Ok(());
        }
        if start.elapsed() > GONE {
            return Err(Failure::new(format!("processes {} outlive their SIGKILL", left.join(", "))));
        }
        // All in one command, and again for those that were being started meanwhile.
        kill(&left)?;
        sleep(LOOK_AGAIN);
    }
}

/// Bytes of memory of its own that the largest of a browser's pages has, with its workers; what is shared with the system or lies in
/// files does not count. The browser is the one over a profile.
pub(crate) fn renderer_memory(folder: &Path) -> Outcome<u64> {
    let running = running(&format!("--user-data-dir={}", folder.display()))?;
    let mut family = HashSet::new();
    gather(&mut family, &running);
    let is_page = |id: u32| {
        let command = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        // Chromium writes the words of its children anew, with spaces between them.
        command.split(|byte| matches!(byte, 0 | b' ')).any(|word| word == b"--type=renderer")
    };
    let own = |id: u32| own_memory(&fs::read_to_string(format!("/proc/{id}/status")).ok()?);
    let largest = family.iter().filter(|(id, _)| is_page(*id)).filter_map(|(id, _)| own(*id)).max();
    largest.ok_or_else(|| Failure::new(format!("no page of a browser over {} is found in /proc", folder.display())))
}

/// The bytes of `RssAnon` in a status as `/proc` shows it.
fn own_memory(status: &str) -> Option<u64> {
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = kilobytes.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Adds to the family those that name the profile and their descendants. Who was in it stays: once its parent
/// is dead, an orphan can no longer be told by its parent.
fn gather(family: &mut HashSet<(u32, u64)>, running: &[Process]) {
    loop {
        let ids: HashSet<u32> =
            running.iter().filter(|p| family.contains(&(p.id, p.started))).map(|process| process.id).collect();
        let before = family.len();
        let kin = running.iter().filter(|process| process.has_profile || ids.contains(&process.parent));
        family.extend(kin.map(|process| (process.id, process.started)));
        if family.len() == before {
            return;
        }
    }
}

/// By the shell's own `kill`: a minimal system may have no program of that name.
fn kill(ids: &[String]) -> Outcome<()> {
    let command = format!("kill -KILL {}", ids.join(" "));
    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Its status says only that one of them was gone already.
    shell.status().map(drop).doing(|| command.clone())
}

fn running(argument: &str) -> Outcome<Vec<Process>> {
    let entries = fs::read_dir("/proc").doing(|| "list /proc, which killing a browser needs".to_owned())?;
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that ends between two looks is passed over.
    Ok(ids.filter_map(|id| process(id, argument).ok().flatten()).collect())
}

fn process(id: u32, argument: &str) -> io::Result<Option<Process>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let command = fs::read(format!("/proc/{id}/cmdline"))?;
    let has_profile = command.split(|&byte| byte == 0).any(|word| word == argument.as_bytes());
    Ok(read_stat(&stat).map(|(state, parent, started)| Process {
        id,
        parent,
        started,
        is_zombie: matches!(state, "Z" | "X"),
        has_profile,
    }))
}

/// State, parent and start of `id (name) state parent ...`, where the name may hold spaces and brackets.
fn read_stat(stat: &str) -> Option<(&str, u32, u64)> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let words: Vec<&str> = after_name.split_whitespace().collect();
    // Fields 3, 4 and 22.
    Some((words.first()?, words.get(1)?.parse().ok()?, words.get(19)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(id: u32, parent: u32, has_profile: bool) -> Process {
        Process { id, parent, started: 7, is_zombie: false, has_profile }
    }

    #[test]
    fn a_family_is_who_names_the_profile_and_who_descends_from_them() {
        let mut family = HashSet::new();
        let mut running =
            vec![process(1, 0, false), process(12, 11, false), process(11, 10, false), process(10, 1, true)];
        gather(&mut family, &running);
        assert_eq!(family, HashSet::from([(10, 7), (11, 7), (12, 7)]));

        // The browser is dead, its child an orphan with a new child, and its id is someone else's.
        running = vec![process(1, 0, false), process(12, 1, false), process(13, 12, false)];
        running.push(Process { started: 9, ..process(10, 1, false) });
        gather(&mut family, &running);
        assert!(family.contains(&(12, 7)) && family.contains(&(13, 7)));
        assert!(!family.contains(&(1, 7)) && !family.contains(&(10, 9)));
    }

    #[test]
    fn memory_is_what_no_one_else_has() {
        assert_eq!(own_memory("Name:\tx\nVmRSS:\t  99 kB\nRssAnon:\t      12 kB\nRssFile: 3 kB\n"), Some(12_288));
        assert_eq!(own_memory("Name:\tx\n"), None);
    }

    #[test]
    fn a_stat_is_read_past_a_name_with_brackets() {
        let stat = "7 (a) b) S 42 7 7 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 1234567 1 2 3";
        assert_eq!(read_stat(stat), Some(("S", 42, 1_234_567)));
    }

    #[test]
    fn a_profile_that_no_browser_uses_is_a_failure() {
        let failure = kill_browser(Path::new("/no/browser/is/here")).unwrap_err();
        assert!(failure.to_string().starts_with("no browser runs"), "{failure}");
    }
}
