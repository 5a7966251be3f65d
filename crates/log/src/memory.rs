//! A backend in memory, for tests and for wherever there is no database.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, StoredHeader};

#[derive(Debug, Default)]
struct Place {
    head: Option<Vec<u8>>,
    segments: BTreeMap<u64, (Vec<u8>, Vec<u8>)>,
    notes: BTreeMap<String, Vec<u8>>,
}

/// A place in memory. Clones are further handles on the same place, as several tabs are on one database.
#[derive(Clone, Debug, Default)]
pub struct MemoryBackend {
    place: Rc<RefCell<Place>>,
}

impl Backend for MemoryBackend {
    async fn head(&self) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.place.borrow().head.clone())
    }

    async fn headers(&self, from: u64) -> Result<Vec<StoredHeader>, LogError> {
        let place = self.place.borrow();
        Ok(place
            .segments
            .range(from..)
            .map(|(first, (header, _))| StoredHeader { first: *first, header: header.clone() })
            .collect())
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.place.borrow().segments.get(&first).map(|(_, payload)| payload.clone()))
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.place.borrow().notes.get(key).cloned())
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        let mut place = self.place.borrow_mut();
        if let Expect::Head(expected) = &commit.expect
            && *expected != place.head
        {
            return Err(LogError::Conflict);
        }
        if commit.head.is_some() {
            place.head = commit.head;
        }
        for first in &commit.remove {
            place.segments.remove(first);
        }
        for segment in commit.put {
            place.segments.insert(segment.first, (segment.header, segment.payload));
        }
        for (key, value) in commit.notes {
            match value {
                Some(value) => place.notes.insert(key, value),
                None => place.notes.remove(&key),
            };
        }
        Ok(())
    }
}
