//! Scavenge with memory: before events go, the states that they led to are kept, so that every later state stays right.

use foldback_event::Json;
use foldback_event::json::parse;
use foldback_log::{Backend, LogError, Scavenged};

use crate::{Store, StoreError};

/// What begins the names of notes that hold snapshots: the fold, and then the stream.
const NOTES: &str = "snapshot:merge:";

/// How often a scavenge begins anew that others were in the way of.
const TRIES: u32 = 10;

/// The state of a stream at the point before which its events were removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The revision of the first event that is not in it.
    pub revision: u64,
    /// The position of the last event that is.
    pub position: u32,
    /// The state; `None` when there was none yet.
    pub state: Option<Json>,
}

impl Snapshot {
    /// Revision, position, and the state's JSON text.
    fn to_bytes(&self) -> Vec<u8> {
        let state = self.state.as_ref().map(Json::to_string).unwrap_or_default();
        format!("{} {} {state}", self.revision, self.position).into_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(bytes).ok()?.splitn(3, ' ');
        let (revision, position) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let state = match parts.next()? {
            "" => None,
            text => Some(parse(text.as_bytes()).ok()?),
        };
        Some(Self { revision, position, state })
    }
}

impl<B: Backend> Store<B> {
    /// Removes physically what deletions and stream metadata hide at `now`, in microseconds since 1970. `go_on` hears how many events
    /// are gone and ends the work by `false`; what is not gone then goes next time.
    ///
    /// # Errors
    /// As [`foldback_log::Log::scavenge`].
    pub async fn scavenge(&self, now: i64, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Scavenged, StoreError> {
        let mut tries = 0;
        loop {
            match self.try_scavenge(now, go_on).await {
                // Others have compacted or scavenged, or changed what is said of a stream, while the states were folded.
                Err(StoreError::Log(LogError::Conflict)) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_scavenge(&self, now: i64, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Scavenged, StoreError> {
        self.refresh().await?;
        let horizons = self.log.horizons(now);
        #[cfg(feature = "time")]
        if !horizons.is_empty() {
            self.checkpoint_all().await?;
        }
        let mut notes = Vec::with_capacity(horizons.len());
        for horizon in &horizons {
            let moment = self.moment(&horizon.stream, horizon.last_removed).await?;
            // Positions fit: the index counts them in 32 bits too.
            let position = horizon.last_removed as u32;
            let snapshot = Snapshot { revision: horizon.revision, position, state: moment.state };
            notes.push((format!("{NOTES}{}", horizon.stream), Some(snapshot.to_bytes())));
        }
        let scavenged = self.log.scavenge(&horizons, notes, go_on).await?;
        self.refresh().await?;
        Ok(scavenged)
    }

    /// The snapshot that a scavenge left of a stream.
    pub(crate) async fn snapshot(&self, stream: &str) -> Result<Option<Snapshot>, StoreError> {
        let note = self.log.note(&format!("{NOTES}{stream}")).await?;
        Ok(note.and_then(|bytes| Snapshot::from_bytes(&bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_reads_back() {
        for state in [None, parse(b"{\"a\":[1.50,\" \"]}").ok()] {
            let snapshot = Snapshot { revision: 7, position: 41, state };
            assert_eq!(Snapshot::from_bytes(&snapshot.to_bytes()), Some(snapshot));
        }
        assert_eq!(Snapshot::from_bytes(b"7 41"), None);
    }
}
