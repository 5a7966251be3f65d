//! A history that goes on from where another stood: it says the same, or that it does not know.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use foldback_event::Pointer;
use foldback_replay::{History, Input, Merge};

fn fold(history: &mut History, events: std::ops::Range<u64>) {
    for n in events {
        let data = if n % 5 == 4 { "7".to_owned() } else { format!("{{\"n\":{n},\"k{}\":{{\"at\":{n}}}}}", n % 3) };
        history.fold(&Merge, 3, &Input { position: n * 2, ..Input::of(data.as_bytes()) }).unwrap();
    }
}

#[test]
fn what_goes_on_from_a_standing_says_the_same_or_that_it_does_not_know() {
    let mut whole = History::default();
    fold(&mut whole, 0..10);
    let standing = whole.standing(3).unwrap().unwrap();
    assert_eq!((standing.position, standing.entries, standing.passed_over), (18, 10, 2));
    fold(&mut whole, 10..40);
    let mut resumed = History::default();
    resumed.resume(3, &standing);
    fold(&mut resumed, 10..40);
    for at in 0..90 {
        let known = resumed.moment(3, at);
        match at {
            0..18 => assert!(known.unwrap_err().is_before_all(), "at {at}"),
            // What the event at 18 changed is not known any more.
            18..20 => assert_eq!(known.unwrap().state, whole.moment(3, at).unwrap().state),
            _ => assert_eq!(known, whole.moment(3, at), "at {at}"),
        }
    }
    let path = Pointer::parse("/k1").unwrap();
    // Its first write may be behind or before the standing: only who knows all can count.
    assert!(resumed.blame(3, &path, 80, 1).unwrap_err().is_before_all());
    assert!(resumed.series(3, &path, 0..=80, 9).unwrap_err().is_before_all());
    assert!(resumed.series(3, &path, 18..=80, 9).unwrap_err().is_before_all());
    let changes = |history: &History| {
        let mut found = Vec::new();
        history.changes(3, &path, 19..=80, &mut |write| {
            found.push((write.position, write.changes));
            true
        })?;
        Ok::<_, foldback_replay::Gone>(found)
    };
    assert_eq!(changes(&resumed).unwrap(), changes(&whole).unwrap());
    assert!(changes(&whole).unwrap().len() > 5);
    assert_eq!(resumed.diff(3, Some(18), 60).unwrap(), whole.diff(3, Some(18), 60).unwrap());
    let patches = |history: &History, from: u64| {
        let mut lines = String::new();
        history.patches(3, "p", from..=80, &mut |_, line| {
            lines.push_str(line);
            true
        })?;
        Ok::<_, foldback_replay::Gone>(lines)
    };
    assert_eq!(patches(&resumed, 19), patches(&whole, 19));
    assert!(patches(&resumed, 7).unwrap_err().is_before_all());
    assert!(resumed.partitions_at(6).unwrap_err().is_before_all());
    assert_eq!((resumed.partitions_at(18).unwrap(), resumed.partitions_at(19).unwrap()), (vec![3], vec![]));
    assert!(resumed.revert(3, &|position| position == 40, None).unwrap_err().is_before_all());
    assert_eq!(resumed.standing(3).unwrap(), whole.standing(3).unwrap());
}
