//! The time machine in the protocol: projections, and what they are asked.

mod projections;
mod states;
mod work;

pub use projections::{
    ProjectRequest, ProjectionBy, ProjectionFailure, ProjectionInfo, ProjectionSource, SnapshotPolicy,
};
pub use states::{BlameRequest, DiffRequest, DiffsRequest, StateRequest, StatesRequest};
pub use work::{
    CheckpointAnswer, FailedRequest, Given, GivenRequest, HandledRequest, RebuildAnswer, WorkAnswer, WorkKind,
};
