//! The sample "shop": three days of a small web shop, about 6,000 events, with one mistake in them
//! that is worth finding. [`SHOP_STORY`] tells what was reported, [`truth`] tells tests the answer.
//!
//! Data are merge patches that carry resulting values, so every stream folds to a state that reads
//! well. The log never says where its mistake is: no event is flagged.

mod cart;
mod fulfilment;
mod incident;
mod ledger;
mod visit;
mod wares;

use crate::random::Random;
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE};
use ledger::{Ledger, Mark};

/// What a developer is told before looking.
pub const SHOP_STORY: &str = "A customer's payment was refused for a negative amount, and by the \
    evening the cart looked fine again: which event did it?";

const DAYS: u64 = 3;
const VISITS_A_DAY: u64 = 154;
const SEED: u64 = 0xF01D_BACC;

/// What really happened in [`shop`], for tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The stream of the cart whose total went below zero.
    pub stream: String,
    /// Position of the event that took the voucher off a second time.
    pub culprit: u64,
    /// Position of the first payment refused because of it.
    pub refused: u64,
    /// Position of the adjustment after which the cart looks innocent.
    pub healed: u64,
}

/// The log as NDJSON: one event a line, in the order of time, the same bytes every time.
pub fn shop() -> Vec<u8> {
    trade().write()
}

/// Where the mistake in [`shop`] is, found by the marks its generator left, never by a constant.
pub fn truth() -> Truth {
    let ledger = trade();
    let (culprit, stream) = ledger.marked(Mark::Culprit);
    Truth { stream, culprit, refused: ledger.marked(Mark::Refused).0, healed: ledger.marked(Mark::Healed).0 }
}

/// Three days of trade, in the order of time.
fn trade() -> Ledger {
    let mut ledger = Ledger::new(Random::new(SEED));
    wares::issue_vouchers(&mut ledger, FIRST_DAY + 6 * HOUR);
    let mut incident_due = true;
    for start in visit_starts(&mut ledger.random) {
        // An afternoon in the middle of the log: neither its first nor its last page shows it.
        if incident_due && start > FIRST_DAY + DAY + 14 * HOUR {
            incident_due = false;
            incident::play(&mut ledger, start);
        } else {
            visit::play(&mut ledger, start);
        }
    }
    ledger.close(FIRST_DAY + DAYS * DAY - 30 * MINUTE);
    ledger
}

/// When the customers come: between seven and half past ten, most of them in the evening, none at
/// night.
fn visit_starts(random: &mut Random) -> Vec<u64> {
    let mut starts = Vec::new();
    for day in 0..DAYS {
        for _ in 0..VISITS_A_DAY {
            let hours = if random.chance(45) { (17, 22) } else { (7, 22) };
            let of_day = random.between(hours.0 * HOUR, hours.1 * HOUR + 30 * MINUTE);
            starts.push(FIRST_DAY + day * DAY + of_day);
        }
    }
    starts.sort_unstable();
    starts
}
