//! The sample shop: that its story is true when its log is folded by a merge written here, apart
//! from the engine's.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not there")]

use std::collections::{HashMap, HashSet};

use foldback_sample::shop::{Truth, shop, truth};
use serde_json::{Map, Value};

fn events() -> Vec<Value> {
    let log = shop();
    let lines = log.split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// RFC 7396, word for word.
fn merge(target: &mut Value, patch: &Value) {
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

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap()
}

/// The streams whose state has a negative amount after each event that changes this.
fn flips(events: &[Value]) -> Vec<(u64, String, bool)> {
    let mut states: HashMap<&str, Value> = HashMap::new();
    let mut flips = Vec::new();
    for (position, event) in (0..).zip(events) {
        let stream = text(event, "stream");
        let state = states.entry(stream).or_insert(Value::Null);
        let negative =
            |state: &Value| ["total", "amount"].iter().any(|field| state[field].as_f64().is_some_and(|n| n < 0.0));
        let before = negative(state);
        merge(state, &event["data"]);
        if before != negative(state) {
            flips.push((position, stream.to_owned(), !before));
        }
    }
    flips
}

#[test]
fn is_the_same_every_time() {
    assert_eq!(shop(), shop());
}

#[test]
fn is_three_days_of_events_in_order() {
    let events = events();
    assert!((5_700..6_300).contains(&events.len()), "{} events", events.len());
    let ids: HashSet<&str> = events.iter().map(|event| text(event, "id")).collect();
    assert_eq!(ids.len(), events.len());
    assert!(events.is_sorted_by_key(|event| text(event, "time").to_owned()));
    let hour = |event: &Value| text(event, "time")[11..13].parse::<u32>().unwrap();
    assert!(events.iter().all(|event| hour(event) >= 6), "the nights are quiet");
    let days: HashSet<&str> = events.iter().map(|event| &text(event, "time")[..10]).collect();
    assert_eq!(days.len(), 3);
}

#[test]
fn every_cause_comes_before_its_effect() {
    let mut seen = HashSet::new();
    let mut caused = 0;
    for event in &events() {
        assert!(event["metadata"]["$correlationId"].is_string());
        if let Some(cause) = event["metadata"]["$causationId"].as_str() {
            assert!(seen.contains(cause), "{event}");
            caused += 1;
        }
        seen.insert(text(event, "id").to_owned());
    }
    assert!(caused > 2_000);
}

#[test]
fn money_has_two_decimals() {
    let log = String::from_utf8(shop()).unwrap();
    for field in ["\"total\":", "\"price\":", "\"amount\":", "\"worth\":", "\"fee\":"] {
        for (at, _) in log.match_indices(field) {
            let rest = &log[at + field.len()..];
            let number = &rest[..rest.find([',', '}']).unwrap()];
            assert_eq!(number.split_once('.').unwrap().1.len(), 2, "{field}{number}");
        }
    }
}

#[test]
fn the_voucher_delivered_twice_is_the_culprit() {
    let events = events();
    let Truth { stream, culprit, refused, healed } = truth();
    let at = |position: u64| &events[usize::try_from(position).unwrap()];

    let retries: Vec<&Value> = events
        .iter()
        .filter(|event| text(event, "type") == "VoucherUsed")
        .filter(|event| event["metadata"]["$causationId"] == at(culprit)["metadata"]["$causationId"])
        .collect();
    assert_eq!(retries.len(), 2, "one redemption, used twice");
    assert_eq!(retries[1], at(culprit));
    assert_eq!(text(at(culprit), "stream"), stream);
    let millis = |event: &Value| -> i64 {
        let time = text(event, "time");
        let seconds = time[17..19].parse::<i64>().unwrap() + 60 * time[14..16].parse::<i64>().unwrap();
        seconds * 1_000 + time[20..23].parse::<i64>().unwrap()
    };
    assert_eq!(millis(retries[1]) - millis(retries[0]), 312);

    let flips = flips(&events);
    let cart: Vec<_> = flips.iter().filter(|flip| flip.1 == stream).cloned().collect();
    assert_eq!(cart, [(culprit, stream.clone(), true), (healed, stream.clone(), false)]);
    assert_eq!(flips[0], cart[0], "nothing was negative before");
    assert_eq!(at(refused)["data"]["reason"], "negative amount");
    assert!(culprit < refused && refused < healed);
    assert_eq!(text(at(healed), "type"), "TotalAdjusted");
}

#[test]
fn the_cart_looks_innocent_in_the_end() {
    let mut state = Value::Null;
    let stream = truth().stream;
    for event in events().iter().filter(|event| text(event, "stream") == stream) {
        merge(&mut state, &event["data"]);
    }
    assert_eq!(state["total"], 13.4);
    assert_eq!(state["vouchers"]["SPRING"]["times"], 1);
    assert_eq!(state["status"], "checked out");
}
