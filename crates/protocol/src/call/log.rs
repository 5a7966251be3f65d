//! Which log a call is about.

use super::Call;

impl Call {
    /// The log that the call is about; `None` for calls that are about none, or make one.
    pub fn log(&self) -> Option<&str> {
        match self {
            Self::Logs | Self::Persist => None,
            #[cfg(feature = "debugger")]
            Self::Files { .. } | Self::Preview { .. } | Self::Import { .. } | Self::Sample { .. } => None,
            #[cfg(feature = "debugger")]
            Self::Open { log }
            | Self::Rename { log, .. }
            | Self::Categories { log, .. }
            | Self::Streams { log, .. }
            | Self::Rows { log, .. }
            | Self::Step { log, .. }
            | Self::Timeline { log, .. }
            | Self::Causality(crate::CausalityRequest { log, .. })
            | Self::Correlated(crate::CorrelatedRequest { log, .. })
            | Self::Correlation(crate::CorrelationRequest { log, .. }) => Some(log),
            #[cfg(feature = "import")]
            Self::ImportEvents { log, .. } | Self::Export(crate::ExportRequest { log, .. }) => Some(log),
            Self::Delete { log, .. }
            | Self::State { log, .. }
            | Self::Diff { log, .. }
            | Self::Blame { log, .. }
            | Self::States { log, .. }
            | Self::Diffs { log, .. }
            | Self::OpenStore { log, .. }
            | Self::Append { log }
            | Self::Read { log, .. }
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
