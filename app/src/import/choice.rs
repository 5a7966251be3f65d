//! Several files at once: one log of all, or a log of each.
//! Never decides which: the person does.

use foldback_protocol::{ErrorInfo, FilesAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Files, Imports, Running, Source};

/// Files of which the person has still to say what becomes of them.
#[derive(Clone)]
pub struct Choice {
    /// What was chosen.
    pub files: Files,
    /// What is in it.
    pub found: FilesAnswer,
}

impl Imports {
    /// Imports what was chosen; where that is more than one file, the person is asked what is to become of them.
    pub fn choose(self, files: Files) {
        if self.is_busy() {
            return;
        }
        self.session.error.set(None);
        self.ended.set(None);
        let looking = self.engine.run::<FilesAnswer>(&files.look(), &files.blobs(), |_| {});
        self.running.set(Some(Running { id: looking.id, title: files.name.clone(), ..Running::default() }));
        spawn_local(async move {
            let found = looking.future.await;
            self.running.set(None);
            match found {
                Ok(found) if found.files.len() > 1 => self.choice.set(Some(Choice { files, found })),
                Ok(_) => self.start(Source::Files(files)),
                Err(why) if why.code == "Aborted" => {}
                Err(why) => self.session.error.set(Some(why)),
            }
        });
    }

    /// All files become one log.
    pub fn start_together(self) {
        if let Some(Choice { files, .. }) = self.choice.get_untracked() {
            self.choice.set(None);
            self.start(Source::Files(files));
        }
    }

    /// Each file becomes a log, one after another.
    pub fn start_apart(self) {
        if let Some(Choice { files, found }) = self.choice.get_untracked() {
            self.choice.set(None);
            let mut queue: Vec<Files> = found.files.iter().map(|found| files.only(&found.name)).collect();
            queue.reverse();
            self.queue.set_value(Some(queue));
            self.failed.set_value(Vec::new());
            self.next_of_queue();
        }
    }

    /// Whether the import that has ended is one of several.
    pub(super) fn is_queueing(self) -> bool {
        self.queue.with_value(Option::is_some)
    }

    /// Notes that one of several files could not be imported.
    pub(super) fn note_failed(self, title: String, why: &ErrorInfo) {
        self.failed.update_value(|failed| failed.push(format!("{title}: {}", why.message)));
    }

    /// Goes on with the next of several files; at the end says which could not be imported.
    pub(super) fn next_of_queue(self) {
        if let Some(next) = self.queue.try_update_value(|queue| queue.as_mut().and_then(Vec::pop)).flatten() {
            self.start(Source::Files(next));
            return;
        }
        self.queue.set_value(None);
        let failed = self.failed.try_update_value(std::mem::take).unwrap_or_default();
        if !failed.is_empty() {
            let what = if failed.len() == 1 { "One file was" } else { "Some files were" };
            let message = format!("{what} not imported. {}", failed.join(" "));
            self.session.error.set(Some(ErrorInfo::new("UnknownFormat", message)));
        }
    }

    /// Nothing more comes of several files.
    pub(super) fn end_queue(self) {
        self.queue.set_value(None);
        self.failed.set_value(Vec::new());
    }
}
