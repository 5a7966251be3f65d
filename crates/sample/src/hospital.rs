//! The sample "hospital": a year and a half of one patient: check-ups, and four stays with a monitor that measures all day
//! and all night. At the last admission her weight is typed in as pounds where kilograms are meant, and an infusion is set
//! by it.
//!
//! Nothing else goes wrong: every other weight is what she weighs.

mod stay;

use crate::ledger::{Course, Ledger};
use crate::people::office;
use crate::samples::{Sample, Wrong};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE};
use stay::{Length, Stay};

pub const SAMPLE: Sample = Sample {
    id: "hospital",
    title: "Hospital visits",
    sentence: "The pharmacist stopped an infusion of heparin on its third day: it ran at more than twice the rate that this \
               patient had at every stay before.",
    stream: "visit-2027-0711",
    projection: include_str!("hospital/projection.js"),
    seed: 0xD0C,
    make,
    wrong: Wrong { partition: "P-2231", path: "/infusion/perHour", value: "2777", without: Some("1264") },
};

pub(super) const PATIENT: &str = "P-2231";

/// The day of the last check-up before the last stay, and what she weighed then.
const LAST_CHECK_UP: u64 = FIRST_DAY + 455 * DAY;
const CHECKED: u64 = 702;

/// The visits: the day, and how long it is. Their streams are called after the day.
const VISITS: [(u64, Length); 15] = [
    (1, Length::CheckUp),
    (23, Length::CheckUp),
    (40, Length::Stay { days: 6, watched: 2 }),
    (61, Length::CheckUp),
    (96, Length::CheckUp),
    (131, Length::Stay { days: 4, watched: 1 }),
    (152, Length::CheckUp),
    (187, Length::CheckUp),
    (236, Length::CheckUp),
    (264, Length::Stay { days: 9, watched: 4 }),
    (290, Length::CheckUp),
    (331, Length::CheckUp),
    (402, Length::CheckUp),
    ((LAST_CHECK_UP - FIRST_DAY) / DAY, Length::CheckUp),
    (496, Length::Last { days: 7, watched: 5 }),
];

fn make(seed: u64) -> Ledger {
    let mut ledger = Ledger::new(seed);
    let mut course = ledger.course(FIRST_DAY + 8 * HOUR + 20 * MINUTE, "registry");
    let data = format!(r#"{{"patient":"{PATIENT}","name":"Věra","born":1958,"allergies":{{"latex":"rash"}}}}"#);
    ledger.record(&mut course, 0, &format!("patient-{PATIENT}"), "PatientRegistered", data);
    for (day, length) in VISITS {
        let start = FIRST_DAY + day * DAY;
        match length {
            Length::CheckUp => check_up(&mut ledger, start),
            Length::Stay { days, watched } => Stay::new(start, days, watched).play(&mut ledger),
            Length::Last { days, watched } => Stay::new(start, days, watched).play_last(&mut ledger),
        }
    }
    ledger.close(FIRST_DAY + 510 * DAY);
    ledger
}

/// The stream of the visit that begins on a day.
fn visit(start: u64) -> String {
    let date = crate::ledger::Date(start).to_string();
    format!("visit-{}-{}{}", &date[..4], &date[5..7], &date[8..])
}

/// What she weighs, in tenths of a kilogram: about 70.2, a little more or less each time.
fn weight(ledger: &mut Ledger) -> u64 {
    ledger.random.between(698, 706)
}

/// A number of tenths with its decimal.
fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// An hour in the outpatients' department: weight, blood, a word with the doctor.
fn check_up(ledger: &mut Ledger, start: u64) {
    let stream = visit(start);
    let time = start + office(&mut ledger.random);
    let mut course = ledger.course(time, "outpatients");
    let data = format!(r#"{{"patient":"{PATIENT}","kind":"check-up","status":"open"}}"#);
    ledger.record(&mut course, 0, &stream, "VisitOpened", data);
    let weight = if start == LAST_CHECK_UP { CHECKED } else { weight(ledger) };
    let kilograms = tenths(weight);
    let data = format!(r#"{{"patient":"{PATIENT}","weight":{kilograms}}}"#);
    ledger.record(&mut course, 9 * MINUTE, &stream, "WeightMeasured", data);
    let data = vitals(ledger);
    ledger.record(&mut course, 2 * MINUTE, &stream, "VitalsMeasured", data);
    laboratory(ledger, course, 6 * MINUTE, &stream);
    let wait = ledger.random.between(12, 50) * MINUTE;
    let data = format!(r#"{{"patient":"{PATIENT}","note":"as before, next appointment given"}}"#);
    ledger.record(&mut course, wait, &stream, "NoteWritten", data);
    let data = format!(r#"{{"patient":"{PATIENT}","status":"closed"}}"#);
    ledger.record(&mut course, 4 * MINUTE, &stream, "VisitClosed", data);
}

/// What a monitor sees, or a nurse.
fn vitals(ledger: &mut Ledger) -> String {
    let random = &mut ledger.random;
    let (pulse, upper, lower) = (random.between(58, 96), random.between(112, 148), random.between(64, 88));
    let (oxygen, heat) = (random.between(93, 99), tenths(random.between(362, 381)));
    format!(
        r#"{{"patient":"{PATIENT}","vitals":{{"pulse":{pulse},"pressure":"{upper}/{lower}","oxygen":{oxygen},"temperature":{heat}}}}}"#
    )
}

/// Blood is taken, and its values come some hours later.
fn laboratory(ledger: &mut Ledger, mut course: Course, wait: u64, stream: &str) {
    let sample = format!("sample-{}", ledger.random.between(100_000, 999_999));
    let data = format!(r#"{{"patient":"{PATIENT}","visit":"{stream}","status":"taken"}}"#);
    ledger.record(&mut course, wait, &sample, "SampleTaken", data);
    course.via = "laboratory";
    let wait = ledger.random.between(70, 190) * MINUTE;
    let (potassium, sugar) = (tenths(ledger.random.between(36, 49)), tenths(ledger.random.between(46, 78)));
    let values = format!(r#""potassium":{potassium},"glucose":{sugar}"#);
    let data = format!(r#"{{"patient":"{PATIENT}","status":"done","values":{{{values}}}}}"#);
    ledger.record(&mut course, wait, &sample, "ValuesMeasured", data);
    let data = format!(r#"{{"patient":"{PATIENT}","sample":"{sample}","values":{{{values}}}}}"#);
    ledger.record(&mut course, 800, stream, "ResultReceived", data);
}
