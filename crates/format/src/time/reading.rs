//! How the times of one file are to be read, told by its first records where a single time does not tell. What remains
//! open is decided in one way for the whole file, and said.

use foldback_event::Timestamp;

use super::dates::{self, Parts};

/// 1980 and 2100: what lies between is a likely time of an event.
const LIKELY: std::ops::Range<i64> = 315_532_800_000_000..4_102_444_800_000_000;

/// Microseconds in one of each unit that counts are in, and what it is called; a nanosecond is less than one.
const UNITS: [(i64, &str); 4] =
    [(1_000_000, "seconds"), (1000, "milliseconds"), (1, "microseconds"), (0, "nanoseconds")];

/// The decisions; the default is what each time says by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether the day stands before the month.
    day_first: bool,
    /// The unit of counts, for those whose size names no likely time.
    unit: Option<usize>,
    /// The member that holds the time of day, where the time is a date alone.
    pub clock: Option<String>,
}

/// What is to be said of a file's times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    NoZone { sample: String },
    DayOrMonth { sample: String, day_first: bool },
    Unit { sample: String, unit: &'static str, other: &'static str },
}

impl Doubt {
    /// The sentence for a person.
    pub fn message(&self) -> String {
        match self {
            Self::NoZone { sample } => {
                format!(
                    "times such as {sample} name no zone; they are read as UTC: export them with their zone if they are not"
                )
            }
            Self::DayOrMonth { sample, day_first } => {
                let (taken, other) = if *day_first { ("day", "month") } else { ("month", "day") };
                format!(
                    "dates such as {sample} may begin with the day or the month; the {taken} was taken to come first, not the {other}: export them as 2024-12-31 to be sure"
                )
            }
            Self::Unit { sample, unit, other } => format!(
                "times such as {sample} may count {unit} or {other} since 1970; they are read as {unit}: export them as 2024-12-31T00:00:00Z to be sure"
            ),
        }
    }
}

impl Reading {
    /// Decides by the first times of a file, each the text of a string or a number.
    pub fn of(texts: &[String], clocks: Option<String>) -> (Self, Vec<Doubt>) {
        let mut doubts = Vec::new();
        let mut reading = Self { clock: clocks, ..Self::default() };
        reading.decide_order(texts, &mut doubts);
        reading.decide_unit(texts, &mut doubts);
        let bare =
            texts.iter().find(|text| lacks_zone(text) || reading.clock.is_some() && super::from_text(text).is_some());
        if let Some(sample) = bare {
            doubts.push(Doubt::NoZone { sample: sample.clone() });
        }
        (reading, doubts)
    }

    /// The instant that a string names.
    pub fn text(&self, text: &str) -> Option<Timestamp> {
        if let Some(instant) = Timestamp::parse(text) {
            return Some(instant);
        }
        self.number(text).or_else(|| super::dot_net(text)).or_else(|| dates::parts(text)?.instant(self.day_first))
    }

    /// The instant that a number names.
    pub fn number(&self, text: &str) -> Option<Timestamp> {
        let by_size = super::from_number(text)?;
        let Some(unit) = self.unit.filter(|_| !LIKELY.contains(&by_size.0)) else {
            return Some(by_size);
        };
        let count: i64 = text.split_once('.').map_or(text, |(whole, _)| whole).parse().ok()?;
        // A fraction of so old a time is nothing that a person would miss.
        in_unit(count, unit).map(Timestamp).or(Some(by_size))
    }

    fn decide_order(&mut self, texts: &[String], doubts: &mut Vec<Doubt>) {
        let found: Vec<(&String, Parts<'_>)> =
            texts.iter().filter_map(|text| Some((text, dates::parts(text)?))).collect();
        let told = |day: bool| found.iter().filter(|(_, parts)| parts.is_day_first == Some(day)).count();
        let (day, month) = (told(true), told(false));
        self.day_first = day > month;
        let Some((sample, _)) = found.iter().find(|(_, parts)| parts.is_day_first.is_none()) else {
            return;
        };
        if day > 0 && month > 0 || day + month == 0 {
            if day == month {
                // A log stands in the order of its times.
                let rises = |day_first: bool| {
                    let instants: Vec<_> = found.iter().map(|(_, parts)| parts.instant(day_first)).collect();
                    instants.is_sorted() && instants.first() != instants.last()
                };
                self.day_first = rises(true) && !rises(false);
            }
            doubts.push(Doubt::DayOrMonth { sample: (*sample).clone(), day_first: self.day_first });
        }
    }

    fn decide_unit(&mut self, texts: &[String], doubts: &mut Vec<Doubt>) {
        let counts: Vec<(&String, i64)> = texts.iter().filter_map(|text| Some((text, text.parse().ok()?))).collect();
        let likely = |count: i64, unit: usize| in_unit(count, unit).is_some_and(|micros| LIKELY.contains(&micros));
        let told = |unit: usize| counts.iter().filter(|(_, count)| likely(*count, unit)).count();
        let best = (0..UNITS.len()).max_by_key(|unit| (told(*unit), UNITS.len() - unit));
        if let Some(best) = best.filter(|best| told(*best) > 0) {
            self.unit = Some(best);
            return;
        }
        // Zero is zero in every unit.
        let Some((sample, count)) =
            counts.iter().max_by_key(|(_, count)| count.unsigned_abs()).filter(|(_, count)| *count != 0)
        else {
            return;
        };
        let micros = Timestamp::from_epoch(*count).map(|time| time.0);
        let unit = (0..UNITS.len()).find(|unit| in_unit(*count, *unit) == micros).unwrap_or_default();
        self.unit = Some(unit);
        // What is too far in the future is rather of the next finer unit, what is too long ago of the next coarser one.
        let is_late = micros.is_some_and(|micros| micros >= LIKELY.end);
        let other = match unit {
            0 => 1,
            unit if is_late => unit + 1,
            unit => unit - 1,
        };
        if other >= UNITS.len() {
            return;
        }
        let named = |unit: usize| UNITS.get(unit).map_or("nanoseconds", |(_, name)| name);
        doubts.push(Doubt::Unit { sample: (*sample).clone(), unit: named(unit), other: named(other) });
    }
}

/// Microseconds since 1970 of a count of a unit.
fn in_unit(count: i64, unit: usize) -> Option<i64> {
    match UNITS.get(unit)?.0 {
        0 => Some(count / 1000),
        micros => count.checked_mul(micros),
    }
}

/// Whether a text names a date and a time of day, but no zone.
pub(crate) fn lacks_zone(text: &str) -> bool {
    let Some(at) = text.find(['T', 't', ' ']).filter(|at| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
    else {
        return false;
    };
    let clock = text.get(at + 1..).unwrap_or_default();
    let is_bare = clock.bytes().all(|byte| {
        byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',' | b' ' | b'A' | b'P' | b'M' | b'a' | b'p' | b'm')
    });
    is_bare && super::from_text(text).is_some()
}

/// Whether a text is a time of day alone: `17:06`, `17:06:07.5`.
pub(crate) fn is_clock(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|bytes| bytes.contains(&b':'))
        && Timestamp::parse(&at_some_day(text)).is_some()
}

/// Whether a text is a date alone.
pub(crate) fn is_date(text: &str) -> bool {
    !text.contains([':', 'T', ' ']) && text.contains(['-', '/', '.']) && super::from_text(text).is_some()
}

/// A time of day with a date before it.
fn at_some_day(clock: &str) -> String {
    join("2000-01-01", clock)
}

/// A date and a time of day as one text.
pub(crate) fn join(date: &str, clock: &str) -> String {
    let zero = if clock.as_bytes().get(1) == Some(&b':') { "0" } else { "" };
    format!("{date}T{zero}{clock}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> (Reading, Vec<Doubt>) {
        Reading::of(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), None)
    }

    fn utc(instant: Option<Timestamp>) -> String {
        let mut out = String::new();
        instant.unwrap().write_utc(0, &mut out);
        out
    }

    #[test]
    fn days_and_months_are_told_by_the_sample() {
        let (reading, doubts) = of(&["03/04/2024", "13/04/2024"]);
        assert_eq!((utc(reading.text("03/04/2024")).as_str(), doubts.len()), ("2024-04-03T00:00:00Z", 0));
        let (reading, doubts) = of(&["03/04/2024", "04/13/2024"]);
        assert_eq!((utc(reading.text("03/04/2024")).as_str(), doubts.len()), ("2024-03-04T00:00:00Z", 0));
        // Only as days do these rise.
        let (reading, doubts) = of(&["11/04/2024", "12/04/2024", "01/05/2024"]);
        assert_eq!(utc(reading.text("03/04/2024")), "2024-04-03T00:00:00Z");
        assert_eq!(doubts, [Doubt::DayOrMonth { sample: "11/04/2024".to_owned(), day_first: true }]);
        let (_, doubts) = of(&["03/04/2024"]);
        assert_eq!(doubts, [Doubt::DayOrMonth { sample: "03/04/2024".to_owned(), day_first: false }]);
        // Both ways of writing in one file.
        let (reading, doubts) = of(&["13/04/2024", "14/04/2024", "04/15/2024", "03/04/2024"]);
        assert_eq!((utc(reading.text("03/04/2024")).as_str(), doubts.len()), ("2024-04-03T00:00:00Z", 1));
    }

    #[test]
    fn units_are_told_by_the_sample() {
        let (reading, doubts) = of(&["1690749924123", "1690749924124"]);
        assert_eq!(doubts, []);
        // By its size alone this would be seconds, in 2922; here it is 1970.
        assert_eq!(utc(reading.number("30000000000")), "1970-12-14T05:20:00Z");
        assert_eq!(utc(reading.number("1690749924")), "2023-07-30T20:45:24Z", "another unit in the same file");
        let (reading, doubts) = of(&["8431", "9000"]);
        assert_eq!(utc(reading.number("8431")), "1970-01-01T02:20:31Z");
        assert_eq!(doubts, [Doubt::Unit { sample: "9000".to_owned(), unit: "seconds", other: "milliseconds" }]);
        let (_, doubts) = of(&["50000000000"]);
        assert_eq!(doubts, [Doubt::Unit { sample: "50000000000".to_owned(), unit: "seconds", other: "milliseconds" }]);
        let (_, doubts) = of(&["100000000001"]);
        assert_eq!(doubts, [Doubt::Unit { sample: "100000000001".to_owned(), unit: "milliseconds", other: "seconds" }]);
        assert_eq!(of(&["0", "0"]).1, []);
        assert_eq!(of(&["1690749924", "1690749924000000000"]).1, []);
    }

    #[test]
    fn zones_that_are_missing_are_noticed() {
        for text in ["2024-01-02T10:11:12", "2024-01-02 10:11:12.5", "2024-01-02 10:11", "03/14/2024 5:06 PM"] {
            assert!(lacks_zone(text), "{text}");
        }
        for text in [
            "2024-01-02T10:11:12Z",
            "2024-01-02 10:11:12 +01:00",
            "2024-01-02",
            "1690749924",
            "2024-01-02 10:11:12 UTC",
            "x 1",
        ] {
            assert!(!lacks_zone(text), "{text}");
        }
        assert!(is_clock("17:06") && is_clock("7:06:07.5") && !is_clock("17") && !is_clock("2024-01-01"));
        assert!(is_date("2024-01-02") && is_date("03/04/2024") && !is_date("20240102") && !is_date("2024-01-02T10:11"));
    }

    #[test]
    fn each_doubt_has_a_sentence() {
        for (_, doubts) in [of(&["03/04/2024 10:11"]), of(&["77"])] {
            for doubt in doubts {
                assert!(doubt.message().contains("such as"), "{doubt:?}");
            }
        }
    }
}
