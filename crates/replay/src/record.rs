//! What a fold is, and how it says what it changed.

use foldback_event::Json;

/// Takes note of the writes of a fold, in the order in which they happen.
pub trait Record {
    /// The value at `path` was `old` and is `new`. A fold reports only what did change.
    fn change(&mut self, path: &[&str], old: Option<&Json>, new: Option<&Json>);
}

/// Whether a fold understood an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// The event is in the state.
    Applied,
    /// The fold does not know what to do with such an event; the state is as it was.
    PassedOver,
}

/// Turns events into changes of a state.
pub trait Fold {
    /// Applies the event with the JSON payload `data`. Before the first event there is no state.
    fn apply(&self, state: &mut Option<Json>, data: &[u8], record: &mut dyn Record) -> Folded;
}
