//! A browser that is killed while it appends loses nothing that it acknowledged, and tears nothing: neither while small
//! segments are joined in the background, nor while the store is compacted all the while.

use foldback_tests::{Outcome, Profile, Settings};
use serde_json::json;

use crate::dice::{Dice, say};
use crate::rounds::{Acknowledged, Round, die_appending, mortal, opened};
use crate::script::{run, same};

/// How often a browser is killed in the middle of each thing.
pub fn count(settings: &Settings) -> u64 {
    if settings.long { 100 } else { 5 }
}

/// The rounds take the ways of appending in turn.
fn rounds(test: &str, ways: &[Round]) -> Outcome<()> {
    let Some(settings) = mortal() else {
        return Ok(());
    };
    let mut dice = Dice::new(test);
    let profile = Profile::new()?;
    let mut acknowledged = Acknowledged::default();
    for (round, how) in (0..count(&settings)).zip(ways.iter().cycle()) {
        let session = opened(&settings, &profile)?;
        let before = acknowledged.check(session.page(), "killed")?;
        let heard = die_appending(session, round, how, &mut dice, &mut acknowledged)?;
        say(&format!("{test}: round {round}: {before} events at first, {heard} acknowledged until its death"));
    }
    let session = opened(&settings, &profile)?;
    let left = acknowledged.check(session.page(), "killed")?;
    let next = "return (await s.append('killed', [{ streamId: 'next', type: 'T' }])).firstPosition";
    same("the next append", run(session.page(), next, &[])?, json!(left))
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() -> Outcome<()> {
    rounds("kill", &[Round { options: json!({ "durability": "strict" }), in_flight: 6, meanwhile: None }])
}

/// What was acknowledged as relaxed is there too: the browser had handed it to the system, which outlives it. What a loss
/// of power takes is not tested here.
#[test]
fn a_kill_during_compaction_leaves_the_store_whole() -> Outcome<()> {
    let way = |durability| Round {
        options: json!({ "durability": durability }),
        in_flight: 2,
        meanwhile: Some("compactWithoutEnd"),
    };
    rounds("kill-compact", &[way("strict"), way("relaxed")])
}

#[test]
fn a_kill_during_a_scavenge_leaves_what_is_kept_and_its_states() -> Outcome<()> {
    let Some(settings) = mortal() else {
        return Ok(());
    };
    let how =
        Round { options: json!({ "durability": "relaxed" }), in_flight: 2, meanwhile: Some("scavengeWithoutEnd") };
    let mut dice = Dice::new("kill-scavenge");
    let profile = Profile::new()?;
    let mut acknowledged = Acknowledged::default();
    let mut session = opened(&settings, &profile)?;
    let keep = "for (const at of [0, 1, 2]) await (await log('killed')).setStreamMetadata(`s-${at}`, { maxCount: 5 })";
    run(session.page(), keep, &[])?;
    for round in 0..count(&settings) {
        let heard = die_appending(session, round, &how, &mut dice, &mut acknowledged)?;
        session = opened(&settings, &profile)?;
        let end = acknowledged.check_kept(session.page(), "killed", 5)?;
        say(&format!("kill-scavenge: round {round}: {heard} acknowledged until its death, {end} positions after it"));
    }
    Ok(())
}
