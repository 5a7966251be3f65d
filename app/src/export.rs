//! The road of a log out of the page: pages of the file are asked for one after another, and the whole is handed to the browser.
//!
//! Never knows what a form looks like or what a rule hides: the engine writes and redacts.

mod file;
mod request;

use foldback_protocol::{ErrorInfo, ExportAnswer, RedactionRule};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::Engine;
use file::Parts;

pub use request::{Asked, What, extension, media_type, random_key};

/// Events of a page at most; the engine ends one earlier when it gets large.
const PAGE: u32 = 8192;

/// Lets the browser save what is at hand already.
///
/// # Errors
/// `QuotaExceeded` where it has no room.
pub fn save(bytes: &[u8], name: &str, media_type: &str) -> Result<(), ErrorInfo> {
    let mut parts = Parts::default();
    parts.push(bytes)?;
    parts.save(name, media_type)
}

/// An export that is running.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Running {
    /// Events so far.
    pub events: u64,
    /// Bytes so far.
    pub bytes: f64,
    /// Which part of the log that is, where it can be told.
    pub part: Option<f64>,
    /// Whether it was asked to stop.
    pub stopping: bool,
}

/// An export that has ended well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// The file's name.
    pub name: String,
    /// Its events.
    pub events: u64,
    /// Its bytes.
    pub bytes: f64,
    /// What each rule has changed.
    pub redacted: Vec<(RedactionRule, u64)>,
    /// Payloads that a rule could not look into.
    pub unread: u64,
}

/// The exports of this page: one at a time.
#[derive(Clone, Copy)]
pub struct Exports {
    /// The one that is running.
    pub running: RwSignal<Option<Running>>,
    /// The one that has ended, until another is asked for.
    pub done: RwSignal<Option<Done>>,
    /// Why the last one came to nothing.
    pub error: RwSignal<Option<ErrorInfo>>,
    engine: Engine,
}

/// The exports of this page.
pub fn exports() -> Exports {
    expect_context()
}

impl Exports {
    /// None yet.
    pub fn new(engine: Engine) -> Self {
        Self { running: RwSignal::new(None), done: RwSignal::new(None), error: RwSignal::new(None), engine }
    }

    /// Writes what is asked for into a file of this name, and lets the browser save it.
    pub fn start(self, asked: Asked, name: String) {
        if self.running.with_untracked(Option::is_some) {
            return;
        }
        self.done.set(None);
        if asked.redact.as_ref().is_some_and(|redact| redact.key.is_empty()) {
            let message = "The browser gives no random key for the hashes. Give one yourself.";
            self.error.set(Some(ErrorInfo::new("Internal", message)));
            return;
        }
        self.error.set(None);
        self.running.set(Some(Running::default()));
        spawn_local(async move {
            let outcome = self.write(&asked, &name).await;
            self.running.set(None);
            match outcome {
                Ok(done) => self.done.set(done),
                Err(why) => self.error.set(Some(why)),
            }
        });
    }

    /// Stops the running export. Nothing is saved.
    pub fn cancel(self) {
        self.running.update(|running| {
            if let Some(running) = running {
                running.stopping = true;
            }
        });
    }

    /// Nothing when it was cancelled.
    async fn write(self, asked: &Asked, name: &str) -> Result<Option<Done>, ErrorInfo> {
        let mut parts = Parts::default();
        let rules = asked.redact.as_ref().map(|redact| redact.rules.clone()).unwrap_or_default();
        let mut done = Done {
            name: name.to_owned(),
            redacted: rules.into_iter().map(|rule| (rule, 0)).collect(),
            ..Done::default()
        };
        let (mut next, mut until) = (None, None);
        loop {
            let call = asked.page(next, until, done.events, PAGE);
            let (answer, bytes) = self.engine.ask_bytes::<ExportAnswer>(call).await?;
            if self.running.with_untracked(|running| running.as_ref().is_none_or(|running| running.stopping)) {
                return Ok(None);
            }
            parts.push(&bytes)?;
            done.events += answer.events;
            done.bytes += bytes.len() as f64;
            done.unread += answer.unread;
            for ((_, count), more) in done.redacted.iter_mut().zip(&answer.redacted) {
                *count += more;
            }
            (next, until) = (answer.next, Some(answer.until));
            self.running.update(|running| {
                if let Some(running) = running {
                    running.events = done.events;
                    running.bytes = done.bytes;
                    running.part = asked.part(answer.next, answer.until);
                }
            });
            if next.is_none() {
                parts.save(name, media_type(asked.format))?;
                return Ok(Some(done));
            }
        }
    }
}
