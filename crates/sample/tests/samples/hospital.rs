//! The hospital: what an infusion is set to by the last weight.

use super::log::{Event, logs, merged};

/// Units an hour at the end, and the events that set more than twice what was set before.
fn rate(events: &[Event]) -> (i64, Vec<u64>) {
    let (mut weight, mut units, mut rate, mut faults) = (0.0, 0.0, 0, Vec::new());
    for event in events {
        let is_set = match event.kind.as_str() {
            "WeightMeasured" => {
                weight = event.data["weight"].as_f64().unwrap();
                event.data["infusion"].is_object()
            }
            "InfusionOrdered" => {
                units = event.data["infusion"]["unitsPerKilogram"].as_f64().unwrap();
                true
            }
            _ => false,
        };
        if !is_set {
            continue;
        }
        let before = std::mem::replace(&mut rate, f64::round(weight * units) as i64);
        if before > 0 && rate > 2 * before {
            faults.push(event.position);
        }
        if event.kind == "WeightMeasured" {
            assert_eq!(event.data["infusion"]["perHour"], rate, "{}", event.whole);
        }
    }
    (rate, faults)
}

#[test]
fn one_weight_is_in_pounds() {
    for (mut events, position, _) in logs("hospital") {
        assert_eq!(rate(&events), (2_777, vec![position]));
        let weights = events.iter().filter(|event| event.kind == "WeightMeasured");
        let others = weights.filter(|event| event.position != position);
        assert!(others.into_iter().all(|event| (69.0..71.5).contains(&event.data["weight"].as_f64().unwrap())));
        assert_eq!(merged(&events, "visit-2027-0711")["infusion"]["perHour"], 2_777);
        events.remove(usize::try_from(position).unwrap());
        assert_eq!(rate(&events), (1_264, vec![]));
    }
}

#[test]
fn every_event_of_a_visit_is_of_the_one_patient() {
    for (events, ..) in logs("hospital") {
        assert!(events.iter().all(|event| event.data["patient"] == "P-2231"));
        let stops = events.iter().filter(|event| event.kind == "InfusionStopped" && event.data["note"].is_string());
        assert_eq!(stops.count(), 1);
    }
}
