//! The sample "conference": the seats of four halls from the presale to the week of the conference, with bulk purchases,
//! seats that are held for guests, and a balcony that is closed by the fire inspection. Its seats are moved elsewhere, sold
//! and held ones alike, but for one hold that was forgotten. When that runs out, it gives back seats that are no more.
//!
//! Nothing else goes wrong: in every other block free, held and sold seats are together as many as there are.

mod hall;
mod sale;

use crate::ledger::Ledger;
use crate::samples::{Sample, Wrong};

pub const SAMPLE: Sample = Sample {
    id: "conference",
    title: "Conference seats",
    sentence: "The balcony of the hall Polaris has been closed since the fire inspection, and the ticket shop still offers \
               twelve seats on it.",
    stream: "hall-polaris",
    projection: include_str!("conference/projection.js"),
    seed: 0x5EA7,
    make,
    wrong: Wrong { partition: "hall-polaris", path: "/blocks/balcony/free", value: "12", without: Some("0") },
};

fn make(seed: u64) -> Ledger {
    sale::sell(seed)
}
