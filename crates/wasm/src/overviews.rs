//! Timelines and steps: the store's answers in the protocol's words.

use std::ops::Range;

use foldback_protocol::{Direction, ErrorInfo, LaneBy, StepAnswer};
use foldback_store::Lanes;

use crate::logs::LogStore;
use crate::request::Answer;

pub fn step(store: &LogStore, stream: &str, from: u64, direction: Direction) -> Result<Answer, ErrorInfo> {
    Answer::of(&StepAnswer { position: store.step(stream, from, direction == Direction::Forwards) })
}

pub fn timeline(store: &LogStore, range: Range<u64>, width: u32, by: LaneBy, lanes: u32) -> Result<Answer, ErrorInfo> {
    let by = match by {
        LaneBy::Category => Lanes::Category,
        LaneBy::Stream => Lanes::Stream,
        LaneBy::Type => Lanes::Type,
    };
    let (answer, pixels) = store.timeline(range, width, by, (lanes as usize).min(64));
    Answer::with(&answer, pixels.to_bytes())
}
