//! A stay on the ward: admission, days and nights, rounds, doses, an infusion, and the way home.
//!
//! It never corrects a weight: an infusion runs by the last one that was measured.

use super::{PATIENT, laboratory, tenths, visit, vitals, weight};
use crate::ledger::Ledger;
use crate::text::{DAY, HOUR, MINUTE, SECOND};

/// How long a visit is. A stay has so many days, and on the first of them a monitor.
pub(super) enum Length {
    CheckUp,
    Stay {
        days: u64,
        watched: u64,
    },
    /// The one at which something goes wrong.
    Last {
        days: u64,
        watched: u64,
    },
}

/// Units of heparin for every kilogram in an hour.
const RATE: u64 = 18;
/// What was typed in at the last admission: 154.3, which she weighs in pounds.
const TYPED: u64 = 1_543;
const DRUGS: [(&str, u64, u64); 3] = [("ramipril", 8, 24), ("metoprolol", 7, 12), ("paracetamol", 6, 8)];

pub(super) struct Stay {
    stream: String,
    start: u64,
    days: u64,
    watched: u64,
}

impl Stay {
    pub(super) fn new(start: u64, days: u64, watched: u64) -> Self {
        Self { stream: visit(start), start: start + 14 * HOUR + 35 * MINUTE, days, watched }
    }

    pub(super) fn play(&self, ledger: &mut Ledger) {
        let first = weight(ledger);
        self.admit(ledger, first, false);
        // She stands up every day and is weighed before breakfast.
        for day in 1..self.days {
            let time = self.midnight(day) + 6 * HOUR + 20 * MINUTE + ledger.random.below(20 * MINUTE);
            let tenths = weight(ledger);
            let mut course = ledger.course(time, "ward");
            let data = weighed(tenths, day < self.watched);
            ledger.record(&mut course, 0, &self.stream, "WeightMeasured", data);
        }
        let data = format!(r#"{{"patient":"{PATIENT}","infusion":{{"running":false}}}}"#);
        let time = self.midnight(self.watched) + 9 * HOUR + 12 * MINUTE;
        ledger.record_alone(time, "ward", &self.stream, "InfusionStopped", data);
        self.days(ledger);
    }

    /// The stay at which she must not stand up, so that nobody weighs her again.
    pub(super) fn play_last(&self, ledger: &mut Ledger) {
        self.admit(ledger, TYPED, true);
        let time = self.midnight(2) + 10 * HOUR + 46 * MINUTE + 12_700;
        let mut course = ledger.course(time, "pharmacy");
        let data = format!(r#"{{"patient":"{PATIENT}","infusion":{{"running":false}},"note":"rate implausible"}}"#);
        ledger.record(&mut course, 0, &self.stream, "InfusionStopped", data);
        laboratory(ledger, course, 3 * MINUTE, &self.stream);
        self.days(ledger);
    }

    fn midnight(&self, day: u64) -> u64 {
        self.start - self.start % DAY + day * DAY
    }

    fn admit(&self, ledger: &mut Ledger, tenths: u64, is_guilty: bool) {
        let mut course = ledger.course(self.start, "emergency");
        let data = format!(r#"{{"patient":"{PATIENT}","kind":"stay","ward":"emergency","status":"open"}}"#);
        ledger.record(&mut course, 0, &self.stream, "PatientAdmitted", data);
        let data = vitals(ledger);
        ledger.record(&mut course, 3 * MINUTE, &self.stream, "VitalsMeasured", data);
        let data = format!(
            r#"{{"patient":"{PATIENT}","infusion":{{"drug":"heparin","unitsPerKilogram":{RATE},"running":false}}}}"#
        );
        ledger.record(&mut course, 5 * MINUTE, &self.stream, "InfusionOrdered", data);
        ledger.record(&mut course, 2 * MINUTE + 8_040, &self.stream, "WeightMeasured", weighed(tenths, true));
        if is_guilty {
            ledger.accuse();
        }
        laboratory(ledger, course, 4 * MINUTE, &self.stream);
        let data = format!(r#"{{"patient":"{PATIENT}","infusion":{{"running":true}}}}"#);
        ledger.record(&mut course, 21 * MINUTE, &self.stream, "InfusionStarted", data);
        let data = format!(r#"{{"patient":"{PATIENT}","ward":"4 north","bed":"12"}}"#);
        ledger.record(&mut course, 70 * MINUTE, &self.stream, "PatientMoved", data);
    }

    /// Everything that comes every day, and the discharge.
    fn days(&self, ledger: &mut Ledger) {
        self.watch(ledger);
        for day in 0..=self.days {
            let midnight = self.midnight(day);
            let is_there = |time: u64| time > self.start + 3 * HOUR && time < self.midnight(self.days) + 11 * HOUR;
            let round = midnight + 8 * HOUR + 30 * MINUTE + ledger.random.below(50 * MINUTE);
            if is_there(round) {
                let mut course = ledger.course(round, "ward");
                let data = format!(r#"{{"patient":"{PATIENT}","note":"seen on the round, day {day}"}}"#);
                ledger.record(&mut course, 0, &self.stream, "NoteWritten", data);
                if ledger.random.chance(60) {
                    laboratory(ledger, course, 25 * MINUTE, &self.stream);
                }
            }
            for (drug, hour, every) in DRUGS {
                for hour in (hour..24).step_by(every as usize) {
                    let time = midnight + hour * HOUR + ledger.random.below(35 * MINUTE);
                    if is_there(time) {
                        let data = format!(r#"{{"patient":"{PATIENT}","doses":{{"{drug}":"day {day}, {hour}:00"}}}}"#);
                        ledger.record_alone(time, "ward", &self.stream, "DoseGiven", data);
                    }
                }
            }
        }
        let time = self.midnight(self.days) + 11 * HOUR + 30 * MINUTE + ledger.random.below(40 * MINUTE);
        let data = format!(r#"{{"patient":"{PATIENT}","status":"discharged","bed":null}}"#);
        ledger.record_alone(time, "ward", &self.stream, "PatientDischarged", data);
    }

    /// A monitor measures every six minutes; without it a nurse comes every four hours.
    fn watch(&self, ledger: &mut Ledger) {
        let (mut time, end) = (self.start + 20 * MINUTE, self.midnight(self.days) + 11 * HOUR);
        let mut course = ledger.course(time, "monitor");
        while time < end {
            let is_watched = time < self.midnight(self.watched) + 9 * HOUR;
            course.cause = None;
            course.time = time;
            course.via = if is_watched { "monitor" } else { "ward" };
            let data = vitals(ledger);
            ledger.record(&mut course, 0, &self.stream, "VitalsMeasured", data);
            let wait = if is_watched { 6 * MINUTE } else { 4 * HOUR };
            time += wait + ledger.random.below(if is_watched { 9 * SECOND } else { 18 * MINUTE });
        }
    }
}

/// A weight, and what an infusion that was ordered by weight is set to by it.
fn weighed(weight: u64, is_ordered: bool) -> String {
    let infusion =
        if is_ordered { format!(r#","infusion":{{"perHour":{}}}"#, per_hour(weight)) } else { String::new() };
    format!(r#"{{"patient":"{PATIENT}","weight":{}{infusion}}}"#, tenths(weight))
}

/// Whole units in an hour.
fn per_hour(weight: u64) -> u64 {
    // Rounded to the nearest, as the projection does.
    (weight * RATE + 5) / 10
}
