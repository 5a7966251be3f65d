//! The one message protocol between a page and the engine in its worker: plain data, and byte buffers that are transferred.
//!
//! The page sends JavaScript objects of two shapes:
//! - `{ id, call, file?, files?, bytes? }`: a [`Call`] under a number that the page chooses; `file` is a `Blob` for the calls
//!   that read one, `files` an array of them for those that read several, `bytes` an `ArrayBuffer`, transferred, for those that take bytes.
//! - `{ cancel: id }`: the call of that number is to stop; it answers with the error code `Aborted`.
//! - `{ close: true }`: nothing more comes from this port. The stores that it has opened are closed.
//!
//! The engine answers each call once, and may report before it does:
//! - `{ id, progress }`: a [`Progress`].
//! - `{ id, answer, bytes?, file? }`: what the call's doc says; `bytes` is an `ArrayBuffer` that was transferred, `file` a `Blob`.
//! - `{ id, error }`: an [`ErrorInfo`].
//!
//! It may send several of these as one array. `{ crashed }`, with a sentence, is its last message when it cannot go on.
//!
//! Before anything else the engine sends `{ ready: true }`. Names are in camel case; positions are numbers, exact up to 2⁵³.
//! Nothing here knows a browser: the wasm engine and the page each turn these types into JavaScript values.
#![forbid(unsafe_code)]

mod answer;
mod at;
mod call;
mod causality;
mod choices;
mod error;
#[cfg(feature = "import")]
mod export;
mod files;
#[cfg(feature = "debugger")]
mod hits;
mod import;
mod loose;
mod page;
mod request;
mod row;
mod sample;
#[cfg(feature = "debugger")]
mod search;
mod store;
#[cfg(feature = "time")]
mod time;
mod timeline;
mod wire;

#[cfg(feature = "debugger")]
pub use answer::StreamsRequest;
pub use answer::{
    BlameAnswer, CategoryInfo, ChangeText, LogInfo, LogSummary, StateAnswer, StatesAnswer, StepAnswer, StreamInfo,
    StreamsAnswer, TypeInfo, Write,
};
pub use at::At;
pub use call::Call;
pub use causality::{
    CausalityAnswer, CausalityRequest, CauseCoverage, CauseCut, CauseEvent, CauseLine, CauseNote, CauseWhat,
    CorrelatedRequest, CorrelationAnswer, CorrelationInfo, CorrelationRequest,
};
pub use choices::{Direction, LaneBy, OnBad};
pub use error::ErrorInfo;
#[cfg(feature = "import")]
pub use export::{
    ExportAnswer, ExportFormat, ExportRequest, Redaction, RedactionAction, RedactionRule, RedactionTarget,
};
pub use files::{FileReport, FilesAnswer, FoundFile, MergeReport};
#[cfg(feature = "debugger")]
pub use hits::{Hits, write_hits};
#[cfg(feature = "import")]
pub use import::ImportEventsRequest;
pub use import::{
    Candidate, Field, FieldPath, Grade, ImportReport, ImportedAnswer, Mapping, Preview, PreviewRow, Progress, Role,
    WarningGroup, WarningPlace,
};
#[cfg(feature = "debugger")]
pub use import::{ImportRequest, PreviewRequest};
pub use page::{PageError, PageEvent, PageId, PageTime, PageWriter, read_page};
pub use request::{Appended, Condition, Criterion, Request, RequestError, RequestFrame, RequestWriter};
pub use row::{Row, RowError, read_rows, write_row};
pub use sample::SampleInfo;
#[cfg(feature = "debugger")]
pub use search::{CompleteAnswer, CompleteRequest, Offer, OfferKind, PickRequest, SearchAnswer, SearchRequest};
pub use store::{
    AppendAnswer, CompactAnswer, DamagedSegment, EstimateAnswer, ExpectedRevision, HeadAnswer, MetadataAnswer,
    ReadAnswer, ReadFilter, ReadFrom, ReadRequest, ScavengeAnswer, StreamDetail, StreamFilter, StreamMetadataInfo,
    VerifyAnswer, WrittenAnswer,
};
#[cfg(feature = "time")]
pub use time::{
    BlameRequest, CheckpointAnswer, DiffRequest, DiffsRequest, FailedRequest, Given, GivenRequest, HandledRequest,
    PartitionsAnswer, PartitionsRequest, ProjectRequest, ProjectionBy, ProjectionFailure, ProjectionInfo,
    ProjectionSource, RebuildAnswer, SnapshotPolicy, StateRequest, StatesRequest, WorkAnswer, WorkKind,
};
#[cfg(feature = "time")]
pub use time::{
    BranchEvent, BranchInfo, BranchRequest, ChangesAnswer, ChangesRequest, CompareAnswer, CompareRequest, CompareWith,
    ComparedPartition, ConflictInfo, DeclareIndexRequest, EditInfo, FindAnswer, FindRequest, FlipFailure, FlipInfo,
    FlipsAnswer, FlipsRequest, PatchesAnswer, PatchesRequest, QueryAnswer, QueryError, QueryRequest, RevertAnswer,
    RevertRequest, RevertedPartition, SeriesAnswer, SeriesRequest, ValueChange,
};
#[cfg(feature = "debugger")]
pub use timeline::TimelineRequest;
pub use timeline::{Gap, Lane, Pixels, TimelineAnswer};
