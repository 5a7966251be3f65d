//! What caused an event and what it caused: a tree as lines, and the events that share its correlation id.

use serde::{Deserialize, Serialize};

use crate::Direction;

/// Asks what caused an event, what it caused, and what else has its correlation id.
///
/// The engine notes the ids of a log's events once, in the background. Until it is through it answers with what it has seen,
/// looks a stretch further with every call, and says how far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CausalityRequest {
    /// The log.
    pub log: String,
    /// The event.
    pub position: u64,
    /// How many levels of effects to show below each event on the way from the first cause to this one.
    pub depth: u32,
    /// How many effects of one event to show.
    pub width: u32,
}

/// Asks for the nearest event with the same correlation id before or after an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrelatedRequest {
    /// The log.
    pub log: String,
    /// The event.
    pub position: u64,
    /// Which way.
    pub direction: Direction,
}

/// Asks which events have the correlation id of an event, as far as the engine has looked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrelationRequest {
    /// The log.
    pub log: String,
    /// The event.
    pub position: u64,
    /// How many positions at most; those nearest to the event.
    pub limit: u32,
}

/// The correlation id of an event, and who else has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrelationInfo {
    /// Under which name the event has it: a dot leads into an object, as in `headers.correlation_id`.
    pub name: String,
    /// The id.
    pub id: String,
    /// How many events have it.
    pub events: u64,
    /// How many of these stand before the event.
    pub before: u64,
    /// Position of the first.
    pub first: u64,
    /// Position of the last.
    pub last: u64,
}

/// How far the engine has looked for ids. What it has not seen yet is in no answer, and is when it is asked again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseCoverage {
    /// Events that were looked at.
    pub covered: u64,
    /// Events that there are.
    pub events: u64,
    /// Events of those looked at that could not be read.
    pub unread: u64,
    /// Events that name a correlation id.
    pub correlated: u64,
    /// Events that name a cause.
    pub caused: u64,
}

impl CauseCoverage {
    /// Whether every event was looked at.
    pub fn is_whole(&self) -> bool {
        self.covered >= self.events
    }
}

/// What is worth saying of an event's cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CauseNote {
    /// Nothing.
    #[default]
    Nothing,
    /// It names itself as its cause.
    Itself,
    /// Its cause is one that it has itself caused: the causes go round in a circle.
    Circle {
        /// That cause.
        position: u64,
    },
    /// So many events have the id that it names; the nearest is taken.
    Several {
        /// How many.
        events: u64,
    },
}

/// An event in the tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseEvent {
    /// Its position.
    pub position: u64,
    /// Its revision in its stream.
    pub revision: u64,
    /// Its stream.
    pub stream: String,
    /// Its event type.
    pub event_type: String,
    /// The type's index in [`LogSummary::types`](crate::LogSummary::types).
    pub type_index: u32,
    /// Its time in microseconds since 1970, where it was understood.
    pub created: Option<f64>,
    /// Microseconds from its cause to it, less than 0 where clocks disagree; nothing where there is no cause or no time.
    pub delay: Option<f64>,
    /// The position of its cause, if that is in the log.
    pub cause: Option<u64>,
    /// How many events name it as their cause.
    pub effects: u64,
    /// Whether it has the correlation id of the event that was asked about.
    pub correlated: bool,
    /// What is worth saying of its cause.
    pub note: CauseNote,
}

/// Where events are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CauseCut {
    /// Causes above the first line.
    Above,
    /// Effects of the line above, before those that are shown.
    Before,
    /// Effects of the event that the line stands under, after those that are shown.
    After,
    /// Effects of the line above, all of them.
    Below,
    /// Events with the same correlation id that no cause leads to.
    Others,
}

/// What a line of the tree says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CauseWhat {
    /// An event.
    Event(CauseEvent),
    /// A cause that is no event of the log: it was cut off, or is a command.
    Missing {
        /// Under which name its effects name it.
        name: String,
        /// Its id.
        id: String,
        /// How many events name it.
        effects: u64,
    },
    /// An event that stands further up already: it has caused what it is caused by.
    Again {
        /// Its position.
        position: u64,
    },
    /// Events that are left out.
    More {
        /// Where.
        cut: CauseCut,
        /// The event whose causes or effects they are, if it is one's.
        of: Option<u64>,
        /// How many; nothing where nobody counted.
        count: Option<u64>,
    },
}

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseLine {
    /// How deep it stands; 0 is the top.
    pub level: u32,
    /// What it says.
    pub what: CauseWhat,
}

/// The tree of causes and effects around an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CausalityAnswer {
    /// The event's correlation id.
    pub correlation: Option<CorrelationInfo>,
    /// How many of the events with that id are among the lines.
    pub shown: u64,
    /// The lines, each under the one that caused it; more than one stands at the top where events share the correlation id alone.
    /// None when the event names nothing and nobody names it.
    pub lines: Vec<CauseLine>,
    /// The position of the event's cause, if that is in the log.
    pub parent: Option<u64>,
    /// The position of the first event that it caused.
    pub child: Option<u64>,
    /// How far the engine has looked.
    pub coverage: CauseCoverage,
}

/// The events that share a correlation id. Their positions come as bytes: a `u32`, lowest byte first, for each, rising.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrelationAnswer {
    /// The id; nothing when the event has none.
    pub correlation: Option<CorrelationInfo>,
    /// How far the engine has looked.
    pub coverage: CauseCoverage,
}
