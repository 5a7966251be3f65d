//! What a page can ask of the engine.

use serde::{Deserialize, Serialize};

use crate::Mapping;

/// What becomes of an import when a record of the file cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnBad {
    /// What is good is kept, each record that is not is a warning.
    #[default]
    Keep,
    /// The import is refused whole, with the error `MalformedLog`.
    Refuse,
}

/// What the lanes of a timeline stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LaneBy {
    /// One lane a category of streams.
    #[default]
    Category,
    /// One lane a stream.
    Stream,
    /// One lane an event type.
    Type,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Towards the head.
    Forwards,
    /// Towards the first event.
    Backwards,
}

/// A question to the engine. `log` names the log everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Call {
    /// All logs of this origin. Answer: `Vec<`[`LogInfo`](crate::LogInfo)`>`, last opened or imported first.
    Logs,
    /// Opens a log. Answer: [`LogSummary`](crate::LogSummary). Also gives what is there of a log that is being imported.
    Open {
        /// The log.
        log: String,
    },
    /// Reads the beginning of `file`. Answer: [`Preview`](crate::Preview).
    Preview {
        /// The file's name.
        name: String,
        /// Which fields play which role; guessed when absent.
        mapping: Option<Mapping>,
        /// How many rows to show.
        rows: u32,
    },
    /// Imports `file` into a new log. Reports [`Progress`](crate::Progress); answer: [`ImportReport`](crate::ImportReport).
    ///
    /// The log exists from the first progress report on and can be asked for what is there. When the import fails
    /// or is cancelled the log is gone. `NeedsMapping` when the roles cannot be guessed.
    Import {
        /// The file's name; the log is named after it.
        name: String,
        /// Which fields play which role; guessed when absent.
        mapping: Option<Mapping>,
        /// What becomes of records that cannot be read.
        on_bad: OnBad,
    },
    /// The same for a sample that the engine generates. Only `shop` so far.
    Sample {
        /// Its name.
        sample: String,
    },
    /// Names a log anew for people; its key stays. Answer: nothing.
    Rename {
        /// The log.
        log: String,
        /// The new title.
        title: String,
    },
    /// Deletes a log with everything in it. Answer: nothing.
    Delete {
        /// The log.
        log: String,
    },
    /// The categories of streams. Answer: `Vec<`[`CategoryInfo`](crate::CategoryInfo)`>`, most events first.
    Categories {
        /// The log.
        log: String,
        /// Only streams whose name contains this, whatever the case; empty for all.
        filter: String,
        /// How many bars a sparkline has.
        bars: u32,
    },
    /// The streams of one category. Answer: [`StreamsAnswer`](crate::StreamsAnswer), in the order of their first events.
    Streams {
        /// The log.
        log: String,
        /// The category; `None` for every stream.
        category: Option<String>,
        /// Only streams whose name contains this, whatever the case; empty for all.
        filter: String,
        /// How many to leave out at the front.
        offset: u32,
        /// How many to give at most.
        limit: u32,
        /// How many bars a sparkline has.
        bars: u32,
    },
    /// Neighbouring events. Answer: none; bytes: [`read_rows`](crate::read_rows), as many as there are up to `count`.
    Rows {
        /// The log.
        log: String,
        /// Position of the first.
        from: u64,
        /// How many.
        count: u32,
        /// How many bytes of each payload to give, cut between characters; metadata is left out when this is given.
        cut: Option<u32>,
    },
    /// The nearest event of `stream` before or after a position. Answer: [`StepAnswer`](crate::StepAnswer).
    Step {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// From where; this position itself does not count.
        from: u64,
        /// Which way.
        direction: Direction,
    },
    /// What to draw for a range of positions. Answer: [`TimelineAnswer`](crate::TimelineAnswer); bytes: [`Pixels`](crate::Pixels).
    Timeline {
        /// The log.
        log: String,
        /// First position.
        from: u64,
        /// Position behind the last.
        to: u64,
        /// How many columns, 1 to 8192.
        width: u32,
        /// What a lane stands for.
        lane_by: LaneBy,
        /// How many lanes at most; those with the most events in the log are shown.
        lanes: u32,
    },
    /// The state of a stream after the event at a position. Answer: [`StateAnswer`](crate::StateAnswer);
    /// bytes: the state as JSON text, nothing when there is none yet.
    State {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// The position; the event there counts.
        at: u64,
    },
    /// What is different in a stream's state between two positions. Answer: `Vec<`[`ChangeText`](crate::ChangeText)`>`.
    Diff {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// The earlier or later state; `None` is before the first event.
        from: Option<u64>,
        /// The state that it is compared with.
        to: u64,
    },
    /// Which events wrote a value. Answer: [`BlameAnswer`](crate::BlameAnswer).
    Blame {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// JSON Pointer (RFC 6901) into the stream's state.
        path: String,
        /// Only events up to this position.
        at: u64,
        /// How many writes to list at most, newest first.
        limit: u32,
    },
}
