//! The whole event at the cursor.
//! Never keeps one of another log.

use foldback_protocol::{Call, ErrorInfo, read_rows};
use leptos::prelude::*;

use super::Session;
use crate::engine::Latest;

/// Keeps `current` the event at the cursor.
pub fn follow(session: Session) {
    let rows = Latest::new(
        session.engine,
        |(log, from): &(String, u64)| Call::Rows { log: log.clone(), from: *from, count: 1, cut: None },
        move |(log, at), answer: Result<((), Vec<u8>), ErrorInfo>| {
            if session.log.get_untracked().as_ref() != Some(&log) {
                return;
            }
            match answer.map(|(_, bytes)| read_rows(&bytes)) {
                Ok(Ok(rows)) => {
                    session.arrived.set(at);
                    session.current.set(rows.into_iter().next());
                }
                Ok(Err(why)) => session.error.set(Some(ErrorInfo::new("Internal", why.to_string()))),
                Err(why) => session.error.set(Some(why)),
            }
        },
    );
    Effect::new(move |_| {
        let here = (session.log.get(), session.cursor.get());
        match here {
            // An import that has no events yet has no event at the cursor either.
            (Some(log), at) if session.events.with(|events| at < *events) => rows.ask((log, at)),
            _ => session.current.set(None),
        }
    });
}
