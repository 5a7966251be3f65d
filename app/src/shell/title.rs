//! The title of the browser's tab.
//! Never says more than the log's name.

use leptos::prelude::*;

use crate::session::Session;

/// Keeps it the name of the open log.
pub fn keep(session: Session) {
    let title = Memo::new(move |_| session.summary.with(|open| open.as_ref().map(|open| open.info.title.clone())));
    Effect::new(move |_| {
        document().set_title(&match title.get() {
            Some(title) => format!("{title} · Foldback"),
            None => "Foldback: fold events, go back".to_owned(),
        });
    });
}
