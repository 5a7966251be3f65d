//! The branch whose states are shown in place of the log's.
//! Never says what it changes: whoever keeps branches does.

/// A branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Future {
    /// Its name.
    pub branch: String,
    /// Rises when it is another one by the same name.
    pub round: u32,
    /// Whether it goes on behind the last event of the log.
    pub goes_on: bool,
}

impl Future {
    /// The moment in it that the cursor stands for.
    pub fn moment(&self, cursor: u64, events: u64) -> u64 {
        if self.goes_on && cursor + 1 == events { events } else { cursor }
    }
}
