//! Which log a call is about.

use super::Call;

impl Call {
    /// The log that the call is about; `None` for calls that are about none, or make one.
    pub fn log(&self) -> Option<&str> {
        match self {
            Self::Logs | Self::Persist => None,
            #[cfg(feature = "debugger")]
            Self::Samples | Self::Files { .. } | Self::Preview(_) | Self::Import(_) | Self::Sample { .. } => None,
            #[cfg(feature = "debugger")]
            Self::Open { log }
            | Self::Rename { log, .. }
            | Self::Categories { log, .. }
            | Self::Streams(crate::StreamsRequest { log, .. })
            | Self::Rows { log, .. }
            | Self::Step { log, .. }
            | Self::Timeline(crate::TimelineRequest { log, .. })
            | Self::Pick(crate::PickRequest { log, .. })
            | Self::Search(crate::SearchRequest { log, .. })
            | Self::Complete(crate::CompleteRequest { log, .. })
            | Self::Causality(crate::CausalityRequest { log, .. })
            | Self::Correlated(crate::CorrelatedRequest { log, .. })
            | Self::Correlation(crate::CorrelationRequest { log, .. }) => Some(log),
            #[cfg(feature = "import")]
            Self::ImportEvents(crate::ImportEventsRequest { log, .. })
            | Self::Export(crate::ExportRequest { log, .. }) => Some(log),
            #[cfg(feature = "time")]
            Self::State(crate::StateRequest { log, .. })
            | Self::Diff(crate::DiffRequest { log, .. })
            | Self::Blame(crate::BlameRequest { log, .. })
            | Self::States(crate::StatesRequest { log, .. })
            | Self::Diffs(crate::DiffsRequest { log, .. })
            | Self::Project(crate::ProjectRequest { log, .. })
            | Self::Unproject { log, .. }
            | Self::Projections { log }
            | Self::Partitions(crate::PartitionsRequest { log, .. })
            | Self::Work { log }
            | Self::Handled(crate::HandledRequest { log, .. })
            | Self::HandlersFailed(crate::FailedRequest { log, .. })
            | Self::Rebuild { log, .. }
            | Self::Checkpoint { log, .. }
            | Self::Given(crate::GivenRequest { log, .. })
            | Self::Changes(crate::ChangesRequest { log, .. })
            | Self::Series(crate::SeriesRequest { log, .. })
            | Self::Flips(crate::FlipsRequest { log, .. })
            | Self::Patches(crate::PatchesRequest { log, .. })
            | Self::Query(crate::QueryRequest { log, .. })
            | Self::DeclareIndex(crate::DeclareIndexRequest { log, .. })
            | Self::Find(crate::FindRequest { log, .. })
            | Self::Branch(crate::BranchRequest { log, .. })
            | Self::Unbranch { log, .. }
            | Self::Branches { log }
            | Self::Compare(crate::CompareRequest { log, .. })
            | Self::Revert(crate::RevertRequest { log, .. }) => Some(log),
            Self::Delete { log, .. }
            | Self::OpenStore { log, .. }
            | Self::Append { log }
            | Self::Read(crate::ReadRequest { log, .. })
            | Self::ExportEvents { log, .. }
            | Self::Head { log }
            | Self::ListStreams { log, .. }
            | Self::StreamMetadata { log, .. }
            | Self::SetStreamMetadata { log, .. }
            | Self::DeleteStream { log, .. }
            | Self::Scavenge { log }
            | Self::Compact { log }
            | Self::Verify { log }
            | Self::Backup { log }
            | Self::Restore { log }
            | Self::Estimate { log }
            | Self::CloseStore { log } => Some(log),
        }
    }
}
