//! What a page can ask of the engine.

use serde::{Deserialize, Serialize};

#[cfg(feature = "debugger")]
use crate::Direction;
use crate::{At, ExpectedRevision, ReadFilter, ReadFrom, ReadRequest, StreamMetadataInfo};
#[cfg(feature = "time")]
use crate::{
    BlameRequest, BranchRequest, ChangesRequest, CompareRequest, DeclareIndexRequest, DiffRequest, DiffsRequest,
    FailedRequest, FindRequest, FlipsRequest, GivenRequest, HandledRequest, PartitionsRequest, PatchesRequest,
    ProjectRequest, QueryRequest, RevertRequest, SeriesRequest, StateRequest, StatesRequest,
};
#[cfg(feature = "debugger")]
use crate::{
    CausalityRequest, CompleteRequest, CorrelatedRequest, CorrelationRequest, ImportRequest, PickRequest,
    PreviewRequest, SearchRequest, StreamsRequest, TimelineRequest,
};
#[cfg(feature = "import")]
use crate::{ExportRequest, ImportEventsRequest};

/// A question to the engine. `log` names the log everywhere.
///
/// Those that only the debugger asks are behind the feature `debugger`: an app's engine is smaller without them.
///
/// As a message: an object whose one member has the call's name and holds what it takes, or the name alone where it takes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Call {
    /// All logs of this origin. Answer: `Vec<`[`LogInfo`](crate::LogInfo)`>`, last opened or imported first.
    Logs,
    /// Opens a log. Answer: [`LogSummary`](crate::LogSummary). Also gives what is there of a log that is being imported.
    #[cfg(feature = "debugger")]
    Open {
        /// The log.
        log: String,
    },
    /// Looks at what is in `file`, or in `files`: those that are zip archives are listed. Answer: [`FilesAnswer`](crate::FilesAnswer).
    #[cfg(feature = "debugger")]
    Files {
        /// The name of `file`, or those of `files` in their order.
        names: Vec<String>,
    },
    /// Reads the beginning of `file`. Answer: [`Preview`](crate::Preview).
    #[cfg(feature = "debugger")]
    Preview(PreviewRequest),
    /// Imports `file`, or `files` together, into a new log. What a zip archive holds are files of their own. Events of several
    /// files are put on one time axis: in the order of their times, each file in its own order. Reports [`Progress`](crate::Progress); answer: [`ImportReport`](crate::ImportReport).
    ///
    /// The log exists from the first progress report on and can be asked for what is there. When the import fails
    /// or is cancelled the log is gone. `NeedsMapping` when the roles cannot be guessed.
    #[cfg(feature = "debugger")]
    Import(ImportRequest),
    /// The samples that the engine can generate. Answer: `Vec<`[`SampleInfo`](crate::SampleInfo)`>`.
    #[cfg(feature = "debugger")]
    Samples,
    /// As [`Import`](Self::Import) for a sample. The log says that it is one: [`LogSummary::sample`](crate::LogSummary::sample).
    #[cfg(feature = "debugger")]
    Sample {
        /// Its name: one of [`Samples`](Self::Samples).
        sample: String,
    },
    /// Names a log anew for people; its key stays. Answer: nothing.
    #[cfg(feature = "debugger")]
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
    #[cfg(feature = "debugger")]
    Categories {
        /// The log.
        log: String,
        /// Only streams whose name contains this, whatever the case; empty for all.
        filter: String,
        /// How many bars a sparkline has.
        bars: u32,
    },
    /// The streams of one category. Answer: [`StreamsAnswer`](crate::StreamsAnswer), in the order of their first events.
    #[cfg(feature = "debugger")]
    Streams(StreamsRequest),
    /// Neighbouring events. Answer: none; bytes: [`read_rows`](crate::read_rows), as many as there are up to `count`.
    #[cfg(feature = "debugger")]
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
    /// Single events. Answer: as for [`Self::Rows`], those that are there.
    #[cfg(feature = "debugger")]
    Pick(PickRequest),
    /// The events that fit a query. Answer: [`SearchAnswer`](crate::SearchAnswer); bytes: [`write_hits`](crate::write_hits).
    #[cfg(feature = "debugger")]
    Search(SearchRequest),
    /// What could stand in a query. Answer: [`CompleteAnswer`](crate::CompleteAnswer).
    #[cfg(feature = "debugger")]
    Complete(CompleteRequest),
    /// The nearest event of `stream` before or after a position. Answer: [`StepAnswer`](crate::StepAnswer).
    #[cfg(feature = "debugger")]
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
    /// The tree of causes and effects around an event. Answer: [`CausalityAnswer`](crate::CausalityAnswer).
    #[cfg(feature = "debugger")]
    Causality(CausalityRequest),
    /// The nearest event with the same correlation id. Answer: [`StepAnswer`](crate::StepAnswer). Reports
    /// [`Progress`](crate::Progress) where the engine has to look through the log first.
    #[cfg(feature = "debugger")]
    Correlated(CorrelatedRequest),
    /// Which events share a correlation id. Answer: [`CorrelationAnswer`](crate::CorrelationAnswer); bytes: their positions.
    #[cfg(feature = "debugger")]
    Correlation(CorrelationRequest),
    /// What to draw for a range of positions. Answer: [`TimelineAnswer`](crate::TimelineAnswer); bytes: [`Pixels`](crate::Pixels).
    #[cfg(feature = "debugger")]
    Timeline(TimelineRequest),
    /// The state of a partition. Answer: [`StateAnswer`](crate::StateAnswer); bytes: the state as JSON text, nothing when there is
    /// none yet.
    #[cfg(feature = "time")]
    State(StateRequest),
    /// What is different in a partition's state between two moments. Answer: `Vec<`[`ChangeText`](crate::ChangeText)`>`.
    #[cfg(feature = "time")]
    Diff(DiffRequest),
    /// Which events wrote a value. Answer: [`BlameAnswer`](crate::BlameAnswer).
    #[cfg(feature = "time")]
    Blame(BlameRequest),
    /// The states of many partitions. Answer: [`StatesAnswer`](crate::StatesAnswer); bytes: one JSON object as text, from the names
    /// of those that have a state then to these states, in the order in which they began.
    ///
    /// `Scavenged` when the events of one of them that led there were removed.
    #[cfg(feature = "time")]
    States(StatesRequest),
    /// What is different in the states of many partitions between two moments. Answer: `Vec<`[`ChangeText`](crate::ChangeText)`>`,
    /// one after the other; each path begins with the partition's name, `/` and `~` in it written as RFC 6901 has it.
    #[cfg(feature = "time")]
    Diffs(DiffsRequest),
    /// Names a projection, which from then on is folded as events come. Answer: [`ProjectionInfo`](crate::ProjectionInfo).
    #[cfg(feature = "time")]
    Project(ProjectRequest),
    /// Ends a projection. Answer: nothing.
    #[cfg(feature = "time")]
    Unproject {
        /// The log.
        log: String,
        /// The projection.
        projection: String,
        /// Its snapshot too.
        #[serde(default)]
        forget: bool,
    },
    /// All projections that were named. Answer: `Vec<`[`ProjectionInfo`](crate::ProjectionInfo)`>`.
    #[cfg(feature = "time")]
    Projections {
        /// The log.
        log: String,
    },
    /// The partitions of a projection. Answer: [`PartitionsAnswer`](crate::PartitionsAnswer).
    #[cfg(feature = "time")]
    Partitions(PartitionsRequest),
    /// Waits for events that handlers of this port are to fold. Answer: [`WorkAnswer`](crate::WorkAnswer); bytes: a page of events.
    #[cfg(feature = "time")]
    Work {
        /// The log.
        log: String,
    },
    /// What handlers made of a page. Answer: nothing.
    #[cfg(feature = "time")]
    Handled(HandledRequest),
    /// Handlers failed at an event. Answer: nothing.
    #[cfg(feature = "time")]
    HandlersFailed(FailedRequest),
    /// Folds a projection from the first event on while its states so far still answer. Reports
    /// [`Progress`](crate::Progress); answer: [`RebuildAnswer`](crate::RebuildAnswer).
    #[cfg(feature = "time")]
    Rebuild {
        /// The log.
        log: String,
        /// The projection.
        projection: String,
    },
    /// Folds a projection up to the head and keeps its states. Answer: [`CheckpointAnswer`](crate::CheckpointAnswer).
    #[cfg(feature = "time")]
    Checkpoint {
        /// The log.
        log: String,
        /// The projection.
        projection: String,
    },
    /// What handlers gave beside states: the newest 100,000 of each kind are kept. Answer: how many there were before the first
    /// that is given; bytes: one as JSON on each line.
    #[cfg(feature = "time")]
    Given(GivenRequest),
    /// Every event that changed a value. Answer: [`ChangesAnswer`](crate::ChangesAnswer).
    #[cfg(feature = "time")]
    Changes(ChangesRequest),
    /// What a value was as a number. Answer: [`SeriesAnswer`](crate::SeriesAnswer).
    #[cfg(feature = "time")]
    Series(SeriesRequest),
    /// Where a predicate flips. Answer: [`FlipsAnswer`](crate::FlipsAnswer).
    #[cfg(feature = "time")]
    Flips(FlipsRequest),
    /// What events wrote. Answer: [`PatchesAnswer`](crate::PatchesAnswer); bytes: see [`PatchesRequest`].
    #[cfg(feature = "time")]
    Patches(PatchesRequest),
    /// Asks a filter about all partitions. Answer: [`QueryAnswer`](crate::QueryAnswer); bytes: see [`QueryRequest`].
    #[cfg(feature = "time")]
    Query(QueryRequest),
    /// Declares an index. Answer: nothing.
    #[cfg(feature = "time")]
    DeclareIndex(DeclareIndexRequest),
    /// Finds partitions by a declared index. Answer: [`FindAnswer`](crate::FindAnswer).
    #[cfg(feature = "time")]
    Find(FindRequest),
    /// Names a branch. Answer: [`BranchInfo`](crate::BranchInfo).
    #[cfg(feature = "time")]
    Branch(BranchRequest),
    /// Forgets a branch. Answer: nothing.
    #[cfg(feature = "time")]
    Unbranch {
        /// The log.
        log: String,
        /// The branch.
        branch: String,
    },
    /// All branches. Answer: `Vec<`[`BranchInfo`](crate::BranchInfo)`>`, in the order in which they were named.
    #[cfg(feature = "time")]
    Branches {
        /// The log.
        log: String,
    },
    /// Compares two futures. Answer: [`CompareAnswer`](crate::CompareAnswer).
    #[cfg(feature = "time")]
    Compare(CompareRequest),
    /// Says what it takes to undo events. Answer: [`RevertAnswer`](crate::RevertAnswer).
    #[cfg(feature = "time")]
    Revert(RevertRequest),
    /// Opens a store, and makes it when it is not there. Answer: [`HeadAnswer`](crate::HeadAnswer).
    ///
    /// It stays open until every port that has opened it has closed it. `StoreUnavailable` where there is no IndexedDB and
    /// `memory` was not asked for; `Conflict` when this engine has a store of that name in the other place.
    OpenStore {
        /// The log.
        log: String,
        /// In memory: it lives as long as the engine does, open or closed, and no other engine sees it.
        #[serde(default)]
        memory: bool,
    },
    /// Appends. `bytes`: a frame of requests, see [`RequestFrame`](crate::RequestFrame); each is written whole or not at all,
    /// in their order. Answer: [`AppendAnswer`](crate::AppendAnswer); bytes: an [`Appended`](crate::Appended) for each.
    Append {
        /// The log.
        log: String,
    },
    /// One page of events. Answer: [`ReadAnswer`](crate::ReadAnswer); bytes: see [`PageWriter`](crate::PageWriter).
    ///
    /// A page may be empty and still have a next one: the engine looks only so far before it answers.
    Read(ReadRequest),
    #[cfg(feature = "import")]
    /// Appends the events of `file`, or of `files` together as for [`Self::Import`], to a log that is there, in batches that are each whole or not at all. Reports
    /// [`Progress`](crate::Progress) after each; answer: [`ImportedAnswer`](crate::ImportedAnswer).
    ///
    /// What was appended before it fails or is cancelled stays; every error of this call says how many in `appended`. Events
    /// whose ids their streams have among the latest 8,192 events of the log are there already and are not appended again.
    ImportEvents(ImportEventsRequest),
    /// One page of events as lines of NDJSON, which imported again give the same events. Answer:
    /// [`ReadAnswer`](crate::ReadAnswer); bytes: the lines, UTF-8, each with its line break. Events that were scavenged are not
    /// there any more and are left out, so that the hash chain of what is imported again is another one.
    ExportEvents {
        /// The log.
        log: String,
        /// Only events that match.
        #[serde(default)]
        filter: ReadFilter,
        /// Where to begin; nothing for the first event.
        from: Option<ReadFrom>,
        /// The moment of the last event; nothing for the head. It counts for the first page.
        to: Option<At>,
        /// The bound of an earlier page of the same export; nothing for the first page.
        until: Option<u64>,
        /// How many events at most.
        max_events: u32,
    },
    /// One page of events in any form, whole or redacted. Answer: [`ExportAnswer`](crate::ExportAnswer); bytes: what comes next of
    /// the file. What is read back from the pages together are the same events, but for what was redacted.
    #[cfg(feature = "import")]
    Export(ExportRequest),
    /// How far a log reaches. Answer: [`HeadAnswer`](crate::HeadAnswer).
    Head {
        /// The log.
        log: String,
    },
    /// The streams whose names begin alike. Answer: `Vec<`[`StreamDetail`](crate::StreamDetail)`>`, in the order of their first events.
    ListStreams {
        /// The log.
        log: String,
        /// How the names begin; empty for all.
        prefix: String,
        /// How many at most.
        limit: u32,
    },
    /// The metadata of a stream. Answer: [`MetadataAnswer`](crate::MetadataAnswer), also for a stream that never was.
    StreamMetadata {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
    },
    /// Sets the metadata of a stream, all of it. Answer: [`WrittenAnswer`](crate::WrittenAnswer).
    SetStreamMetadata {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// The new metadata.
        metadata: StreamMetadataInfo,
        /// Where the metadata must be: [`MetadataAnswer::revision`](crate::MetadataAnswer::revision); nothing is anywhere.
        expected_revision: Option<ExpectedRevision>,
    },
    /// Deletes a stream. Answer: [`WrittenAnswer`](crate::WrittenAnswer).
    DeleteStream {
        /// The log.
        log: String,
        /// The stream.
        stream: String,
        /// Where the stream must be.
        #[serde(default)]
        expected: ExpectedRevision,
        /// For good: no append makes it anew.
        tombstone: bool,
    },
    /// Frees what deleted streams and expired events take up. Answer: [`ScavengeAnswer`](crate::ScavengeAnswer).
    Scavenge {
        /// The log.
        log: String,
    },
    /// Joins small segments. Answer: [`CompactAnswer`](crate::CompactAnswer).
    Compact {
        /// The log.
        log: String,
    },
    /// Reads everything and checks it. Answer: [`VerifyAnswer`](crate::VerifyAnswer).
    Verify {
        /// The log.
        log: String,
    },
    /// A copy of a log, bit for bit. Answer: nothing; `file`: the copy.
    Backup {
        /// The log.
        log: String,
    },
    /// Makes the log what the copy in `file` is. Answer: [`HeadAnswer`](crate::HeadAnswer).
    Restore {
        /// The log; it must be empty.
        log: String,
    },
    /// What a log takes up. Answer: [`EstimateAnswer`](crate::EstimateAnswer).
    Estimate {
        /// The log.
        log: String,
    },
    /// Asks the browser not to clear this origin on its own. Answer: whether it promised, or null where it cannot.
    Persist,
    /// Closes a store: what was appended is durable, and calls that wait end with `StoreClosed`. Answer: nothing.
    CloseStore {
        /// The log.
        log: String,
    },
}

mod log;
#[cfg(test)]
mod tests;
