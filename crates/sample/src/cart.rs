//! The sample "cart": four days of a small web shop, whose carts are written in another shape from the second day
//! on, when a new version went live. One event is of the old shape and holds what only the new one may.
//!
//! Data are merge patches that carry resulting totals, so every stream folds to a state that reads
//! well. The log never says where its mistake is: no event is flagged.

mod basket;
mod fulfilment;
mod incident;
mod visit;
mod wares;

use crate::ledger::Ledger;
use crate::random::Random;
use crate::samples::{Sample, Wrong};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE};

pub const SAMPLE: Sample = Sample {
    id: "cart",
    title: "Shopping cart",
    sentence: "A customer's card was refused because the amount was negative, and when support looked in the evening \
               the cart's total was fine again.",
    stream: "cart-1523",
    projection: include_str!("cart/projection.js"),
    seed: 0xF01D_BACC,
    make,
    wrong: Wrong { partition: "cart-1523", path: "/vouchers/SPRING", value: "2150", without: None },
};

const DAYS: u64 = 4;
const VISITS_A_DAY: u64 = 190;
/// When the version went live that writes the second shape.
const SECOND_SHAPE: u64 = FIRST_DAY + DAY + 11 * HOUR + 30 * MINUTE;

/// The shop: its ledger, and how many carts there were.
struct Shop {
    ledger: Ledger,
    carts: u64,
}

fn make(seed: u64) -> Ledger {
    let mut shop = Shop { ledger: Ledger::new(seed), carts: 0 };
    wares::issue_vouchers(&mut shop.ledger, FIRST_DAY + 6 * HOUR);
    let mut incident_due = true;
    for start in visit_starts(&mut shop.ledger.random) {
        // An afternoon in the middle of the log: neither its first nor its last page shows it.
        if incident_due && start > FIRST_DAY + 2 * DAY + 14 * HOUR {
            incident_due = false;
            incident::play(&mut shop, start);
        } else {
            visit::play(&mut shop, start);
        }
    }
    shop.ledger.close(FIRST_DAY + DAYS * DAY - 30 * MINUTE);
    wares::count_redemptions(&mut shop.ledger);
    shop.ledger
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
