//! The sample "courses": a term of an evening school. Registration opens with a rush, waiting lists fill, places are given
//! back and passed on, invoices are paid, and then the courses meet ten times. One place is given away twice: the office
//! registers somebody by telephone for a place that the waiting list has passed on a minute before.
//!
//! Nothing else goes wrong: nobody else is registered where nothing is free.

mod classroom;
mod term;

use crate::samples::{Sample, Wrong};

pub const SAMPLE: Sample = Sample {
    id: "courses",
    title: "Course registrations",
    sentence: "The pottery course has twelve wheels, and on its first evening thirteen people came who were all registered.",
    stream: "course-pottery",
    projection: include_str!("courses/projection.js"),
    seed: 0xC0DE,
    make: term::make,
    wrong: Wrong { partition: "course-pottery", path: "/free", value: "-1", without: Some("0") },
};

/// A course: its key, title, places, weekday (0 is Monday), hour and fee in euros.
struct Offer {
    key: &'static str,
    title: &'static str,
    places: i64,
    weekday: u64,
    hour: u64,
    fee: i64,
}

const fn offer(key: &'static str, title: &'static str, places: i64, weekday: u64, hour: u64, fee: i64) -> Offer {
    Offer { key, title, places, weekday, hour, fee }
}

const POTTERY: &Offer = &offer("pottery", "Pottery for beginners", 12, 2, 18, 148);

const OFFERS: [&Offer; 20] = [
    POTTERY,
    &offer("spanish-1", "Spanish 1", 16, 0, 18, 120),
    &offer("spanish-2", "Spanish 2", 14, 1, 18, 120),
    &offer("japanese-1", "Japanese 1", 14, 3, 19, 130),
    &offer("polish-1", "Polish 1", 12, 2, 19, 120),
    &offer("sign-language", "Sign language", 12, 1, 17, 96),
    &offer("choir", "Choir", 28, 3, 20, 60),
    &offer("guitar", "Guitar for late starters", 10, 0, 17, 138),
    &offer("drawing", "Drawing from life", 14, 1, 19, 125),
    &offer("watercolour", "Watercolour", 12, 4, 17, 118),
    &offer("bread", "Bread and sourdough", 10, 4, 18, 110),
    &offer("dumplings", "Dumplings of five countries", 10, 3, 18, 115),
    &offer("bicycle", "Mend your own bicycle", 12, 0, 19, 84),
    &offer("sewing", "Sewing", 10, 2, 17, 122),
    &offer("first-aid", "First aid", 18, 1, 18, 45),
    &offer("bookkeeping", "Bookkeeping", 16, 0, 18, 155),
    &offer("photography", "Photography at night", 12, 3, 20, 132),
    &offer("chess", "Chess", 16, 4, 19, 52),
    &offer("tai-chi", "Tai chi", 18, 2, 18, 78),
    &offer("gardening", "Balcony gardens", 14, 4, 18, 66),
];
