//! The carts: what was taken off for a voucher is never more than the voucher is worth, whichever shape says it.

use std::collections::HashMap;

use serde_json::Value;

use super::log::{Event, cents, logs, merged};

/// Hundredths that a voucher took off, in either shape.
fn off(used: &Value) -> i64 {
    if used["off"].is_object() { used["off"]["cents"].as_i64().unwrap() } else { cents(&used["amount"]) }
}

/// What a line of a cart costs, in either shape.
fn line(line: &Value) -> i64 {
    let quantity = line["quantity"].as_i64().or_else(|| line["qty"].as_i64()).unwrap();
    quantity * line["unit"]["cents"].as_i64().unwrap_or_else(|| cents(&line["price"]))
}

/// The events after which a total is below zero, and those after which it no longer is.
fn negative(events: &[Event]) -> (Vec<u64>, Vec<u64>) {
    let (mut below, mut healed, mut totals) = (Vec::new(), Vec::new(), HashMap::new());
    for event in events.iter().filter(|event| event.stream.starts_with("cart-")) {
        let Some(total) = event.data["total"].as_f64() else { continue };
        let before = totals.insert(&event.stream, total).unwrap_or(0.0);
        match (before < 0.0, total < 0.0) {
            (false, true) => below.push(event.position),
            (true, false) => healed.push(event.position),
            _ => {}
        }
    }
    (below, healed)
}

#[test]
fn one_voucher_takes_off_a_hundred_times_its_worth() {
    for (events, position, _) in logs("cart") {
        let mut worth = HashMap::new();
        let mut faults = Vec::new();
        for event in &events {
            if event.kind == "VoucherIssued" {
                worth.insert(event.data["code"].as_str().unwrap(), cents(&event.data["worth"]));
            }
            for (code, used) in event.data["vouchers"].as_object().into_iter().flatten() {
                if off(used) > worth[code.as_str()] {
                    faults.push((event.position, off(used)));
                }
            }
        }
        assert_eq!(faults, [(position, 215_000)]);
        let (below, healed) = negative(&events);
        assert_eq!((below, healed.len()), (vec![position], 1));
        let healed = &events[usize::try_from(healed[0]).unwrap()];
        assert_eq!((healed.kind.as_str(), healed.position > position), ("TotalAdjusted", true));
        let refused = events.iter().find(|event| event.data["reason"] == "negative amount").unwrap();
        assert!(position < refused.position && refused.position < healed.position);
    }
}

#[test]
fn totals_are_lines_less_vouchers_in_both_shapes() {
    for (events, ..) in logs("cart") {
        let mut states = HashMap::<&str, Value>::new();
        for event in events.iter().filter(|event| event.stream.starts_with("cart-")) {
            let state = states.entry(&event.stream).or_insert(Value::Null);
            super::log::merge(state, &event.data);
            if event.kind == "TotalAdjusted" || !event.data["total"].is_number() {
                continue;
            }
            let lines: i64 = state["items"].as_object().unwrap().values().map(line).sum();
            let vouchers: i64 = state["vouchers"].as_object().into_iter().flatten().map(|(_, used)| off(used)).sum();
            assert_eq!(cents(&state["total"]), lines - vouchers, "{}: {state}", event.whole);
        }
    }
}

#[test]
fn the_shape_changes_on_the_second_day() {
    for (events, ..) in logs("cart") {
        let added = || events.iter().filter(|event| event.kind == "ItemAdded");
        let is_second = |event: &Event| event.whole["data"].to_string().contains("\"unit\"");
        let first = added().filter(|event| !is_second(event)).map(|event| event.time.clone());
        let second: Vec<String> = added().filter(|event| is_second(event)).map(|event| event.time.clone()).collect();
        assert!(second[0].starts_with("2026-03-03T1") && second[0][11..].ge("11:30"), "{}", second[0]);
        // One page stayed open.
        let old: Vec<String> = first.filter(|time| *time > second[0]).collect();
        assert!(!old.is_empty() && old.len() < 10, "{old:?}");
        assert!(added().count() > 2 * old.len() + second.len());
    }
}

#[test]
fn the_cart_looks_innocent_in_the_end() {
    for (events, ..) in logs("cart") {
        let state = merged(&events, "cart-1523");
        assert_eq!(state["total"], 13.4);
        assert_eq!(state["status"], "checked out");
    }
}
