//! The events that have the correlation id of the event at the cursor: what lists and the timeline mark.
//! Never more of them than those nearest to the cursor.

use std::sync::Arc;
use std::time::Duration;

use foldback_protocol::{Call, CorrelationAnswer, CorrelationInfo, CorrelationRequest, ErrorInfo};
use leptos::prelude::*;

use super::Session;
use crate::engine::Latest;

/// Events that are marked at most.
const MOST: u32 = 2048;

/// How long until an engine that has not looked through the log yet is asked again.
const AGAIN: Duration = Duration::from_millis(400);

/// The events of a conversation.
#[derive(Debug, Default, PartialEq)]
pub struct Conversation {
    /// Their id; nothing where the event at the cursor has none.
    pub info: Option<CorrelationInfo>,
    /// Their positions, rising.
    pub positions: Vec<u32>,
}

impl Conversation {
    /// Whether an event is one of several.
    pub fn holds(&self, position: u64) -> bool {
        self.positions.len() > 1
            && u32::try_from(position).is_ok_and(|position| self.positions.binary_search(&position).is_ok())
    }
}

/// Keeps `conversation` that of the event at the cursor.
pub fn follow(session: Session) {
    let again = RwSignal::new(0u32);
    let asked = Latest::new(
        session.engine,
        |(log, position): &(String, u64)| {
            Call::Correlation(CorrelationRequest { log: log.clone(), position: *position, limit: MOST })
        },
        move |(log, _), answer: Result<(CorrelationAnswer, Vec<u8>), ErrorInfo>| {
            if session.log.get_untracked().as_ref() != Some(&log) {
                return;
            }
            // Marks that cannot be had are left out: the Causality tab says why.
            let Ok((answer, bytes)) = answer else { return };
            let (positions, _) = bytes.as_chunks::<4>();
            let positions = positions.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
            let found = Conversation { info: answer.correlation, positions };
            if session.conversation.with_untracked(|shown| **shown != found) {
                session.conversation.set(Arc::new(found));
            }
            if !answer.coverage.is_whole() {
                set_timeout(move || again.update(|times| *times = times.wrapping_add(1)), AGAIN);
            }
        },
    );
    Effect::new(move |_| {
        again.track();
        session.revision_of_log.track();
        // After the event itself, and after its state: what is looked at comes first.
        let is_here = session.current.with(Option::is_some);
        match (session.log.get(), session.arrived.get()) {
            (Some(log), at) if is_here && session.events.with(|events| at < *events) => asked.ask((log, at)),
            _ => session.conversation.set(Arc::default()),
        }
    });
}
