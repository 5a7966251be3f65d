//! What was let go for want of memory, and how it comes back.

use std::fmt;

use foldback_event::Json;

use super::stretch::Body;

/// Patches that an answer needs are not kept any more: fold these events again, by [`crate::History::refill`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Of which partition.
    pub partition: u32,
    /// Which of the partition's events is the first of them, counted from 0.
    pub first: usize,
    /// How many they are.
    pub events: usize,
    /// The position of the partition's last event before them; `None` when they are its first.
    pub after: Option<u64>,
    /// The position of the last of them.
    pub to: u64,
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, events, to, .. } = self;
        if self.is_before_all() {
            return write!(f, "the history of partition {partition} goes on from a state behind position {to}");
        }
        write!(f, "{events} events of partition {partition} up to position {to} were let go to save memory; ")?;
        match self.after {
            Some(after) => write!(f, "fold them again from behind position {after}"),
            None => f.write_str("fold them again from the beginning"),
        }
    }
}

impl std::error::Error for Gone {}

impl Gone {
    /// Whether it is not a stretch that was let go, but what was before the state that the history goes on from: to know that,
    /// the partition must be folded from its first event on.
    pub fn is_before_all(&self) -> bool {
        self.events == 0
    }
}

/// Events that are being folded again.
#[derive(Debug)]
pub struct Refill {
    pub(super) gone: Gone,
    pub(super) state: Option<Json>,
    pub(super) body: Body,
}

impl Refill {
    /// How many of the events are still to come.
    pub fn missing(&self) -> usize {
        self.gone.events.saturating_sub(self.body.len())
    }
}

/// Events folded again give something else than the first time: another fold, other events, or a fold that is not pure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// Of which partition.
    pub partition: u32,
    /// The position of the last of the events; the state after it is another one, or their number is.
    pub position: u64,
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, position } = self;
        write!(
            f,
            "folded again up to position {position}, partition {partition} has another state than before: \
             forget it and fold it from the beginning"
        )
    }
}

impl std::error::Error for Differs {}
