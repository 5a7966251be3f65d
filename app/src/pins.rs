//! The values that the person follows in charts: paths, for each log its own, kept in the browser.
//! Never what the values were: the engine says it.

use leptos::prelude::*;
use web_sys::Storage;

use crate::import::saved::{from_json, to_json};
use crate::session::Session;

/// How many at most: each is a question to the engine.
const MOST: usize = 12;

/// The followed values. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Pins {
    /// Their paths, as JSON Pointers, in the order in which they were chosen.
    pub paths: RwSignal<Vec<String>>,
    session: Session,
}

/// The followed values of this page.
pub fn pins() -> Pins {
    expect_context()
}

impl Pins {
    /// Those of the open log.
    pub fn new(session: Session) -> Self {
        let paths = RwSignal::new(Vec::new());
        Effect::new(move |_| paths.set(session.log.get().map(|log| of(&log)).unwrap_or_default()));
        Self { paths, session }
    }

    /// Follows a value, or no longer does.
    pub fn toggle(self, path: String) {
        let Some(log) = self.session.log.get_untracked() else { return };
        let mut paths = self.paths.get_untracked();
        match paths.iter().position(|known| *known == path) {
            Some(at) => drop(paths.remove(at)),
            None if paths.len() >= MOST => return self.session.say("Twelve values are followed: let one go first"),
            None => paths.push(path),
        }
        let text = to_json(&paths);
        if let Some(storage) = storage() {
            // A browser that keeps nothing has them until the page is left.
            let _ = storage.set_item(&key(&log), &text);
        }
        self.paths.set(paths);
    }
}

fn key(log: &str) -> String {
    format!("foldback.pins.{log}")
}

fn of(log: &str) -> Vec<String> {
    let text = storage().and_then(|storage| storage.get_item(&key(log)).ok().flatten());
    text.and_then(|text| from_json(&text).ok()).unwrap_or_default()
}

/// Forgets what was kept for a log that is gone.
pub fn forget(log: &str) {
    if let Some(storage) = storage() {
        // One that cannot be removed is found by nobody.
        let _ = storage.remove_item(&key(log));
    }
}

/// None where the browser keeps nothing for this page.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
