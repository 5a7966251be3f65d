//! A record of IndexedDB's log file that a killed browser left torn, after which Chromium would delete everything (see
//! `crates/idb/src/rotation.rs`, and `tests/tests/death.rs` for the browser alone), costs a store nothing.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use foldback_tests::leveldb::{log_file, tear};
use foldback_tests::logs::skip;
use foldback_tests::{Failure, Outcome, Profile};
use serde_json::json;

use crate::dice::{Dice, say};
use crate::rounds::{Acknowledged, Round, die_appending, mortal, opened};
use crate::script::{SOON, run, same};

#[test]
fn a_torn_record_in_the_browsers_log_costs_nothing() -> Outcome<()> {
    let Some(settings) = mortal() else {
        return Ok(());
    };
    let how = Round { options: json!({ "durability": "relaxed" }), in_flight: 4, meanwhile: None };
    let mut dice = Dice::new("torn");
    let profile = Profile::new()?;
    let mut acknowledged = Acknowledged::default();
    let mut torn: Option<PathBuf> = None;
    for round in 0..4 {
        let session = opened(&settings, &profile)?;
        let before = acknowledged.check(session.page(), "killed")?;
        if let Some(torn) = &torn {
            let took = until_gone(torn)?;
            say(&format!("torn: round {round}: {before} events at first, the torn log was gone after {took:?}"));
        }
        die_appending(session, round, &how, &mut dice, &mut acknowledged)?;
        if log_file(&profile)?.is_none() {
            skip("this browser keeps IndexedDB in something else than LevelDB");
            return Ok(());
        }
        torn = Some(tear(&profile)?);
    }
    let session = opened(&settings, &profile)?;
    acknowledged.check(session.page(), "killed").map(drop)
}

/// What nobody was writing to needs no new log file, and begins none.
#[test]
fn a_browser_that_is_killed_while_nothing_is_written_goes_on_with_its_log() -> Outcome<()> {
    let Some(settings) = mortal() else {
        return Ok(());
    };
    let profile = Profile::new()?;
    let append = "return (await s.append('quiet', [{ streamId: 'a', type: 'T' }])).firstPosition";
    let mut before = None;
    for round in 0..3 {
        let session = opened(&settings, &profile)?;
        same("the append", run(session.page(), append, &[])?, json!(round))?;
        // Longer than a worker says of itself that it was writing lately, or than a rotation takes.
        sleep(Duration::from_secs(2));
        session.kill()?;
        let log = log_file(&profile)?;
        same("the log file", &log, before.as_ref().unwrap_or(&log))?;
        before = Some(log);
    }
    Ok(())
}

fn until_gone(file: &Path) -> Outcome<Duration> {
    let start = Instant::now();
    while file.exists() {
        if start.elapsed() > SOON {
            return Err(Failure::new(format!("{} is still there", file.display())));
        }
        sleep(Duration::from_millis(5));
    }
    Ok(start.elapsed())
}
