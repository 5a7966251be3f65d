//! What choosing a stream does: it is pinned, and the cursor goes to its latest event that has happened by then.
//! Never chosen twice: a pinned stream is released.

use foldback_protocol::{Call, Direction, StepAnswer, StreamInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Engine, engine};
use crate::session::Session;

/// Pins a stream, or releases it when it is pinned.
pub fn choose(session: Session, stream: &StreamInfo) {
    choose_with(engine(), session, stream);
}

/// The same from where the page's engine is not at hand.
pub fn choose_with(engine: Engine, session: Session, stream: &StreamInfo) {
    let name = stream.stream.clone();
    if session.pinned.with_untracked(|pinned| pinned.as_ref() == Some(&name)) {
        session.pinned.set(None);
        return;
    }
    session.playing.set(false);
    session.pinned.set(Some(name.clone()));
    session.blame_path.set(None);
    let cursor = session.cursor.get_untracked();
    // A stream that begins later has nothing to show yet: its beginning is the nearest there is.
    let first = stream.first;
    if cursor < first {
        session.go(first);
        return;
    }
    let Some(log) = session.log.get_untracked() else {
        return;
    };
    let call = Call::Step { log, stream: name.clone(), from: cursor + 1, direction: Direction::Backwards };
    spawn_local(async move {
        let answer = engine.ask::<StepAnswer>(call).await;
        // Someone went elsewhere in the meantime.
        let is_meant = session.cursor.get_untracked() == cursor
            && session.pinned.with_untracked(|pinned| pinned.as_ref() == Some(&name));
        match answer {
            Ok(answer) if is_meant => session.go(answer.position.unwrap_or(first)),
            Ok(_) => {}
            Err(why) => session.error.set(Some(why)),
        }
    });
}
