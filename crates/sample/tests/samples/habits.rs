//! The habits: a day on which something was done is not a day that was missed.

use std::collections::HashSet;

use super::log::{Event, events, logs, merged, sample};

/// The streak and the last day missed of a stream, and the events that marked a day as missed on which it was done.
fn streak(events: &[Event], stream: &str) -> (u64, Option<String>, Vec<u64>) {
    let (mut streak, mut missed, mut faults, mut done) = (0, None, Vec::new(), HashSet::new());
    for event in events.iter().filter(|event| event.stream == stream) {
        let on = event.data["on"].as_str().unwrap_or_default();
        match event.kind.as_str() {
            "HabitDone" => {
                assert!(done.insert(on), "done twice: {}", event.whole);
                streak += 1;
            }
            "DayMissed" => {
                if done.contains(on) {
                    faults.push(event.position);
                }
                streak = 0;
                missed = Some(on.to_owned());
            }
            _ => {}
        }
        if let Some(seen) = event.data["streak"].as_u64() {
            assert_eq!(seen, streak, "{}", event.whole);
        }
    }
    (streak, missed, faults)
}

#[test]
fn one_day_is_marked_as_missed_that_was_not() {
    for (mut events, position, _) in logs("habits") {
        let streams: HashSet<String> = events.iter().map(|event| event.stream.clone()).collect();
        let faults: Vec<u64> = streams.iter().flat_map(|stream| streak(&events, stream).2).collect();
        assert_eq!(faults, [position]);
        let stream = "habit-linnea-spanish";
        let (now, missed, _) = streak(&events, stream);
        assert_eq!((now, missed.as_deref()), (42, Some("2026-06-17")));
        assert_eq!(merged(&events, stream)["lastMissed"], "2026-06-17");
        // Had nothing been marked, it would be all the days.
        events.remove(usize::try_from(position).unwrap());
        let done = events.iter().filter(|event| event.stream == stream && event.kind == "HabitDone").count();
        assert_eq!(
            (done, events.iter().any(|event| event.stream == stream && event.kind == "DayMissed")),
            (150, false)
        );
    }
}

#[test]
fn the_sentence_has_the_numbers_of_the_log() {
    let sample = sample("habits");
    let (now, ..) = streak(&events(&sample.log()), sample.stream);
    assert!(sample.sentence.contains("150 days") && sample.sentence.contains(&format!("{now} days")));
}

/// Why the night job saw nothing: in UTC there was no check-in on that day.
#[test]
fn on_the_marked_day_there_was_nothing_in_utc() {
    for (events, ..) in logs("habits") {
        let done = |day: &str| {
            let of_stream = events.iter().filter(|event| event.stream == "habit-linnea-spanish");
            of_stream.filter(|event| event.kind == "HabitDone" && event.time.starts_with(day)).count()
        };
        assert_eq!((done("2026-06-16"), done("2026-06-17"), done("2026-06-18")), (2, 0, 1));
    }
}
