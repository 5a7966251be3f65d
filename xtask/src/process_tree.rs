//! Ends a process together with everything it started, by their ids.
//! Never ends a process that does not descend from one of ours.

use std::process::{Child, Command, Stdio};

/// Ends a child and its descendants and collects the child.
pub fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    // Taken before anything ends: what has lost its parent can no longer be found by it.
    let ids: Vec<String> = descendants(child.id(), &running()).iter().map(u32::to_string).collect();
    if cfg!(windows) {
        quietly(Command::new("taskkill").args(["/T", "/F", "/PID", &child.id().to_string()]));
    }
    // Fails only because the process is gone already, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
    // The shell's own `kill`: a minimal system may have no program of that name.
    if !ids.is_empty() && !cfg!(windows) {
        quietly(Command::new("sh").args(["-c", &format!("kill -KILL {}", ids.join(" "))]));
    }
}

fn quietly(command: &mut Command) {
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Every running process with its parent.
fn running() -> Vec<(u32, u32)> {
    if cfg!(windows) {
        return Vec::new();
    }
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return listed_by_ps();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, parent_in_stat(&stat)?))
        })
        .collect()
}

fn listed_by_ps() -> Vec<(u32, u32)> {
    let Ok(output) = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output() else {
        return Vec::new();
    };
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().map(str::parse);
            Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
        })
        .collect()
}

/// `id (name) state parent ...`, where the name may hold spaces and brackets: proc(5).
fn parent_in_stat(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(1)?.parse().ok()
}

fn descendants(of: u32, running: &[(u32, u32)]) -> Vec<u32> {
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(
            running.iter().filter(|&&(id, its_parent)| its_parent == parent && id != parent).map(|&(id, _)| id),
        );
        next += 1;
    }
    found.remove(0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_found_over_several_generations_and_nothing_else() {
        let running = [(1, 0), (10, 1), (11, 10), (12, 11), (20, 1), (13, 10)];
        assert_eq!(descendants(10, &running), [11, 13, 12]);
        assert_eq!(descendants(20, &running), []);
    }

    #[test]
    fn a_process_name_may_hold_brackets() {
        assert_eq!(parent_in_stat("7 (a) b) S 42 7 7"), Some(42));
    }
}
