//! The road of a file into a log, as the page sees it: running, needing a mapping, reported.
//!
//! Never reads the file: the engine gets it as a `Blob` and says what is in it.

mod choice;
mod files;
mod follow;
mod kept;
mod mapped;
mod samples;
pub mod saved;

use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, ImportReport, LogInfo, Mapping, OnBad, Preview, Progress, SampleInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::Engine;
use crate::session::Session;
pub use choice::Choice;
pub use files::Files;
use follow::Follow;

/// Where events come from.
#[derive(Clone)]
pub enum Source {
    /// A file, pasted text, or several files.
    Files(Files),
    /// A log that the engine generates.
    Sample { name: String, title: String },
}

impl Source {
    /// What it is called on the screen.
    pub fn title(&self) -> &str {
        match self {
            Self::Files(files) => &files.name,
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
#[derive(Clone)]
pub struct Draft {
    /// The file, or the one of several whose beginning is shown.
    pub files: Files,
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
    pub draft: RwSignal<Option<Draft>, LocalStorage>,
    /// Several files that wait for the person to say what becomes of them.
    pub choice: RwSignal<Option<Choice>, LocalStorage>,
    /// The logs that are kept; `None` until the engine has told.
    pub logs: RwSignal<Option<Vec<LogInfo>>>,
    /// The samples that there are; `None` until the engine has told.
    pub samples: RwSignal<Option<Vec<SampleInfo>>>,
    /// Whether one bad record refuses the whole file.
    pub strict: RwSignal<bool>,
    /// The report of the import that has just ended.
    pub ended: RwSignal<Option<ImportReport>>,
    engine: Engine,
    session: Session,
    /// The file that was imported last and the log it made: what a change of mapping reads again.
    last: StoredValue<Option<(Source, Option<String>)>, LocalStorage>,
    /// Files that become a log each, the next last, nothing when there are none; and what was wrong with those before.
    queue: StoredValue<Option<Vec<Files>>, LocalStorage>,
    failed: StoredValue<Vec<String>>,
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
            draft: RwSignal::new_local(None),
            choice: RwSignal::new_local(None),
            logs: RwSignal::new(None),
            samples: RwSignal::new(None),
            strict: RwSignal::new(false),
            ended: RwSignal::new(None),
            engine,
            session,
            last: StoredValue::new_local(None),
            queue: StoredValue::new_local(None),
            failed: StoredValue::new(Vec::new()),
        }
    }

    /// Imports a file or sample with guessed roles.
    pub fn start(self, source: Source) {
        self.start_with(source, None, None);
    }

    /// Whether an import is running, which is said then.
    fn is_busy(self) -> bool {
        let busy = self.running.with_untracked(Option::is_some);
        if busy {
            self.session.error.set(Some(ErrorInfo::new(
                "ImportRunning",
                "Another import is still running. Wait for its end or cancel it, then open this file again.",
            )));
        }
        busy
    }

    fn start_with(self, source: Source, mapping: Option<Mapping>, replaces: Option<String>) {
        if self.is_busy() {
            return;
        }
        self.session.error.set(None);
        self.ended.set(None);
        let title = source.title().to_owned();
        let (call, blobs) = match &source {
            Source::Files(files) => {
                let on_bad = if self.strict.get_untracked() { OnBad::Refuse } else { OnBad::Keep };
                (files.import(mapping, on_bad), files.blobs())
            }
            Source::Sample { name, .. } => (Call::Sample { sample: name.clone() }, Vec::new()),
        };
        self.last.set_value(Some((source, None)));
        let follow = Rc::new(Follow::new(self.session));
        let heard = Rc::clone(&follow);
        let running = self.engine.run::<ImportReport>(&call, &blobs, move |progress| {
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
        if self.is_queueing() {
            self.next_of_queue();
        }
    }

    fn give_up(self, why: ErrorInfo, replaces: Option<String>, follow: &Follow) {
        follow.return_to_before();
        match (why.code.as_str(), why.preview.clone(), self.last.get_value()) {
            ("Aborted", ..) => self.end_queue(),
            (_, _, Some((source, _))) if self.is_queueing() => {
                self.note_failed(source.title().to_owned(), &why);
                self.next_of_queue();
            }
            ("NeedsMapping", Some(preview), Some((Source::Files(files), _))) => {
                // Of several files one is shown, and what is chosen for it is meant for all.
                let files = why.file.as_ref().map_or_else(|| files.clone(), |file| files.only(file));
                self.draft.set(Some(Draft { files, preview: *preview, replaces }));
            }
            _ => self.session.error.set(Some(why)),
        }
    }

    /// Asks the running import to stop; what it has stored goes away.
    pub fn cancel(self) {
        self.end_queue();
        self.running.update(|running| {
            if let Some(running) = running {
                running.stopping = true;
                self.engine.cancel(running.id);
            }
        });
    }
}
