//! The bank: what was charged of what was reserved.

use std::collections::BTreeMap;

use super::log::{Event, cents, logs, merged, sample};

/// What is reserved and not charged, by payment, and the events that charged more than was reserved.
fn reserved(events: &[Event]) -> (BTreeMap<String, i64>, Vec<u64>) {
    let (mut left, mut faults) = (BTreeMap::<String, i64>::new(), Vec::new());
    for event in events {
        let Some(payment) = event.data["payment"].as_str() else { continue };
        let entry = left.entry(payment.to_owned()).or_default();
        match event.kind.as_str() {
            "AmountReserved" => *entry += cents(&event.data["reserved"][payment]),
            "ReservationReleased" => *entry = 0,
            "CardCharged" => *entry += cents(&event.data["amount"]),
            _ => unreachable!("{}", event.kind),
        }
        if *entry < 0 {
            faults.push(event.position);
        }
    }
    left.retain(|_, left| *left != 0);
    (left, faults)
}

#[test]
fn one_payment_is_charged_twice() {
    for (mut events, position, _) in logs("bank") {
        let (left, faults) = reserved(&events);
        assert_eq!(faults, [position]);
        assert_eq!(left["payment-20417"], -8_490);
        assert!(left.iter().all(|(payment, &left)| left > 0 || payment == "payment-20417"), "{left:?}");
        let at = |position: u64| &events[usize::try_from(position).unwrap()];
        let first = events[..usize::try_from(position).unwrap()]
            .iter()
            .rfind(|event| event.kind == "CardCharged" && event.data["payment"] == "payment-20417")
            .unwrap();
        let cause = |event: &Event| event.whole["metadata"]["$causationId"].clone();
        assert_eq!((cause(first), &first.data["amount"]), (cause(at(position)), &at(position).data["amount"]));
        events.remove(usize::try_from(position).unwrap());
        assert!(!reserved(&events).0.contains_key("payment-20417"));
    }
}

#[test]
fn balances_are_what_was_booked() {
    for (events, ..) in logs("bank") {
        let mut balances = BTreeMap::<&str, i64>::new();
        for event in events.iter().filter(|event| event.data["balance"].is_number()) {
            let balance = balances.entry(&event.stream).or_default();
            *balance += cents(&event.data["amount"]);
            assert_eq!(*balance, cents(&event.data["balance"]), "{}", event.whole);
        }
        assert_eq!(balances.len(), 16);
        let stream = sample("bank").stream;
        assert_eq!(cents(&merged(&events, stream)["balance"]), balances[stream]);
    }
}
