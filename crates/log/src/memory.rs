//! A backend in memory, for tests and for wherever there is no database.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, PayloadRange, Snapshot, StoredHeader};

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
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError> {
        let place = self.place.borrow();
        let headers = place.segments.range(from..);
        Ok(Snapshot {
            head: place.head.clone(),
            headers: headers
                .map(|(first, (header, _))| StoredHeader { first: *first, header: header.clone() })
                .collect(),
        })
    }

    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        let place = self.place.borrow();
        let part = |PayloadRange { first, from, to, .. }: &PayloadRange| {
            let (_, payload) = place.segments.get(first)?;
            Some(payload.get(*from as usize..*to as usize)?.to_vec())
        };
        Ok(ranges.iter().map(part).collect())
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.place.borrow().segments.get(&first).map(|(_, payload)| payload.clone()))
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.place.borrow().notes.get(key).cloned())
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        let place = self.place.borrow();
        let mut found: Vec<(String, Vec<u8>)> = Vec::new();
        for (key, value) in place.notes.iter().filter(|(key, _)| key.starts_with(prefix)) {
            // They come in the order of their UTF-8, which is nearly always the same: most are put behind the last.
            let at = found.partition_point(|(before, _)| before.encode_utf16().lt(key.encode_utf16()));
            found.insert(at, (key.clone(), value.clone()));
        }
        Ok(found)
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        let mut place = self.place.borrow_mut();
        if let Expect::Head(expected) = &commit.expect
            && *expected != place.head
        {
            return Err(LogError::Conflict);
        }
        let taken = |first: &u64| place.segments.contains_key(first) && !commit.removes(*first);
        if commit.free.iter().any(taken) || commit.put.iter().any(|segment| taken(&segment.first)) {
            return Err(LogError::Conflict);
        }
        if commit.head.is_some() {
            place.head = commit.head;
        }
        for range in &commit.remove {
            let gone: Vec<u64> = place.segments.range(range.clone()).map(|(first, _)| *first).collect();
            gone.iter().for_each(|first| drop(place.segments.remove(first)));
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
