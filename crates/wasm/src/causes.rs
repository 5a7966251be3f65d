//! Causes and correlations: the store's answers in the protocol's words.

use foldback_protocol::{
    CausalityRequest, CorrelatedRequest, CorrelationRequest, Direction, ErrorInfo, Progress, StepAnswer,
};

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::{Answer, Request};

/// Positions of one answer.
const MOST: u32 = 100_000;

pub async fn tree(store: &LogStore, asked: CausalityRequest) -> Result<Answer, ErrorInfo> {
    let CausalityRequest { position, depth, width, .. } = asked;
    Answer::of(&store.causality(position, depth, width).await.map_err(|error| of_store(&error))?)
}

pub async fn next(store: &LogStore, request: &Request, asked: CorrelatedRequest) -> Result<Answer, ErrorInfo> {
    let goes_on = |events| {
        request.progress(&Progress { events, ..Progress::default() });
        !request.cancelled.get()
    };
    let forwards = asked.direction == Direction::Forwards;
    let position = store.correlated(asked.position, forwards, &goes_on).await.map_err(|error| of_store(&error))?;
    Answer::of(&StepAnswer { position })
}

pub async fn all(store: &LogStore, asked: CorrelationRequest) -> Result<Answer, ErrorInfo> {
    let most = asked.limit.min(MOST) as usize;
    let (answer, positions) = store.correlation(asked.position, most).await.map_err(|error| of_store(&error))?;
    // No log has more events than 32 bits count.
    let bytes = positions.iter().flat_map(|position| (*position as u32).to_le_bytes()).collect();
    Answer::with(&answer, bytes)
}
