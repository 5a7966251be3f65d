//! Where an engine's logs lie: in IndexedDB, or in the engine's own memory. It only passes on; what is stored is the log's business.

use foldback_idb::{Claim, IdbBackend};
use foldback_log::{Backend, Commit, LogError, MemoryBackend, PayloadRange, Snapshot};

/// The place of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Idb,
    Memory,
}

/// A backend of either kind.
#[derive(Debug)]
pub enum Place {
    Idb(IdbBackend),
    Memory(MemoryBackend),
}

impl Place {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Idb(_) => Kind::Idb,
            Self::Memory(_) => Kind::Memory,
        }
    }

    /// Claims `name` against the other engines of this origin, which see nothing of a log in memory.
    pub async fn claim(&self, name: &str) -> Option<Claim> {
        match self {
            Self::Idb(_) => Claim::take(name).await,
            Self::Memory(_) => Some(Claim::unneeded()),
        }
    }
}

impl Backend for Place {
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError> {
        match self {
            Self::Idb(place) => place.snapshot(from).await,
            Self::Memory(place) => place.snapshot(from).await,
        }
    }

    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        match self {
            Self::Idb(place) => place.payloads(ranges).await,
            Self::Memory(place) => place.payloads(ranges).await,
        }
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        match self {
            Self::Idb(place) => place.payload(first).await,
            Self::Memory(place) => place.payload(first).await,
        }
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        match self {
            Self::Idb(place) => place.note(key).await,
            Self::Memory(place) => place.note(key).await,
        }
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        match self {
            Self::Idb(place) => place.notes(prefix).await,
            Self::Memory(place) => place.notes(prefix).await,
        }
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        match self {
            Self::Idb(place) => place.commit(commit).await,
            Self::Memory(place) => place.commit(commit).await,
        }
    }
}
