//! The road of a file into a log, as the page sees it: running, needing a mapping, reported.
//!
//! Never reads the file: the engine gets it as a `Blob` and says what is in it.

mod follow;
mod kept;
mod mapped;
pub mod saved;

use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, ImportReport, LogInfo, Mapping, OnBad, Preview, Progress};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use crate::engine::Engine;
use crate::session::Session;
use follow::Follow;

/// Where events come from.
#[derive(Clone)]
pub enum Source {
    /// A file, or pasted text.
    File { name: String, blob: Blob },
    /// A log that the engine generates.
    Sample { name: &'static str, title: &'static str },
}

impl Source {
    /// What it is called on the screen.
    pub fn title(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::Sample { title, .. } => title,
        }
    }
}

/// An import that is running.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Running {
    /// Number of the call.
    pub id: u32,
    /// What is being imported.
    pub title: String,
    /// How far it has got.
    pub progress: Progress,
    /// Whether it was asked to stop.
    pub stopping: bool,
}

/// A mapping that the person is choosing.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Name of the file.
    pub name: String,
    /// What was seen of it.
    pub preview: Preview,
    /// The log that this import is to replace.
    pub replaces: Option<String>,
}

/// Imports, shared by all parts of the page.
#[derive(Clone, Copy)]
pub struct Imports {
    /// The one that is running.
    pub running: RwSignal<Option<Running>>,
    /// The mapping that waits for the person.
    pub draft: RwSignal<Option<Draft>>,
    /// The logs that are kept; `None` until the engine has told.
    pub logs: RwSignal<Option<Vec<LogInfo>>>,
    /// Whether one bad record refuses the whole file.
    pub strict: RwSignal<bool>,
    /// The report of the import that has just ended.
    pub ended: RwSignal<Option<ImportReport>>,
    engine: Engine,
    session: Session,
    /// The file that was imported last and the log it made: what a change of mapping reads again.
    last: StoredValue<Option<(Source, Option<String>)>, LocalStorage>,
}

/// The imports of this page.
pub fn imports() -> Imports {
    expect_context()
}

impl Imports {
    /// No imports yet.
    pub fn new(engine: Engine, session: Session) -> Self {
        Self {
            running: RwSignal::new(None),
            draft: RwSignal::new(None),
            logs: RwSignal::new(None),
            strict: RwSignal::new(false),
            ended: RwSignal::new(None),
            engine,
            session,
            last: StoredValue::new_local(None),
        }
    }

    /// Imports a file or sample with guessed roles.
    pub fn start(self, source: Source) {
        self.start_with(source, None, None);
    }

    fn start_with(self, source: Source, mapping: Option<Mapping>, replaces: Option<String>) {
        if self.running.with_untracked(Option::is_some) {
            self.session.error.set(Some(ErrorInfo::new(
                "ImportRunning",
                "Another import is still running. Wait for its end or cancel it, then open this file again.",
            )));
            return;
        }
        self.session.error.set(None);
        self.ended.set(None);
        let title = source.title().to_owned();
        let (call, file) = match &source {
            Source::File { name, blob } => {
                let on_bad = if self.strict.get_untracked() { OnBad::Refuse } else { OnBad::Keep };
                (Call::Import { name: name.clone(), mapping, on_bad }, Some(blob.clone()))
            }
            Source::Sample { name, .. } => (Call::Sample { sample: (*name).to_owned() }, None),
        };
        self.last.set_value(Some((source, None)));
        let follow = Rc::new(Follow::new(self.session));
        let heard = Rc::clone(&follow);
        let running = self.engine.run::<ImportReport>(&call, file.as_ref(), move |progress| {
            heard.progress(&progress);
            self.running.update(|running| {
                if let Some(running) = running {
                    running.progress = progress;
                }
            });
        });
        self.running.set(Some(Running { id: running.id, title, ..Running::default() }));
        spawn_local(async move {
            let outcome = running.future.await;
            self.running.set(None);
            match outcome {
                Ok(report) => self.finish(report, replaces, &follow).await,
                Err(why) => self.give_up(why, replaces, &follow),
            }
            self.refresh_logs();
        });
    }

    async fn finish(self, report: ImportReport, replaces: Option<String>, follow: &Follow) {
        self.last.update_value(|last| {
            if let Some((_, log)) = last {
                *log = Some(report.log.clone());
            }
        });
        follow.end(&report.log).await;
        if let Some(log) = replaces
            && let Err(why) = self.engine.ask::<()>(Call::Delete { log }).await
        {
            self.session.error.set(Some(why));
        }
        self.ended.set(Some(report));
    }

    fn give_up(self, why: ErrorInfo, replaces: Option<String>, follow: &Follow) {
        follow.return_to_before();
        match (why.code.as_str(), why.preview.clone(), self.last.get_value()) {
            ("Aborted", ..) => {}
            ("NeedsMapping", Some(preview), Some((source, _))) => {
                self.draft.set(Some(Draft { name: source.title().to_owned(), preview: *preview, replaces }));
            }
            _ => self.session.error.set(Some(why)),
        }
    }

    /// Asks the running import to stop; what it has stored goes away.
    pub fn cancel(self) {
        self.running.update(|running| {
            if let Some(running) = running {
                running.stopping = true;
                self.engine.cancel(running.id);
            }
        });
    }
}
