//! Imports with a mapping that the person chose, of a file that this page still has.
//! Never guesses a mapping: the engine does.

use foldback_protocol::{Mapping, Preview};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Draft, Files, Imports, Source};

impl Imports {
    /// Imports the file of the draft with the mapping that was chosen.
    pub fn start_mapped(self, mapping: Mapping, format: Option<String>) {
        let replaces = self.draft.get_untracked().and_then(|draft| draft.replaces);
        self.draft.set(None);
        if let Some((source, _)) = self.last.get_value() {
            let source = match source {
                Source::Files(files) => Source::Files(files.read_as(format)),
                other => other,
            };
            self.start_with(source, Some(mapping), replaces);
        }
    }

    /// The files that made a log, as long as this page still has them.
    pub fn files_of(self, log: &str) -> Option<Files> {
        match self.last.get_value() {
            Some((Source::Files(files), Some(made))) if made == log => Some(files),
            _ => None,
        }
    }

    /// Lets the person choose the mapping of a log's files anew.
    pub fn map_again(self, log: String) {
        let Some(files) = self.files_of(&log) else { return };
        let preview = self.engine.run::<Preview>(&files.preview(None, 10), &files.blobs(), |_| {});
        spawn_local(async move {
            match preview.future.await {
                Ok(preview) => self.draft.set(Some(Draft { files, preview, replaces: Some(log) })),
                Err(why) => self.session.error.set(Some(why)),
            }
        });
    }
}
