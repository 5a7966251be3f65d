//! First names for made-up people, and the ways of a day that samples share: when people are up, when they are busy.
//! Never a whole name: no real person is meant.

use crate::random::Random;
use crate::text::{DAY, HOUR, MINUTE, SECOND};

/// First names from many places.
pub(crate) const NAMES: [&str; 48] = [
    "Amara",
    "Søren",
    "Zoë",
    "Yūki",
    "Linnéa",
    "Tomás",
    "Ngozi",
    "Åsa",
    "Mateusz",
    "Inês",
    "Oluwaseun",
    "Chloé",
    "Dmitri",
    "Fatıma",
    "Jörg",
    "Hana",
    "Kofi",
    "Łucja",
    "Mirela",
    "Nikos",
    "Özlem",
    "Pilar",
    "Quỳnh",
    "Rasmus",
    "Saoirse",
    "Thandi",
    "Uršula",
    "Věra",
    "Wanjiru",
    "Xavi",
    "Ylva",
    "Živa",
    "Aino",
    "Bogdan",
    "Ceren",
    "Dafydd",
    "Elif",
    "Finn",
    "Greta",
    "Hüseyin",
    "Ida",
    "Joëlle",
    "Kaito",
    "Léa",
    "Marek",
    "Noor",
    "Ottó",
    "Priya",
];

/// The name of a person who goes by this number.
pub(crate) fn name(number: u64) -> &'static str {
    NAMES[(number % NAMES.len() as u64) as usize]
}

/// The beginning of the day of `time`.
pub(crate) fn day_of(time: u64) -> u64 {
    time - time % DAY
}

/// Whether it is a Saturday or a Sunday; days are counted from a Monday.
pub(crate) fn is_weekend(day: u64) -> bool {
    day % 7 >= 5
}

/// A time of day at which somebody sits before a screen: mostly in the evening, seldom before eight, never at night.
pub(crate) fn waking(random: &mut Random) -> u64 {
    let (from, to) = match random.below(10) {
        0..=3 => (18, 22),
        4..=5 => (11, 14),
        _ => (7, 23),
    };
    random.between(from * HOUR, to * HOUR - MINUTE) + random.below(MINUTE)
}

/// A time of day within the hours of an office.
pub(crate) fn office(random: &mut Random) -> u64 {
    random.between(8 * HOUR + 30 * MINUTE, 16 * HOUR + 45 * MINUTE) + random.below(30 * SECOND)
}
