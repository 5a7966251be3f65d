//! The time machine in the protocol: projections, and what they are asked.

mod partitions;
mod projections;
mod questions;
mod states;
mod whatif;
mod work;

pub use partitions::{PartitionsAnswer, PartitionsRequest};
pub use projections::{
    ProjectRequest, ProjectionBy, ProjectionFailure, ProjectionInfo, ProjectionSource, SnapshotPolicy,
};
pub use states::{BlameRequest, DiffRequest, DiffsRequest, StateRequest, StatesRequest};
pub use work::{
    CheckpointAnswer, FailedRequest, Given, GivenRequest, HandledRequest, RebuildAnswer, WorkAnswer, WorkKind,
};

pub use questions::{
    ChangesAnswer, ChangesRequest, DeclareIndexRequest, FindAnswer, FindRequest, FlipFailure, FlipInfo, FlipsAnswer,
    FlipsRequest, PatchesAnswer, PatchesRequest, QueryAnswer, QueryError, QueryRequest, SeriesAnswer, SeriesRequest,
    ValueChange,
};
pub use whatif::{
    BranchEvent, BranchInfo, BranchRequest, CompareAnswer, CompareRequest, CompareWith, ComparedPartition,
    ConflictInfo, EditInfo, RevertAnswer, RevertRequest, RevertedPartition,
};
