//! The conference: seats are free, held or sold, and there are as many of them as there are.

use std::collections::BTreeMap;

use super::log::{Event, logs, merged};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Block {
    seats: i64,
    free: i64,
    held: i64,
    sold: i64,
}

/// The blocks of every hall, and the events after which the seats of one were not what they had to be for the first time.
fn seats(events: &[Event]) -> (BTreeMap<(String, String), Block>, Vec<u64>) {
    let (mut blocks, mut faults) = (BTreeMap::new(), Vec::new());
    for event in events.iter().filter(|event| event.stream.starts_with("hall-")) {
        if event.kind == "HallOpened" {
            for (name, block) in event.data["blocks"].as_object().unwrap() {
                let seats = block["seats"].as_i64().unwrap();
                blocks.insert((event.stream.clone(), name.clone()), Block { seats, free: seats, ..Block::default() });
            }
            continue;
        }
        let Some(name) = event.data["block"].as_str() else { continue };
        let block: &mut Block = blocks.get_mut(&(event.stream.clone(), name.to_owned())).unwrap();
        let was_right = is_right(block);
        let n = event.data["seats"].as_i64().unwrap_or(0);
        let is_order = event.data["order"].is_string();
        let (free, held, sold) = match event.kind.as_str() {
            "SeatsPurchased" | "BulkPurchased" => (-n, 0, n),
            "SeatsReturned" => (n, 0, -n),
            "SeatsHeld" => (-n, n, 0),
            "HoldConfirmed" => (0, -n, n),
            "HoldExpired" => (n, -n, 0),
            "SeatsMovedOut" => (n, if is_order { 0 } else { -n }, if is_order { -n } else { 0 }),
            "SeatsMovedIn" => (-n, if is_order { 0 } else { n }, if is_order { n } else { 0 }),
            "BlockClosed" => {
                *block = Block::default();
                continue;
            }
            other => unreachable!("{other}"),
        };
        block.free += free;
        block.held += held;
        block.sold += sold;
        if was_right && !is_right(block) {
            faults.push(event.position);
        }
    }
    (blocks, faults)
}

fn is_right(block: &Block) -> bool {
    let Block { seats, free, held, sold } = *block;
    free >= 0 && held >= 0 && sold >= 0 && free + held + sold == seats
}

fn balcony(blocks: &BTreeMap<(String, String), Block>) -> Block {
    blocks[&("hall-polaris".to_owned(), "balcony".to_owned())]
}

#[test]
fn one_hold_gives_back_seats_that_are_no_more() {
    for (mut events, position, _) in logs("conference") {
        let (blocks, faults) = seats(&events);
        assert_eq!(faults, [position]);
        assert_eq!(balcony(&blocks), Block { seats: 0, free: 12, held: -12, sold: 0 });
        events.remove(usize::try_from(position).unwrap());
        let (blocks, faults) = seats(&events);
        assert_eq!((balcony(&blocks), faults.len()), (Block::default(), 0));
    }
}

#[test]
fn the_merged_state_counts_the_same() {
    for (events, ..) in logs("conference") {
        for ((stream, name), block) in seats(&events).0 {
            let state = merged(&events, &stream);
            let count = |what: &str| state["blocks"][&name][what].as_i64().unwrap();
            let seen = Block { seats: count("seats"), free: count("free"), held: count("held"), sold: count("sold") };
            assert_eq!(seen, block, "{stream} {name}");
        }
    }
}

#[test]
fn there_are_bulk_purchases_holds_and_a_block_that_closes() {
    for (events, ..) in logs("conference") {
        let count = |kind: &str| events.iter().filter(|event| event.kind == kind).count();
        assert!(count("BulkPurchased") > 3 && count("SeatsHeld") > 20 && count("SeatsMovedIn") > 10);
        assert_eq!(count("BlockClosed"), 1);
    }
}
