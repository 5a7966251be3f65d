//! Which dialogs are open, and which panel is in front on a narrow page.
//! Never anything about the log.

use leptos::prelude::*;

/// The panel in front where there is no room for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The streams.
    Streams,
    /// The timeline and the events.
    #[default]
    Events,
    /// The inspector.
    Inspector,
}

/// What is open.
#[derive(Clone, Copy)]
pub struct Opened {
    /// The list of keys.
    pub keys: RwSignal<bool>,
    /// What is kept in this browser.
    pub storage: RwSignal<bool>,
    /// The settings.
    pub settings: RwSignal<bool>,
    /// The command palette.
    pub palette: RwSignal<bool>,
    /// The field for pasted events.
    pub paste: RwSignal<bool>,
    /// The report of the open log's import.
    pub report: RwSignal<bool>,
    /// The export of the open log.
    pub export: RwSignal<bool>,
    /// The menu of the log.
    pub menu: RwSignal<bool>,
    /// The panel in front.
    pub view: RwSignal<View>,
}

/// What is open on this page.
pub fn opened() -> Opened {
    expect_context()
}

impl Opened {
    /// Nothing is.
    pub fn new() -> Self {
        Self {
            keys: RwSignal::new(false),
            palette: RwSignal::new(false),
            settings: RwSignal::new(false),
            storage: RwSignal::new(false),
            paste: RwSignal::new(false),
            report: RwSignal::new(false),
            export: RwSignal::new(false),
            menu: RwSignal::new(false),
            view: RwSignal::new(View::default()),
        }
    }
}
