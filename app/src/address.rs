//! The moment in the address of the page: log, position, stream, tab, marks, path, query. A reload or a link brings it back.
//!
//! Never keeps anything but that, and never adds an entry to the browser's history.

use foldback_protocol::{Call, ErrorInfo, LogSummary};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

use crate::engine::Engine;
use crate::fetched;
use crate::import::Imports;
use crate::query::Query;
use crate::session::{Marks, Session, Tab};

/// How long to wait for a moment that lasts: browsers allow about three changes of the address a second.
const PAUSE: Duration = Duration::from_millis(400);

/// Goes where the address says, and from then on keeps it.
/// `restoring` is true until it is known whether there is a log to show.
pub fn restore_and_keep(engine: Engine, session: Session, query: Query, imports: Imports, restoring: RwSignal<bool>) {
    let search = window().location().search().unwrap_or_default();
    let Ok(params) = UrlSearchParams::new_with_str(&search) else { return };
    if let Some(path) = params.get("open") {
        spawn_local(async move {
            match fetched::file(&path).await {
                Ok(source) => imports.start(source),
                Err(why) => session.error.set(Some(why)),
            }
            restoring.set(false);
            keep(session, query);
        });
    } else if let Some(log) = params.get("log") {
        spawn_local(async move {
            match engine.ask::<LogSummary>(Call::Open { log }).await {
                Ok(summary) => restore(session, query, summary, &params),
                Err(why) => session.error.set(Some(kinder(why))),
            }
            restoring.set(false);
            keep(session, query);
        });
    } else {
        restoring.set(false);
        keep(session, query);
    }
}

fn restore(session: Session, query: Query, summary: LogSummary, params: &UrlSearchParams) {
    let at = params.get("at").and_then(|at| at.parse().ok());
    session.show(summary, at);
    session.pinned.set(params.get("stream").filter(|stream| !stream.is_empty()));
    if let Some(tab) = params.get("tab").and_then(|tab| Tab::named(&tab)) {
        session.tab.set(tab);
    }
    let last = session.events.get_untracked().saturating_sub(1);
    let mark = |name| params.get(name).and_then(|at| at.parse().ok()).map(|at: u64| at.min(last));
    session.marks.set(Marks { a: mark("a"), b: mark("b") });
    session.blame_path.set(params.get("path"));
    query.text.set(params.get("q").unwrap_or_default());
    query.only.set(params.has("only"));
}

fn kinder(why: ErrorInfo) -> ErrorInfo {
    if why.code != "LogNotFound" {
        return why;
    }
    ErrorInfo::new(
        &why.code,
        "The address names a log that this browser does not keep: it was deleted, or imported elsewhere. Open the file here to see it.",
    )
}

fn keep(session: Session, asked: Query) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let query = query(session, asked);
        if let Some(earlier) = waiting.get_value() {
            earlier.clear();
        }
        let later = set_timeout_with_handle(move || write(&query), PAUSE);
        waiting.set_value(later.ok());
    });
}

fn query(session: Session, asked: Query) -> String {
    let Some(log) = session.log.get() else { return String::new() };
    let Ok(params) = UrlSearchParams::new() else { return String::new() };
    params.set("log", &log);
    params.set("at", &session.cursor.get().to_string());
    if let Some(stream) = session.pinned.get() {
        params.set("stream", &stream);
    }
    params.set("tab", session.tab.get().name());
    let marks = session.marks.get();
    for (name, mark) in [("a", marks.a), ("b", marks.b)] {
        if let Some(mark) = mark {
            params.set(name, &mark.to_string());
        }
    }
    if let Some(path) = session.blame_path.get() {
        params.set("path", &path);
    }
    let text = asked.text.get();
    if !text.trim().is_empty() {
        params.set("q", text.trim());
        if asked.only.get() {
            params.set("only", "1");
        }
    }
    format!("?{}", String::from(params.to_string()))
}

fn write(query: &str) {
    let location = window().location();
    if location.search().is_ok_and(|now| now == query) {
        return;
    }
    let path = location.pathname().unwrap_or_else(|_| "/".to_owned());
    if let Ok(history) = window().history() {
        // A browser that refuses (too often, or a page from a file) keeps the address it has.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{query}")));
    }
}
