//! The moment in the address of the page: log, position, stream, tab, marks, path, query. A reload or a link brings it back.
//!
//! Back and forward lead along the moments where the person stayed: another log, stream, tab or query, and a jump in time. A step to
//! the next event is no such moment. Never keeps anything but that.

use foldback_protocol::{Call, ErrorInfo, LogSummary};
use leptos::ev;
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
            keep(engine, session, query);
        });
    } else if let Some(log) = params.get("log") {
        spawn_local(async move {
            match engine.ask::<LogSummary>(Call::Open { log }).await {
                Ok(summary) => restore(session, query, summary, &params),
                Err(why) => session.error.set(Some(kinder(why))),
            }
            restoring.set(false);
            keep(engine, session, query);
        });
    } else {
        restoring.set(false);
        keep(engine, session, query);
    }
}

fn restore(session: Session, query: Query, summary: LogSummary, params: &UrlSearchParams) {
    session.show(summary, at(params));
    restore_rest(session, query, params);
}

fn at(params: &UrlSearchParams) -> Option<u64> {
    params.get("at").and_then(|at| at.parse().ok())
}

/// All but the log and the position.
fn restore_rest(session: Session, query: Query, params: &UrlSearchParams) {
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

/// Goes where the address says since the person went back or forward.
fn follow(engine: Engine, session: Session, query: Query) {
    let search = window().location().search().unwrap_or_default();
    let Ok(params) = UrlSearchParams::new_with_str(&search) else { return };
    let Some(log) = params.get("log") else { return session.close() };
    session.playing.set(false);
    if session.log.get_untracked().as_ref() == Some(&log) {
        session.go(at(&params).unwrap_or(u64::MAX));
        return restore_rest(session, query, &params);
    }
    spawn_local(async move {
        match engine.ask::<LogSummary>(Call::Open { log }).await {
            Ok(summary) => restore(session, query, summary, &params),
            Err(why) => session.error.set(Some(kinder(why))),
        }
    });
}

fn keep(engine: Engine, session: Session, asked: Query) {
    let handle = window_event_listener(ev::popstate, move |_| follow(engine, session, asked));
    on_cleanup(move || handle.remove());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let at_head = StoredValue::new(false);
    Effect::new(move |_| {
        let (query, is_head) = (query(session, asked), session.at_head());
        if let Some(earlier) = waiting.get_value() {
            earlier.clear();
        }
        let later = set_timeout_with_handle(
            move || {
                // The head of a log that grows is one moment, wherever it is.
                let was_head = at_head.try_update_value(|before| std::mem::replace(before, is_head));
                write(&query, is_head && was_head == Some(true));
            },
            PAUSE,
        );
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

fn write(query: &str, is_same_head: bool) {
    let location = window().location();
    if location.search().is_ok_and(|now| now == query) {
        return;
    }
    let path = location.pathname().unwrap_or_else(|_| "/".to_owned());
    let is_step = location.search().is_ok_and(|before| is_step(&before, query, is_same_head));
    if let Ok(history) = window().history() {
        let address = format!("{path}{query}");
        // A browser that refuses (too often, or a page from a file) keeps the address it has.
        let _ = match is_step {
            true => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
            false => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
        };
    }
}

/// Whether an address is that of the next event, or of the one before, or of a head that moved, and the same otherwise.
fn is_step(before: &str, after: &str, is_same_head: bool) -> bool {
    let read = |query: &str| {
        let params = UrlSearchParams::new_with_str(query).ok()?;
        let position = at(&params)?;
        params.delete("at");
        Some((position, String::from(params.to_string())))
    };
    match (read(before), read(after)) {
        (Some((from, before)), Some((to, after))) => before == after && (is_same_head || from.abs_diff(to) <= 1),
        _ => false,
    }
}
