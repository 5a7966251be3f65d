//! What is true of every sample.

use std::collections::{BTreeMap, HashSet};

use foldback_sample::SAMPLES;

use super::log::{events, logs, merged};

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_does_not() {
    for sample in SAMPLES {
        assert_eq!(sample.log(), sample.log(), "{}", sample.id);
        assert_eq!(sample.log_of(5), sample.log_of(5), "{}", sample.id);
        assert_ne!(sample.log_of(5), sample.log_of(6), "{}", sample.id);
        assert_eq!(sample.bug(), sample.bug(), "{}", sample.id);
    }
}

#[test]
fn there_are_six_that_differ() {
    let ids: HashSet<&str> = SAMPLES.iter().map(|sample| sample.id).collect();
    let logs: HashSet<Vec<u8>> = SAMPLES.iter().map(|sample| sample.log()).collect();
    assert_eq!((ids.len(), logs.len()), (6, 6));
}

#[test]
fn a_log_is_some_thousands_of_events_in_the_order_of_time() {
    for sample in SAMPLES {
        for (events, ..) in logs(sample.id) {
            assert!((2_500..11_000).contains(&events.len()), "{}: {} events", sample.id, events.len());
            assert!(events.is_sorted_by(|a, b| a.time <= b.time), "{}", sample.id);
            let ids: HashSet<&str> = events.iter().map(|event| event.whole["id"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), events.len(), "{}", sample.id);
        }
    }
}

#[test]
fn every_cause_comes_before_its_effect_and_shares_its_correlation() {
    for sample in SAMPLES {
        let (mut seen, mut caused) = (BTreeMap::new(), 0);
        for event in events(&sample.log()) {
            let metadata = &event.whole["metadata"];
            let correlation = metadata["$correlationId"].as_str().unwrap().to_owned();
            assert!(!metadata["via"].as_str().unwrap().is_empty());
            if let Some(cause) = metadata["$causationId"].as_str() {
                assert_eq!(seen.get(cause), Some(&correlation), "{}: {}", sample.id, event.whole);
                caused += 1;
            }
            seen.insert(event.whole["id"].as_str().unwrap().to_owned(), correlation);
        }
        assert!(caused > 100, "{}: {caused}", sample.id);
    }
}

/// What a timeline shows: rushes, and times in which little happens.
#[test]
fn a_log_has_busy_and_quiet_hours() {
    for sample in SAMPLES {
        let mut hours = BTreeMap::<u32, usize>::new();
        let events = events(&sample.log());
        for event in &events {
            let number = |range: std::ops::Range<usize>| event.time[range].parse::<u32>().unwrap();
            // A calendar whose months are all of 31 days is good enough for this.
            let day = number(0..4) * 372 + number(5..7) * 31 + number(8..10);
            *hours.entry(day * 24 + number(11..13)).or_default() += 1;
        }
        let span = (hours.last_key_value().unwrap().0 - hours.first_key_value().unwrap().0 + 1) as usize;
        let most = *hours.values().max().unwrap();
        assert!(most * span >= 3 * events.len(), "{}: at most {most} in an hour", sample.id);
        assert!(hours.len() * 8 <= span * 7, "{}: {} of {span} hours are busy", sample.id, hours.len());
    }
}

#[test]
fn every_event_can_be_merged_and_the_streams_states_say_something() {
    for sample in SAMPLES {
        let events = events(&sample.log());
        assert!(events.iter().all(|event| event.data.is_object()), "{}", sample.id);
        let state = merged(&events, sample.stream);
        assert!(state.as_object().unwrap().len() >= 4, "{}: {state}", sample.id);
    }
}

/// Neither its first nor its last page shows the event to be found.
#[test]
fn the_event_to_be_found_is_inside_the_log() {
    for sample in SAMPLES {
        for (events, position, kind) in logs(sample.id) {
            let position = usize::try_from(position).unwrap();
            assert!(position > 500 && position + 200 < events.len(), "{}: {position}", sample.id);
            assert_eq!(events[position].kind, kind, "{}", sample.id);
            assert_eq!(events[position].stream, sample.stream, "{}", sample.id);
            let alike = events.iter().filter(|event| event.kind == kind).count();
            assert!(alike > 10, "{}: the type alone gives it away", sample.id);
        }
    }
}

#[test]
fn the_texts_are_there_and_do_not_say_where_to_look() {
    for sample in SAMPLES {
        let bug = sample.bug().unwrap();
        assert!(!sample.title.is_empty() && sample.sentence.ends_with('.'), "{}", sample.id);
        assert!(sample.sentence.len() < 200 && !sample.sentence.contains(bug.event_type), "{}", sample.id);
        let category = sample.stream.split('-').next().unwrap();
        assert!(sample.projection.contains(&format!("fromCategory(\"{category}\")")), "{}", sample.id);
        assert!(sample.projection.contains(&format!("{}:", bug.event_type)), "{}", sample.id);
    }
}
