//! Imports with a mapping that the person chose, of a file that this page still has.
//! Never guesses a mapping: the engine does.

use foldback_protocol::{Call, Mapping, Preview};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use super::{Draft, Imports, Source};

impl Imports {
    /// Imports the file of the draft with the mapping that was chosen.
    pub fn start_mapped(self, mapping: Mapping) {
        let replaces = self.draft.get_untracked().and_then(|draft| draft.replaces);
        self.draft.set(None);
        if let Some((source, _)) = self.last.get_value() {
            self.start_with(source, Some(mapping), replaces);
        }
    }

    /// The file that made a log, as long as this page still has it.
    pub fn file_of(self, log: &str) -> Option<(String, Blob)> {
        match self.last.get_value() {
            Some((Source::File { name, blob }, Some(made))) if made == log => Some((name, blob)),
            _ => None,
        }
    }

    /// The file whose mapping is being chosen.
    pub fn file(self) -> Option<(String, Blob)> {
        match self.last.get_value() {
            Some((Source::File { name, blob }, _)) => Some((name, blob)),
            _ => None,
        }
    }

    /// Lets the person choose the mapping of a log's file anew.
    pub fn map_again(self, log: String) {
        let Some((name, blob)) = self.file_of(&log) else { return };
        let call = Call::Preview { name: name.clone(), mapping: None, rows: 10 };
        let preview = self.engine.run::<Preview>(&call, Some(&blob), |_| {});
        spawn_local(async move {
            match preview.future.await {
                Ok(preview) => self.draft.set(Some(Draft { name, preview, replaces: Some(log) })),
                Err(why) => self.session.error.set(Some(why)),
            }
        });
    }
}
