//! How many events a frame of playing goes on.
//! Never moves the cursor itself.

use std::cell::RefCell;
use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, read_rows};
use leptos::prelude::*;

use crate::engine::{Engine, Latest};
use crate::session::{Session, Speed};

/// How many times are fetched at once.
const AHEAD: u32 = 512;
/// A gap between two events takes no longer than this when playing, in milliseconds.
const LONGEST_GAP: f64 = 1500.0;
/// How long an event without a time takes, in milliseconds.
const WITHOUT_TIME: f64 = 100.0;

/// Times of neighbouring events, from a position on.
#[derive(Default)]
struct Times {
    from: u64,
    created: Vec<Option<i64>>,
}

impl Times {
    fn has(&self, position: u64) -> bool {
        position >= self.from && position < self.from + self.created.len() as u64
    }

    fn at(&self, position: u64) -> Option<i64> {
        let index = usize::try_from(position.checked_sub(self.from)?).ok()?;
        self.created.get(index).copied().flatten()
    }
}

pub struct Pace {
    session: Session,
    /// Part of an event that a frame was too short for.
    part: f64,
    /// Milliseconds already waited for the next event.
    waited: f64,
    times: Rc<RefCell<Times>>,
    ahead: Latest<(String, u64), ()>,
}

impl Pace {
    pub fn new(engine: Engine, session: Session) -> Self {
        let times = Rc::new(RefCell::new(Times::default()));
        let filled = Rc::clone(&times);
        let ahead = Latest::new(
            engine,
            |(log, from): &(String, u64)| Call::Rows { log: log.clone(), from: *from, count: AHEAD, cut: Some(0) },
            move |(_, from), answer: Result<((), Vec<u8>), ErrorInfo>| {
                let rows = answer.ok().and_then(|(_, bytes)| read_rows(&bytes).ok());
                // Without times the events play one after the other; what is wrong shows where events are shown.
                let created = rows
                    .map_or_else(|| vec![None; AHEAD as usize], |rows| rows.iter().map(|row| row.created).collect());
                filled.replace(Times { from, created });
            },
        );
        Self { session, part: 0.0, waited: 0.0, times, ahead }
    }

    /// Events to go on after so many milliseconds more.
    pub fn steps(&mut self, speed: Speed, millis: f64) -> i64 {
        match speed {
            Speed::Events(rate) => {
                self.part += millis * f64::from(rate) / 1000.0;
                let whole = self.part.floor();
                self.part -= whole;
                whole as i64
            }
            Speed::Original(times) => self.in_time(f64::from(times), millis),
        }
    }

    fn in_time(&mut self, faster: f64, millis: f64) -> i64 {
        self.waited += millis;
        let start = self.session.cursor.get_untracked();
        let last = self.session.events.get_untracked().saturating_sub(1);
        let mut at = start;
        let times = self.times.borrow();
        while at < last {
            if !times.has(at) || !times.has(at + 1) {
                // Waiting for the engine is no time that has passed.
                self.waited = 0.0;
                if let Some(log) = self.session.log.get_untracked() {
                    self.ahead.ask((log, at));
                }
                break;
            }
            let gap = match (times.at(at), times.at(at + 1)) {
                (Some(now), Some(then)) => ((then - now).max(0) as f64 / 1000.0 / faster).min(LONGEST_GAP),
                _ => WITHOUT_TIME,
            };
            if self.waited < gap {
                break;
            }
            self.waited -= gap;
            at += 1;
        }
        (at - start) as i64
    }
}
