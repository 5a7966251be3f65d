//! What an engine does when nobody asks: joins small segments, and folds states and notes causes for whoever looks at a log.
//! No answer waits for it, and it keeps no process alive.

use std::rc::Rc;

#[cfg(feature = "time")]
use futures::future::{Either, select};
use wasm_bindgen_futures::spawn_local;

use crate::logs::OpenLog;
use crate::tasks::{idle, next_task};

/// Milliseconds after an append before segments are joined: appends that come in a row are over by then, or go on for longer.
const COMPACT_AFTER: u32 = 150;

/// Milliseconds after which whoever folds ahead looks for itself whether other tabs have appended.
#[cfg(feature = "time")]
const LOOK_AGAIN: u32 = 1000;

/// Milliseconds between two joinings.
const COMPACT_PAUSE: u32 = 20;

/// Folds a log's states and then notes its causes while nothing else is asked, a stretch at a time: for whoever looks at it in the debugger. An app that has
/// opened it as its store asks for the states that it wants.
#[cfg(feature = "debugger")]
pub fn fold_ahead(entry: Rc<OpenLog>) {
    spawn_local(async move {
        // A stretch that cannot be read is named to whoever asks for an event of it.
        let wanted = || !entry.closed.get() && !entry.is_kept();
        while wanted() && entry.store.fold_ahead().await.unwrap_or(false) {
            next_task().await;
        }
        // What belongs to what is asked less often than what a state is.
        while wanted() && entry.store.note_causes().await.unwrap_or(false) {
            next_task().await;
        }
    });
}

/// Folds the projections of a log that folds of the engine make, as events come, as long as there are any.
#[cfg(feature = "time")]
pub fn keep_folding(entry: Rc<OpenLog>) {
    if entry.folding.replace(true) {
        return;
    }
    spawn_local(async move {
        let is_wanted = || !entry.closed.get() && !entry.store.has_ended() && entry.store.folds_ahead();
        while is_wanted() {
            let mut news = std::pin::pin!(entry.store.news());
            let _ = futures::poll!(news.as_mut());
            match entry.store.fold_projections_ahead(js_sys::Date::now()).await {
                Ok(true) => next_task().await,
                // What cannot be read is told to whoever asks.
                Ok(false) | Err(_) => {
                    let again = std::pin::pin!(idle(LOOK_AGAIN));
                    if matches!(select(news, again).await, Either::Right(_)) {
                        let _ = entry.store.refresh().await;
                    }
                }
            }
        }
        entry.folding.set(false);
    });
}

/// Joins small segments while a log is being appended to, in one tab at a time.
pub fn compact_soon(entry: Rc<OpenLog>) {
    if entry.compacting.replace(true) {
        return;
    }
    spawn_local(async move {
        idle(COMPACT_AFTER).await;
        if let Some(_claim) = entry.store.log().backend().claim(&format!("compact:{}", entry.log)).await {
            // A segment that cannot be read stays as it is, and is named to whoever reads it.
            while !entry.closed.get() && entry.store.compact_some(&mut next_task).await.unwrap_or(false) {
                entry.live.tell();
                idle(COMPACT_PAUSE).await;
            }
        }
        entry.compacting.set(false);
    });
}
