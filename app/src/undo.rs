//! Undoing events without losing what came after them: the events that are chosen, what it would take, and appending that when the
//! person has said so.
//!
//! Never appends by itself, and never works out what is to be written: the engine does.

use foldback_event::json::write_string;
use foldback_protocol::{
    Call, ErrorInfo, ImportEventsRequest, ImportedAnswer, OnBad, RevertAnswer, RevertRequest, RevertedPartition,
};
use js_sys::{Array, Date};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use crate::engine::{Engine, Latest};
use crate::projection::Mine;
use crate::session::Session;

/// The type of the events that undo, until the person says another.
const TYPE: &str = "Undone";

#[derive(Clone, PartialEq)]
struct Asked {
    log: String,
    projection: Option<String>,
    positions: Vec<u64>,
    events: u64,
}

/// The events to undo. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Undo {
    /// The positions of the chosen events, rising.
    pub chosen: RwSignal<Vec<u64>>,
    /// What it would take.
    pub plan: RwSignal<Option<RevertAnswer>>,
    /// Why that is not known, or why nothing was appended.
    pub error: RwSignal<Option<ErrorInfo>>,
    /// The type of the events that would be appended.
    pub event_type: RwSignal<String>,
    /// Whether they are being appended.
    pub appending: RwSignal<bool>,
    engine: Engine,
    session: Session,
}

/// The events to undo of this page.
pub fn undo() -> Undo {
    expect_context()
}

impl Undo {
    /// None.
    pub fn new(engine: Engine, session: Session, mine: Mine) -> Self {
        let undo = Self {
            chosen: RwSignal::new(Vec::new()),
            plan: RwSignal::new(None),
            error: RwSignal::new(None),
            event_type: RwSignal::new(TYPE.to_owned()),
            appending: RwSignal::new(false),
            engine,
            session,
        };
        Effect::new(move |before: Option<Option<String>>| {
            let log = session.log.get();
            if before.flatten() != log {
                undo.chosen.set(Vec::new());
            }
            log
        });
        let asking = Latest::new(
            engine,
            |Asked { log, projection, positions, .. }: &Asked| {
                let (log, projection, positions) = (log.clone(), projection.clone(), positions.clone());
                Call::Revert(RevertRequest { log, projection, positions })
            },
            move |asked: Asked, answer: Result<(RevertAnswer, Vec<u8>), ErrorInfo>| {
                if undo.chosen.with_untracked(|chosen| *chosen != asked.positions) {
                    return;
                }
                let (plan, why) = match answer {
                    Ok((plan, _)) => (Some(plan), None),
                    Err(why) => (None, Some(why)),
                };
                undo.plan.set(plan);
                undo.error.set(why);
            },
        );
        let asked = Memo::new(move |_| {
            let positions = undo.chosen.get();
            let projection = if mine.is_looked_at.get() { mine.good.get() } else { None };
            let (log, events) = (session.log.get()?, session.events.get());
            (!positions.is_empty()).then_some(Asked { log, projection, positions, events })
        });
        Effect::new(move |_| match asked.get() {
            Some(asked) => asking.ask(asked),
            None => {
                undo.plan.set(None);
                undo.error.set(None);
            }
        });
        undo
    }

    /// Chooses events to undo besides those that are chosen.
    pub fn choose(self, positions: impl IntoIterator<Item = u64>) {
        self.chosen.update(|chosen| {
            chosen.extend(positions);
            chosen.sort_unstable();
            chosen.dedup();
        });
    }

    /// Lets one of them be.
    pub fn leave(self, position: u64) {
        self.chosen.update(|chosen| chosen.retain(|one| *one != position));
    }

    /// The events that undo, as lines that are imported as they are.
    pub fn lines(self) -> Vec<String> {
        let (event_type, chosen) = (self.event_type.get_untracked(), self.chosen.get_untracked());
        let now = String::from(Date::new_0().to_iso_string());
        self.plan.with_untracked(|plan| {
            let partitions = plan.as_ref().map(|plan| &*plan.partitions).unwrap_or_default();
            partitions.iter().filter_map(|one| line(one, &event_type, &now, &chosen)).collect()
        })
    }

    /// Appends them to the log.
    pub fn append(self) {
        let Some(log) = self.session.log.get_untracked() else { return };
        let lines = self.lines();
        let Ok(file) = Blob::new_with_str_sequence(&Array::of1(&format!("{}\n", lines.join("\n")).into())) else {
            let what = "The browser has no room for the events; free some and try again.";
            return self.error.set(Some(ErrorInfo::new("QuotaExceeded", what)));
        };
        let (name, on_bad) = ("undone.ndjson".to_owned(), OnBad::Refuse);
        let call = Call::ImportEvents(ImportEventsRequest {
            log,
            name,
            names: Vec::new(),
            format: None,
            mapping: None,
            on_bad,
        });
        let running = self.engine.run::<ImportedAnswer>(&call, &[file], |_| {});
        self.appending.set(true);
        spawn_local(async move {
            let answer = running.future.await;
            self.appending.set(false);
            match answer {
                Ok(answer) => {
                    self.chosen.set(Vec::new());
                    if let Err(why) = self.session.refresh().await {
                        self.session.error.set(Some(why));
                    }
                    if let Some(last) = answer.last_position {
                        self.session.go(last);
                    }
                    self.session.say("Appended: the events are undone");
                }
                Err(why) => self.error.set(Some(why)),
            }
        });
    }
}

/// The event that undoes what the chosen ones wrote to a partition.
fn line(one: &RevertedPartition, event_type: &str, now: &str, chosen: &[u64]) -> Option<String> {
    let payload = one.payload.as_ref().filter(|_| one.understood)?;
    let mut out = String::from("{\"foldback\":1,\"streamId\":");
    write_string(&one.stream, &mut out);
    out.push_str(",\"type\":");
    write_string(event_type, &mut out);
    out.push_str(",\"time\":");
    write_string(now, &mut out);
    let chosen: Vec<String> = chosen.iter().map(u64::to_string).collect();
    out.push_str(&format!(",\"data\":{payload},\"metadata\":{{\"undoes\":[{}]}}}}", chosen.join(",")));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_undoes_is_a_line_and_what_cannot_be_said_is_none() {
        let one = RevertedPartition {
            stream: "cart-\"1\"".into(),
            understood: true,
            payload: Some(r#"{"total":1.10}"#.into()),
            ..RevertedPartition::default()
        };
        assert_eq!(
            line(&one, "Undone", "2026-03-02T00:00:00Z", &[3, 7]).unwrap_or_default(),
            r#"{"foldback":1,"streamId":"cart-\"1\"","type":"Undone","time":"2026-03-02T00:00:00Z","data":{"total":1.10},"metadata":{"undoes":[3,7]}}"#
        );
        assert_eq!(line(&RevertedPartition { understood: false, ..one }, "Undone", "", &[3]), None);
    }
}
