//! Prints what a history costs: `cargo run --release -p foldback-replay --example history_speed [events] [streams]`.
//! Without arguments: 1,000,000 events in 1,000 streams, as the issue of the figures asks.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints")]

use std::time::{Duration, Instant};

use foldback_event::{Json, Pointer};
use foldback_replay::{Branch, Edit, Flips, Future, History, Input, Merge, Plan, Predicate, Reads, Step, compare};
use foldback_sample::Load;

/// The payloads of a generated log, each with the number of its stream.
fn log(events: u64, streams: u32) -> Vec<(u32, Vec<u8>)> {
    let mut load = Load::new(events, streams, 7);
    let mut numbers = std::collections::HashMap::new();
    let mut line = Vec::new();
    let mut log = Vec::new();
    while load.write_next(&mut line) {
        let Json::Object(mut event) = foldback_event::json::parse(&line).unwrap() else { break };
        let next = numbers.len() as u32;
        let number = *numbers.entry(event["stream"].to_string()).or_insert(next);
        log.push((number, event.swap_remove("data").unwrap().to_string().into_bytes()));
        line.clear();
    }
    log
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = what();
    (done, begin.elapsed())
}

/// Does something at places spread over the log, and gives the middle and the 99th of a hundred of the times.
fn spread(log: &[(u32, Vec<u8>)], mut what: impl FnMut(u32, u64)) -> String {
    const TIMES: usize = 2000;
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|n| {
            let at = n * 7919 * log.len() / TIMES % log.len();
            timed(|| what(log[at].0, at as u64)).1
        })
        .collect();
    times.sort_unstable();
    format!("{:?} in the middle, p99 {:?}", times[TIMES / 2], times[TIMES * 99 / 100])
}

fn input(position: usize, data: &[u8]) -> Input<'_> {
    Input { position: position as u64, ..Input::of(data) }
}

struct IsDelivered(Reads, Pointer);

impl Predicate for IsDelivered {
    fn reads(&self) -> &Reads {
        &self.0
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        Ok(
            matches!(state.get(&self.1), Some(Json::Number(text)) if text.parse::<f64>().is_ok_and(|number| number > 50.0)),
        )
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap());
    let events = arguments.next().unwrap_or(1_000_000);
    let streams = arguments.next().unwrap_or(1000) as u32;
    let log = log(events, streams);
    let bytes: usize = log.iter().map(|(_, data)| data.len()).sum();
    println!("{events} events in {streams} streams, {} bytes of payload each", bytes / log.len());

    let parse =
        timed(|| log.iter().map(|(_, data)| foldback_event::json::parse(data).is_ok()).filter(|ok| *ok).count()).1;
    println!("parsing alone: {parse:?}");
    let (history, whole) = timed(|| {
        let mut history = History::default();
        for (at, (stream, data)) in log.iter().enumerate() {
            history.fold(&Merge, *stream, &input(at, data)).unwrap();
        }
        history
    });
    let rate = events as f64 / whole.as_secs_f64() / 1e6;
    println!("merge with full history, parsing included: {whole:?}, {rate:.2} million events a second");
    println!("kept: {:.1} bytes an event", history.weight() as f64 / events as f64);

    println!("state of a partition: {}", spread(&log, |stream, at| drop(history.moment(stream, at).unwrap())));
    let sample = history.moment(log[0].0, u64::MAX).unwrap().state.unwrap();
    let shown = sample.to_string();
    println!("a state: {}", shown.chars().take(120).collect::<String>());
    let Json::Object(members) = &sample else { return };
    let path = members.keys().next().map(|name| Pointer::root().child(name)).unwrap();
    println!(
        "blame of {path}: {}",
        spread(&log, |stream, _| drop(history.blame(stream, &path, u64::MAX, 20).unwrap()))
    );
    let number = members.iter().find(|(_, value)| matches!(value, Json::Number(_)));
    let number = number.map_or(path, |(name, _)| Pointer::root().child(name));
    let (flips, time) = timed(|| {
        let mut flips = Flips::default();
        for stream in 0..streams {
            let mut predicate = IsDelivered(Reads::Paths(vec![number.clone()]), number.clone());
            let found = history.flips(stream, &mut predicate, 0..=u64::MAX).unwrap();
            flips.tests += found.tests;
            flips.flips.extend(found.flips);
        }
        flips
    });
    println!("all flips of {number} > 50: {time:?}, {} flips, {} tests", flips.flips.len(), flips.tests);

    let skipped = events * 9 / 10;
    let plan: Plan<()> = Plan::new(vec![Edit::Skip(skipped)], events).unwrap();
    for only in [false, true] {
        let (branch, time) = timed(|| {
            let mut branch = Branch::new(skipped);
            let own = log[skipped as usize].0;
            branch.touch(&history, own).unwrap();
            for step in plan.steps() {
                let Step::Log(range) = step else { continue };
                for at in range {
                    let (stream, data) = &log[at as usize];
                    if !only || *stream == own {
                        branch.touch(&history, *stream).unwrap();
                        branch.fold(&Merge, *stream, &input(at as usize, data)).unwrap();
                    }
                }
            }
            branch
        });
        let part = time.as_secs_f64() / whole.as_secs_f64();
        let which = if only { "the partition that is different" } else { "every partition" };
        println!("branch that skips the event at 90 %, {which}: {time:?}, {part:.3} of the fold");
        let stream = log[skipped as usize].0;
        let (found, time) = timed(|| {
            compare((Future::from(&history), Some(stream)), (Future::of(&history, &branch), Some(stream))).unwrap()
        });
        println!("  compared: first at {:?}, {} changes at head, {time:?}", found.first, found.head.len());
    }
}
