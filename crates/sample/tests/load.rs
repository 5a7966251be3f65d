//! The generated load: its size, its shape, and that it is the same every time. It never touches a
//! disk.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not there")]

use std::collections::{HashMap, HashSet};

use foldback_sample::Load;
use foldback_sample::load::TYPES;
use serde_json::Value;

fn whole(events: u64, streams: u32, seed: u64) -> Vec<u8> {
    let mut load = Load::new(events, streams, seed);
    let mut log = Vec::new();
    while let Some(chunk) = load.chunk(64 * 1024) {
        assert_eq!(chunk.last(), Some(&b'\n'), "chunks end with a line");
        log.extend(chunk);
    }
    log
}

fn parsed(log: &[u8]) -> Vec<Value> {
    let lines = log.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

#[test]
fn has_the_size_the_benchmark_names() {
    for (events, bytes) in [(100_000, 28_200_000.0), (500_000, 142_000_000.0)] {
        let mut load = Load::new(events, 10_000, 1);
        let mut size = 0;
        while let Some(chunk) = load.chunk(1 << 20) {
            size += chunk.len();
        }
        let ratio = size as f64 / bytes;
        assert!((0.99..=1.01).contains(&ratio), "{events} events are {size} bytes");
    }
}

#[test]
fn equal_seeds_give_equal_bytes() {
    assert_eq!(whole(2_000, 50, 3), whole(2_000, 50, 3));
    assert_ne!(whole(2_000, 50, 3), whole(2_000, 50, 4));
}

#[test]
fn every_line_is_an_event() {
    let events = parsed(&whole(20_000, 300, 5));
    assert_eq!(events.len(), 20_000);
    let mut ids = HashSet::new();
    let mut last_time = String::new();
    let mut streams: HashMap<String, u64> = HashMap::new();
    let mut types = HashSet::new();
    let mut nulls = 0;
    for event in &events {
        let id = event["id"].as_str().unwrap();
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
        assert!(ids.insert(id.to_owned()), "{id} twice");
        let time = event["time"].as_str().unwrap();
        assert!(time > last_time.as_str(), "{time} after {last_time}");
        time.clone_into(&mut last_time);
        *streams.entry(event["stream"].as_str().unwrap().to_owned()).or_default() += 1;
        types.insert(event["type"].as_str().unwrap().to_owned());
        assert!(event["data"].is_object());
        nulls += u64::from(event["data"].to_string().contains(":null"));
        assert!(event["metadata"]["$correlationId"].is_string());
    }
    assert_eq!(types, TYPES.into_iter().map(str::to_owned).collect());
    assert_eq!(streams.len(), 300);
    assert!((0..300).all(|index| streams.contains_key(&Load::stream_name(index))));
    assert!(nulls > 1_000);
}

#[test]
fn neighbours_share_a_correlation_id() {
    let events = parsed(&whole(5_000, 100, 6));
    let ids: HashSet<String> = events.iter().map(|event| event["metadata"]["$correlationId"].to_string()).collect();
    assert!((1_000..2_500).contains(&ids.len()), "{} correlations", ids.len());
}

#[test]
fn small_logs_are_allowed() {
    assert!(whole(0, 0, 1).is_empty());
    assert_eq!(parsed(&whole(2, 100, 1)).len(), 2);
}
