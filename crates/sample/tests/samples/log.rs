//! A sample's log, read.

use foldback_sample::Sample;
use serde_json::{Map, Value};

/// Seeds beside the sample's own: the same mistake among other events.
pub const SEEDS: [u64; 4] = [1, 2, 3, 0xFEED];

pub struct Event {
    pub position: u64,
    pub stream: String,
    pub kind: String,
    pub time: String,
    pub data: Value,
    pub whole: Value,
}

/// The events of a log.
pub fn events(log: &[u8]) -> Vec<Event> {
    let lines = log.split_inclusive(|&byte| byte == b'\n');
    let read = |(position, line)| {
        let whole: Value = serde_json::from_slice(line).unwrap();
        let text = |field: &str| whole[field].as_str().unwrap().to_owned();
        Event {
            position,
            stream: text("stream"),
            kind: text("type"),
            time: text("time"),
            data: whole["data"].clone(),
            whole,
        }
    };
    (0..).zip(lines).map(read).collect()
}

pub fn sample(id: &str) -> &'static Sample {
    Sample::named(id).unwrap()
}

/// Every log of a sample that is looked at, with the position and type of the event to be found.
pub fn logs(id: &str) -> Vec<(Vec<Event>, u64, &'static str)> {
    let sample = sample(id);
    let own = (events(&sample.log()), sample.bug().unwrap());
    let others = SEEDS.map(|seed| (events(&sample.log_of(seed)), sample.bug_of(seed).unwrap()));
    std::iter::once(own).chain(others).map(|(events, bug)| (events, bug.position, bug.event_type)).collect()
}

/// An amount in hundredths.
pub fn cents(value: &Value) -> i64 {
    (value.as_f64().unwrap() * 100.0).round() as i64
}

/// RFC 7396, word for word.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        patch.clone_into(target);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let target = target.as_object_mut().unwrap();
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// The state that a stream's payloads merge to.
pub fn merged(events: &[Event], stream: &str) -> Value {
    let mut state = Value::Null;
    events.iter().filter(|event| event.stream == stream).for_each(|event| merge(&mut state, &event.data));
    state
}
