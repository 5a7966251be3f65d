//! Two tabs at once: appends, compaction, scavenge, deletion, backup and readers, in many orders of their calls.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use foldback_log::{Expected, Log, LogError, MemoryBackend, StreamMetadata};
use futures::StreamExt as _;
use futures::future::{LocalBoxFuture, join_all};
use futures::stream::FuturesUnordered;
use support::{
    Place, append, assert_whole, backup, event, held, opened, restore, run, texts, visited, with_id, yield_once,
};

/// Orders of calls that are tried.
const SEEDS: u64 = 150;

const EACH: usize = 24;

fn names(who: &str) -> Vec<String> {
    (0..EACH).map(|at| format!("{who}-{at}")).collect()
}

/// Appends one after another, each behind the one before it of the same stream.
async fn in_turn(log: &Log<Place>, stream: &str, names: &[String]) {
    for (at, name) in names.iter().enumerate() {
        let expected = at.checked_sub(1).map_or(Expected::NoStream, |before| Expected::Revision(before as u64));
        append(log, &[with_id(stream, name, name)], expected).await.unwrap();
    }
}

/// Appends all at once, whatever the stream is at.
async fn at_once(log: &Log<Place>, stream: &str, names: &[String]) {
    let events: Vec<_> = names.iter().map(|name| [event(stream, name), event("shared", name)]).collect();
    let mut appends: FuturesUnordered<_> = events.iter().map(|events| append(log, events, Expected::Any)).collect();
    while let Some(outcome) = appends.next().await {
        outcome.unwrap();
    }
}

async fn reads(log: &Log<Place>) {
    for _ in 0..8 {
        let known = log.head().next;
        let events = visited(log).await.unwrap();
        let there = events.iter().filter(|event| event.stream != "old").map(|event| event.position.0);
        // The first ten are the old stream's.
        assert_eq!(there.filter(|position| *position < known).collect::<Vec<_>>(), (10..known).collect::<Vec<_>>());
        let mut looked = Vec::new();
        log.look(10..known, &mut |view| {
            looked.push(view.position.0);
            true
        })
        .await
        .unwrap();
        assert_eq!(looked, (10..known).collect::<Vec<_>>());
        let mut picked = Vec::new();
        let positions: Vec<u64> = (10..known).rev().step_by(3).collect();
        log.pick(&positions, &mut |view| {
            picked.push(view.position.0);
            true
        })
        .await
        .unwrap();
        assert_eq!(picked, positions);
        log.refresh().await.unwrap();
    }
}

async fn compacts(log: &Log<Place>) {
    for _ in 0..5 {
        log.compact(&mut yield_once, &mut |_| true).await.unwrap();
        yield_once().await;
        log.compact_some(&mut yield_once).await.unwrap();
    }
}

/// Lets an old stream go, bit by bit.
async fn scavenges(log: &Log<Place>) {
    for count in [7, 4, 1] {
        let metadata = StreamMetadata { max_count: Some(count), ..StreamMetadata::default() };
        log.set_stream_metadata("old", metadata, None).await.unwrap();
        // Others may have compacted or scavenged since the horizons were found: then they are found anew.
        while let Err(error) = log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true).await {
            assert_eq!(error, LogError::Conflict);
            log.refresh().await.unwrap();
        }
    }
}

async fn verifies(log: &Log<Place>) {
    for _ in 0..4 {
        let verified = log.verify(&mut |_| true).await.unwrap();
        assert_eq!(verified.damaged, []);
        log.refresh().await.unwrap();
    }
}

async fn backs_up(log: &Log<Place>) {
    for _ in 0..2 {
        match backup(log).await {
            Ok(file) => {
                let place = MemoryBackend::default();
                run(restore(&place, &file, usize::MAX)).unwrap();
                assert_whole(&opened(&place));
            }
            Err(error) => assert_eq!(error, LogError::Conflict),
        }
    }
}

fn two_tabs(seed: u64, busy: impl for<'a> Fn(&'a Log<Place>, &'a Log<Place>) -> Vec<LocalBoxFuture<'a, ()>>) {
    let memory = MemoryBackend::default();
    let a = opened(&Place::yielding(&memory, seed));
    for at in 0..10 {
        run(append(&a, &[event("old", &at.to_string())], Expected::Any)).unwrap();
    }
    let b = opened(&Place::yielding(&memory, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1));
    let (of_a, of_b, more) = (names("a"), names("b"), names("c"));
    let mut all: Vec<LocalBoxFuture<'_, ()>> = vec![
        Box::pin(in_turn(&a, "turn-a", &of_a)),
        Box::pin(in_turn(&b, "turn-b", &of_b)),
        Box::pin(at_once(&a, "once-a", &of_a)),
        Box::pin(at_once(&b, "once-b", &of_b)),
        Box::pin(at_once(&b, "once-c", &more)),
    ];
    all.extend(busy(&a, &b));
    run(join_all(all));
    let fresh = opened(&Place::over(&memory));
    for log in [&a, &b, &fresh] {
        run(log.refresh()).unwrap();
        assert_eq!(log.head().next, 10 + 2 * EACH as u64 + 6 * EACH as u64);
        assert_eq!(log.head().link, fresh.head().link);
        assert_whole(log);
    }
    let events = run(visited(&fresh)).unwrap();
    for (stream, names) in [("turn-a", &of_a), ("turn-b", &of_b)] {
        let read: Vec<_> = events.iter().filter(|event| event.stream == stream).collect();
        assert_eq!(read.iter().map(|event| String::from_utf8(event.data.clone()).unwrap()).collect::<Vec<_>>(), *names);
        assert!(read.iter().enumerate().all(|(at, event)| event.revision.0 == at as u64));
    }
    for (stream, names) in [("once-a", vec![&of_a]), ("once-c", vec![&more]), ("shared", vec![&of_a, &of_b, &more])] {
        let mut read: Vec<_> = events.iter().filter(|event| event.stream == stream).map(|event| &event.data).collect();
        assert_eq!(read.len(), names.len() * EACH);
        read.sort_unstable();
        read.dedup();
        assert_eq!(read.len(), names.len() * EACH, "each once");
    }
}

#[test]
fn two_tabs_append_while_one_of_them_compacts_and_others_read() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| vec![Box::pin(compacts(a)), Box::pin(reads(a)), Box::pin(reads(b))]);
    }
}

#[test]
fn both_tabs_compact() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| vec![Box::pin(compacts(a)), Box::pin(compacts(b)), Box::pin(reads(b))]);
    }
}

#[test]
fn a_scavenge_and_a_compaction_meet() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| {
            vec![Box::pin(scavenges(a)), Box::pin(compacts(b)), Box::pin(reads(a)), Box::pin(reads(b))]
        });
        two_tabs(seed, |a, _| vec![Box::pin(scavenges(a)), Box::pin(compacts(a)), Box::pin(reads(a))]);
    }
}

#[test]
fn two_scavenges_meet() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| vec![Box::pin(scavenges(a)), Box::pin(scavenges(b)), Box::pin(reads(b))]);
    }
}

#[test]
fn a_check_of_the_whole_log_finds_no_damage_in_what_others_change() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| {
            vec![Box::pin(scavenges(a)), Box::pin(compacts(b)), Box::pin(verifies(a)), Box::pin(verifies(b))]
        });
    }
}

#[test]
fn a_backup_while_others_append_and_compact_is_a_log_of_some_moment() {
    for seed in 1..=SEEDS {
        two_tabs(seed, |a, b| {
            vec![Box::pin(compacts(a)), Box::pin(scavenges(a)), Box::pin(backs_up(a)), Box::pin(backs_up(b))]
        });
    }
}

#[test]
fn an_append_of_a_tab_that_has_seen_an_import_goes_on_when_it_has_ended() {
    let memory = MemoryBackend::default();
    let importing = opened(&memory);
    let mut importer = run(importing.begin_import()).unwrap();
    let other = opened(&memory);
    importer.push(&importing, &event("s", "imported")).unwrap();
    importer.seal(&importing).unwrap();
    run(importing.write_segment(importer.next_segment().unwrap())).unwrap();
    run(importing.publish(importer, Vec::new())).unwrap();
    assert_eq!(run(append(&other, &[event("s", "behind")], Expected::Revision(0))).unwrap().first, 1);
    assert_eq!(texts(&opened(&memory)), ["imported", "behind"]);
    assert!(held(&memory).notes.is_empty());
}

/// In one group, an append that fails makes the log look for news, and another future of the same handle may be faster in taking
/// them up. What the group decided before that must not be written after it.
#[test]
fn a_group_decides_anew_when_news_are_taken_up_beside_it() {
    for seed in 1..=SEEDS * 8 {
        let memory = MemoryBackend::default();
        let a = opened(&Place::yielding(&memory, seed));
        let b = opened(&Place::yielding(&memory, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1));
        run(append(&a, &[event("s", "0")], Expected::NoStream)).unwrap();
        run(b.refresh()).unwrap();
        let (first, right, wrong) = ([event("x", "x")], [event("s", "of a")], [event("t", "never")]);
        let writes = async {
            // While the first is written the others wait, and make one group.
            let any = append(&a, &first, Expected::Any);
            let both =
                join_all([append(&a, &right, Expected::Revision(0)), append(&a, &wrong, Expected::StreamExists)]);
            futures::join!(any, both).1[0].is_ok()
        };
        let others = async {
            for _ in 0..seed % 7 {
                yield_once().await;
            }
            append(&b, &[event("s", "of b")], Expected::Revision(0)).await.is_ok()
        };
        let looks = async {
            for _ in 0..12 {
                a.refresh().await.unwrap();
                yield_once().await;
            }
        };
        let (of_a, of_b, ()) = run(async { futures::join!(writes, others, looks) });
        assert!(of_a != of_b, "seed {seed}: both appends expected revision 0, one can have had it");
        assert_eq!(visited_of(&opened(&Place::over(&memory)), "s"), 2, "seed {seed}");
    }
}

fn visited_of(log: &Log<Place>, stream: &str) -> usize {
    run(visited(log)).unwrap().iter().filter(|event| event.stream == stream).count()
}
