//! What the person has chosen for every log: theme, times, numbers, density. Kept in the browser.
//! Never a choice that is about one log: its bookmarks and queries are kept with it.

mod choices;
mod theme;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{kept, moment, number};
pub use choices::{Choice, DENSITY, NUMBERS, THEME, TIMES};

const KEY: &str = "foldback.settings";

/// What is chosen, each by the name of an option; nothing is the first one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    pub theme: String,
    pub times: String,
    pub numbers: String,
    pub density: String,
}

impl Chosen {
    fn apply(&self) {
        moment::show_utc(self.times == "utc");
        number::use_locale(&self.numbers);
        theme::show(&self.theme);
        theme::density(&self.density);
    }
}

/// The settings of this page.
#[derive(Clone, Copy)]
pub struct Settings {
    /// What is chosen.
    pub chosen: RwSignal<Chosen>,
    /// Changes when texts and rows are to be drawn anew.
    pub layout: Memo<(String, String, String)>,
}

/// The settings of this page.
pub fn settings() -> Settings {
    expect_context()
}

impl Settings {
    /// As they were kept.
    pub fn new() -> Self {
        let chosen: Chosen = kept::read(KEY).unwrap_or_default();
        chosen.apply();
        let chosen = RwSignal::new(chosen);
        let layout = Memo::new(move |_| {
            chosen.with(|chosen| (chosen.times.clone(), chosen.numbers.clone(), chosen.density.clone()))
        });
        Self { chosen, layout }
    }

    /// Changes a choice. A browser that keeps nothing has it until the page is left.
    pub fn choose(self, change: impl FnOnce(&mut Chosen)) {
        let mut chosen = self.chosen.get_untracked();
        change(&mut chosen);
        chosen.apply();
        kept::write(KEY, &chosen);
        self.chosen.set(chosen);
    }

    /// The height of a row that is `compact` pixels high where rows are close together.
    pub fn row(self, compact: f64) -> f64 {
        // The style sheet adds the same.
        if self.chosen.with_untracked(|chosen| chosen.density == "comfortable") { compact + 7.0 } else { compact }
    }
}
