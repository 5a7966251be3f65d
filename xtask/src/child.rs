//! Runs a program to its end within a time limit.
//! Never lets one read from standard input, and never leaves one running.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::duration;
use crate::failure::{Doing, Failure, Outcome};
use crate::process_tree;

/// Runs the program with its output on this terminal; `Ok` only when it succeeds.
pub fn run(command: &mut Command, limit: Duration) -> Outcome {
    finish(start(command)?, command, limit)
}

/// Runs the program with its output in a log file; `Ok` only when it succeeds.
pub fn run_logged(command: &mut Command, log: &Path, limit: Duration) -> Outcome {
    let child = start_logged(command, log)?;
    finish(child, command, limit)
}

/// Starts a program that goes on, with its output in a log file. The caller ends it.
pub fn start_logged(command: &mut Command, log: &Path) -> Outcome<Child> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).doing(|| format!("create {}", folder.display()))?;
    }
    let open = || File::create(log).doing(|| format!("write {}", log.display()));
    let out = open()?;
    let err = out.try_clone().doing(|| format!("write {}", log.display()))?;
    start(command.stdout(out).stderr(err))
}

fn start(command: &mut Command) -> Outcome<Child> {
    let name = program(command);
    command.stdin(Stdio::null()).spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Failure::new(format!("`{name}` is not installed: install it, or put it on PATH, and run the command again"))
        }
        _ => Failure::new(format!("cannot start `{name}`: {error}")),
    })
}

fn finish(mut child: Child, command: &Command, limit: Duration) -> Outcome {
    let started = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        let status = child.try_wait().doing(|| format!("wait for `{}`", program(command)))?;
        if let Some(status) = status {
            return match status.code() {
                Some(0) => Ok(()),
                _ => Err(Failure::new(format!("{} ended with {status}", line(command)))),
            };
        }
        if started.elapsed() > limit {
            process_tree::end(&mut child);
            return Err(Failure::new(format!(
                "{} was ended: it took longer than {}",
                line(command),
                duration::in_words(limit)
            )));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}

fn program(command: &Command) -> String {
    command.get_program().display().to_string()
}

/// The command as one would type it, short enough for a line.
fn line(command: &Command) -> String {
    let mut words = vec![program(command)];
    words.extend(command.get_args().map(|word| word.display().to_string()));
    let whole = words.join(" ");
    let short: String = whole.chars().take(90).collect();
    if short.len() < whole.len() { format!("`{short} ...`") } else { format!("`{whole}`") }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let started = Instant::now();
        let failure = run(Command::new("sh").args(["-c", "sleep 30"]), Duration::from_millis(200)).unwrap_err();
        assert!(failure.to_string().contains("took longer"), "{failure}");
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = run(&mut Command::new("no-such-program-here"), Duration::from_secs(1)).unwrap_err();
        assert!(failure.to_string().contains("`no-such-program-here` is not installed"));
    }

    #[test]
    fn a_failing_program_is_an_error_that_shows_the_command() {
        let failure = run(Command::new("sh").args(["-c", "exit 3"]), Duration::from_secs(5)).unwrap_err();
        assert!(failure.to_string().contains("`sh -c exit 3` ended"), "{failure}");
    }
}
