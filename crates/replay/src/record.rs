//! What a fold is, what it is given of an event, and how it says what it wrote.

use foldback_event::Json;

/// An event as a fold sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// Its position in the log.
    pub position: u64,
    /// The stream it belongs to.
    pub stream: &'a str,
    /// Its type.
    pub event_type: &'a str,
    /// Its payload; `None` when that is no JSON.
    pub data: Option<&'a [u8]>,
    /// A JSON object, or empty.
    pub metadata: &'a [u8],
}

impl<'a> Input<'a> {
    /// An event of which only the payload matters.
    pub fn of(data: &'a [u8]) -> Self {
        Self { data: Some(data), ..Self::default() }
    }
}

/// Takes note of the writes of a fold, in the order in which they happen. A fold tells of nothing that stays as it was.
pub trait Record {
    /// At `path` stands `new`. An element at the index behind the last one is appended; the empty path is the whole state.
    fn set(&mut self, path: &[&str], new: &Json);

    /// The member at `path` is gone; at the empty path, the whole state.
    fn remove(&mut self, path: &[&str]);

    /// The array at `path` has its first `length` elements only.
    fn cut(&mut self, path: &[&str], length: usize);
}

/// Whether a fold understood an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folded {
    /// The event is in the state.
    Applied,
    /// The fold does not know what to do with such an event; the state is as it was.
    PassedOver,
    /// The event is meant for this fold and cannot be applied, for this reason; the state is as it was.
    Failed(Box<str>),
}

/// Turns events into changes of a state.
pub trait Fold {
    /// Applies an event. Before the first event there is no state. What is not [`Folded::Applied`] leaves `state` as it was
    /// and records nothing.
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded;
}
