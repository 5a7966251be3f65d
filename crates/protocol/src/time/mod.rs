//! The time machine in the protocol: projections, and what they are asked.

mod partitions;
mod projections;
mod states;
mod work;

pub use partitions::{PartitionsAnswer, PartitionsRequest};
pub use projections::{
    ProjectRequest, ProjectionBy, ProjectionFailure, ProjectionInfo, ProjectionSource, SnapshotPolicy,
};
pub use states::{BlameRequest, DiffRequest, DiffsRequest, StateRequest, StatesRequest};
pub use work::{
    CheckpointAnswer, FailedRequest, Given, GivenRequest, HandledRequest, RebuildAnswer, WorkAnswer, WorkKind,
};
