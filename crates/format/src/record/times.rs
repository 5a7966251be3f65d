//! How the times of a file are read, decided by its first records, and what is said of them once.

use super::{Place, Records};
use crate::guess::Sample;
use crate::known::Object;
use crate::time::{self, Doubt, Reading};
use crate::{FieldPath, Mapping, Sink, Warning, WarningCode};

/// Events whose times are looked at where a rule makes them.
const LOOKED_AT: u32 = 50;

/// Names of a time of day that stands beside a date.
const CLOCKS: [&str; 6] = ["time", "clock", "hour", "timeofday", "eventtime", "starttime"];

impl Records {
    /// Decides how the times that `mapping` finds are read, and says what remains open.
    pub(super) fn decide_times(&mut self, mapping: &Mapping, sample: &Sample, sink: &mut dyn Sink) -> Reading {
        let Some(path) = &mapping.time else {
            return Reading::default();
        };
        let names: Vec<&str> = path.0.iter().map(String::as_str).collect();
        let records: Vec<Object<'_>> =
            sample.records().filter_map(|record| Object::of(std::str::from_utf8(record).ok()?)).collect();
        let words = |names: &[&str]| -> Vec<String> {
            records.iter().filter_map(|record| Some(record.at(names)?.word()?.into_owned())).collect()
        };
        let texts = words(&names);
        let clock = || {
            let is_free = |name: &str| {
                CLOCKS.contains(&crate::guess::plain_name(name).as_str()) && [FieldPath::from([name])] != [path.clone()]
            };
            let mut members = records.iter().flat_map(Object::members);
            let free =
                members.find(|(name, value)| is_free(name) && value.word().is_some_and(|word| time::is_clock(&word)));
            free.map(|(name, _)| name.to_owned())
        };
        let clock = if !texts.is_empty() && texts.iter().all(|text| time::is_date(text)) { clock() } else { None };
        let (reading, doubts) = Reading::of(&texts, clock);
        let place = sample.place().unwrap_or_default();
        let says_utc = path.0.last().is_some_and(|name| crate::guess::plain_name(name).ends_with("utc"));
        for doubt in doubts.into_iter().filter(|doubt| !(says_utc && matches!(doubt, Doubt::NoZone { .. }))) {
            self.watch.say(&doubt, place, sink);
        }
        reading
    }
}

/// Looks at the first times that a rule makes, and says once a file what is missing in them.
#[derive(Debug)]
pub(super) struct Watch {
    left: u32,
    said: Vec<WarningCode>,
}

impl Default for Watch {
    fn default() -> Self {
        Self { left: LOOKED_AT, said: Vec::new() }
    }
}

impl Watch {
    pub fn look(&mut self, text: &str, place: Place, sink: &mut dyn Sink) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        if time::lacks_zone(text) {
            self.left = 0;
            self.say(&Doubt::NoZone { sample: text.to_owned() }, place, sink);
        }
    }

    fn say(&mut self, doubt: &Doubt, place: Place, sink: &mut dyn Sink) {
        let code = match doubt {
            Doubt::NoZone { .. } => WarningCode::NoZone,
            Doubt::DayOrMonth { .. } | Doubt::Unit { .. } => WarningCode::AmbiguousTime,
        };
        if !self.said.contains(&code) {
            self.said.push(code);
            sink.warning(Warning {
                code,
                line: place.line,
                byte: place.byte,
                message: doubt.message(),
                skipped: false,
            });
        }
    }
}
