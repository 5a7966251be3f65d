//! The sale: who buys, holds, gives back and moves seats, in the order of time.
//!
//! It never offers a closed block: what is wrong is what the log says of it.

use super::hall::{Change, Hall, Hold};
use crate::ledger::{Course, Date, Ledger};
use crate::people::{name, office, waking};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE, SECOND};

const DAYS: u64 = 76;
/// When the presale opens, and when the cheap tickets end.
const PRESALE: u64 = FIRST_DAY + DAY + 10 * HOUR;
const CHEAP_UNTIL: u64 = FIRST_DAY + 33 * DAY;
/// When the balcony is closed, and when the hold that was forgotten runs out.
const INSPECTION: u64 = FIRST_DAY + 44 * DAY + 15 * HOUR + 20 * MINUTE;
const RUNS_OUT: u64 = FIRST_DAY + 53 * DAY + 12 * HOUR;
/// The hold that was forgotten.
const FORGOTTEN: u64 = 19;

const HALLS: [(&str, &[(&str, i64)]); 4] = [
    ("polaris", &[("parquet", 320), ("gallery", 140), ("balcony", 84)]),
    ("vega", &[("front", 180), ("back", 220)]),
    ("altair", &[("front", 120), ("back", 160), ("standing", 90)]),
    ("workshop", &[("tables", 96)]),
];

/// What happens.
enum Act {
    Buy { hall: usize, order: u64 },
    Bulk { hall: usize, order: u64, seats: i64 },
    Hold { hall: usize, hold: u64, days: u64 },
    Expire { hall: usize, hold: u64 },
    Cancel { hall: usize },
    Guests,
    Inspect,
    RunOut,
}

pub(super) fn sell(seed: u64) -> Ledger {
    let mut ledger = Ledger::new(seed);
    let mut plan = ledger.course(FIRST_DAY + 13 * HOUR + 5 * MINUTE, "organisers");
    let mut halls: Vec<Hall> =
        HALLS.iter().map(|(name, blocks)| Hall::open(&mut ledger, &mut plan, name, blocks)).collect();
    for (time, act) in acts(&mut ledger) {
        match act {
            Act::Buy { hall, order } => {
                let seats = ledger.random.pick(&[1, 1, 1, 2, 2, 3, 4]);
                buy(&mut ledger, &mut halls[hall], time, order, seats);
            }
            Act::Bulk { hall, order, seats } => buy(&mut ledger, &mut halls[hall], time, order, seats),
            Act::Hold { hall, hold, days } => {
                let seats = ledger.random.between(3, 9) as i64;
                let block = ledger.random.below(3) as usize % halls[hall].blocks.len();
                let hold = Hold { id: hold, block, seats, until: time + days * DAY };
                keep(&mut ledger, &mut halls[hall], time, hold);
            }
            Act::Expire { hall, hold } => expire(&mut ledger, &mut halls[hall], time, hold),
            Act::Cancel { hall } => cancel(&mut ledger, &mut halls[hall], time),
            Act::Guests => {
                let hold = Hold { id: FORGOTTEN, block: 2, seats: 12, until: RUNS_OUT };
                keep(&mut ledger, &mut halls[0], time, hold);
            }
            Act::Inspect => inspect(&mut ledger, &mut halls[0]),
            Act::RunOut => {
                expire(&mut ledger, &mut halls[0], time, FORGOTTEN);
                ledger.accuse();
            }
        }
    }
    ledger.close(FIRST_DAY + DAYS * DAY);
    ledger
}

/// Everything that will happen, in the order of time, far enough apart for one to be done before the next begins.
fn acts(ledger: &mut Ledger) -> Vec<(u64, Act)> {
    let random = &mut ledger.random;
    let mut acts = Vec::new();
    // More want the great hall than any other.
    let halls = [0, 0, 0, 1, 1, 2, 2, 3];
    for order in 0..760 {
        let time = match order % 10 {
            // The rush of the presale, and that of the last cheap day.
            0..=2 => PRESALE + random.below(180) * random.below(180) / 180 * MINUTE + random.below(MINUTE),
            3..=4 => CHEAP_UNTIL - random.below(13 * HOUR),
            _ => FIRST_DAY + random.between(2, DAYS - 2) * DAY + waking(random),
        };
        acts.push((time, Act::Buy { hall: random.pick(&halls), order: 1_000 + order }));
    }
    for order in 0..14 {
        let time = FIRST_DAY + random.between(3, DAYS - 6) * DAY + office(random);
        let seats = random.between(2, 6) as i64 * 5;
        acts.push((time, Act::Bulk { hall: random.pick(&halls), order: 5_000 + order, seats }));
    }
    for hold in (0..52).filter(|&hold| hold + 1 != FORGOTTEN) {
        let time = FIRST_DAY + random.between(2, 60) * DAY + office(random);
        let (hall, days) = (random.pick(&halls), random.between(3, 14));
        acts.push((time, Act::Hold { hall, hold: hold + 1, days }));
        acts.push((time + days * DAY, Act::Expire { hall, hold: hold + 1 }));
    }
    for _ in 0..88 {
        acts.push((
            FIRST_DAY + random.between(4, DAYS - 2) * DAY + waking(random),
            Act::Cancel { hall: random.pick(&halls) },
        ));
    }
    // Before anybody can buy.
    acts.push((PRESALE - 48 * MINUTE, Act::Guests));
    acts.push((INSPECTION, Act::Inspect));
    acts.push((RUNS_OUT, Act::RunOut));
    acts.sort_by_key(|act| act.0);
    let mut before = 0;
    for act in &mut acts {
        act.0 = act.0.max(before + 2 * SECOND);
        before = act.0 + if matches!(act.1, Act::Inspect) { HOUR } else { 0 };
    }
    acts
}

fn buy(ledger: &mut Ledger, hall: &mut Hall, time: u64, order: u64, seats: i64) {
    let start = ledger.random.below(hall.blocks.len() as u64) as usize;
    let (stream, who) = (format!("order-{order}"), name(order * 7));
    let is_bulk = order >= 5_000;
    let mut course = ledger.course(time, if is_bulk { "sales desk" } else { "ticket shop" });
    let data = format!(r#"{{"hall":"{}","seats":{seats},"buyer":"{who}","status":"placed"}}"#, hall.stream);
    ledger.record(&mut course, 0, &stream, if is_bulk { "BulkOrderPlaced" } else { "OrderPlaced" }, data);
    // What the seats of the balcony would be needed for later is not sold before.
    let Some(block) = hall.block_for(start, seats).filter(|_| leaves_room(hall, seats)) else {
        ledger.record(
            &mut course,
            240,
            &stream,
            "OrderRejected",
            r#"{"status":"rejected","why":"sold out"}"#.to_owned(),
        );
        return;
    };
    let change = Change { block, free: -seats, held: 0, sold: seats };
    let kind = if is_bulk { "BulkPurchased" } else { "SeatsPurchased" };
    hall.change(ledger, &mut course, 310, kind, &change, &format!(r#""order":"{stream}""#));
    hall.orders.push((order, block, seats));
    course.via = "payments";
    let wait = if is_bulk { ledger.random.between(1, 6) * DAY } else { ledger.random.between(2, 700) * SECOND };
    ledger.record(&mut course, wait, &stream, "OrderPaid", r#"{"status":"paid"}"#.to_owned());
    let data = format!(r#"{{"tickets":{seats},"status":"sent"}}"#);
    ledger.record(&mut course, 1_900, &stream, "TicketsSent", data);
}

/// In the great hall as many seats stay free elsewhere as its balcony has, so that it can be moved whole.
fn leaves_room(hall: &Hall, seats: i64) -> bool {
    let Some(balcony) = hall.block("balcony") else { return true };
    let others: i64 = hall.blocks.iter().filter(|block| block.name != "balcony").map(|block| block.free).sum();
    !hall.blocks[balcony].is_open || others - seats >= hall.blocks[balcony].seats + 40
}

/// Holds seats for guests.
fn keep(ledger: &mut Ledger, hall: &mut Hall, time: u64, hold: Hold) {
    let Some(block) = hall.block_for(hold.block, hold.seats).filter(|_| leaves_room(hall, hold.seats)) else { return };
    let mut course = ledger.course(time, "guest desk");
    let change = Change { block, free: -hold.seats, held: hold.seats, sold: 0 };
    let more = format!(r#""hold":"H-{}","guest":"{}","until":"{}""#, hold.id, name(hold.id * 5), Date(hold.until));
    hall.change(ledger, &mut course, 0, "SeatsHeld", &change, &more);
    hall.holds.push(Hold { block, ..hold });
}

/// A hold runs out, or its guest has come round by then and takes the seats.
fn expire(ledger: &mut Ledger, hall: &mut Hall, time: u64, id: u64) {
    let Some(index) = hall.holds.iter().position(|hold| hold.id == id) else { return };
    let hold = hall.holds.remove(index);
    let more = format!(r#""hold":"H-{id}""#);
    if id != FORGOTTEN && ledger.random.chance(55) {
        let early = ledger.random.between(2, 1_400);
        let mut course = ledger.course(time - early, "guest desk");
        let change = Change { block: hold.block, free: 0, held: -hold.seats, sold: hold.seats };
        hall.change(ledger, &mut course, 0, "HoldConfirmed", &change, &more);
        return;
    }
    let mut course = ledger.course(time, "timer");
    let change = Change { block: hold.block, free: hold.seats, held: -hold.seats, sold: 0 };
    hall.change(ledger, &mut course, 0, "HoldExpired", &change, &more);
}

fn cancel(ledger: &mut Ledger, hall: &mut Hall, time: u64) {
    if hall.orders.is_empty() {
        return;
    }
    let index = ledger.random.below(hall.orders.len() as u64) as usize;
    let (order, block, seats) = hall.orders.remove(index);
    let stream = format!("order-{order}");
    let mut course = ledger.course(time, "ticket shop");
    ledger.record(&mut course, 0, &stream, "OrderCancelled", r#"{"status":"cancelled"}"#.to_owned());
    let change = Change { block, free: seats, held: 0, sold: -seats };
    hall.change(ledger, &mut course, 280, "SeatsReturned", &change, &format!(r#""order":"{stream}""#));
}

/// The fire inspection closes the balcony: what is sold and held there moves to other blocks, and what is free goes. One
/// hold is not in the list that is worked through, because its guest has none of the usual kinds of ticket.
fn inspect(ledger: &mut Ledger, hall: &mut Hall) {
    let Some(balcony) = hall.block("balcony") else { return };
    hall.blocks[balcony].is_open = false;
    let mut course = ledger.course(INSPECTION, "organisers");
    let data = r#"{"note":"fire inspection: balcony closed from today"}"#.to_owned();
    ledger.record(&mut course, 0, &hall.stream.clone(), "InspectionFailed", data);
    let moved: Vec<usize> = (0..hall.orders.len()).filter(|&at| hall.orders[at].1 == balcony).collect();
    for at in moved {
        let (order, _, seats) = hall.orders[at];
        let Some(block) = hall.block_for(0, seats) else { continue };
        let more = format!(r#""order":"order-{order}""#);
        shift(ledger, &mut course, hall, balcony, block, &Moved { held: 0, sold: seats }, &more);
        hall.orders[at].1 = block;
    }
    let held: Vec<usize> =
        (0..hall.holds.len()).filter(|&at| hall.holds[at].block == balcony && hall.holds[at].id != FORGOTTEN).collect();
    for at in held {
        let (id, seats) = (hall.holds[at].id, hall.holds[at].seats);
        let Some(block) = hall.block_for(0, seats) else { continue };
        shift(
            ledger,
            &mut course,
            hall,
            balcony,
            block,
            &Moved { held: seats, sold: 0 },
            &format!(r#""hold":"H-{id}""#),
        );
        hall.holds[at].block = block;
    }
    let block = &mut hall.blocks[balcony];
    (block.seats, block.free, block.held, block.sold) = (0, 0, 0, 0);
    let data = r#"{"block":"balcony","closed":true,"blocks":{"balcony":{"seats":0,"free":0,"held":0,"sold":0}}}"#;
    ledger.record(&mut course, 4 * MINUTE, &hall.stream.clone(), "BlockClosed", data.to_owned());
}

struct Moved {
    held: i64,
    sold: i64,
}

/// Moves seats from one block to another: two events, one for each block.
fn shift(ledger: &mut Ledger, course: &mut Course, hall: &mut Hall, from: usize, to: usize, moved: &Moved, more: &str) {
    let Moved { held, sold } = *moved;
    let wait = ledger.random.between(3, 24) * SECOND;
    let out = Change { block: from, free: held + sold, held: -held, sold: -sold };
    hall.change(ledger, course, wait, "SeatsMovedOut", &out, more);
    let into = Change { block: to, free: -held - sold, held, sold };
    hall.change(ledger, course, 60, "SeatsMovedIn", &into, more);
}
