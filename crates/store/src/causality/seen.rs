//! Events that were read while one question is answered, each once.

use std::cell::RefCell;
use std::rc::Rc;

use foldback_log::{Backend, LogError, View};
use rustc_hash::FxHashMap;

use super::links::{Link, Links, Naming, cause_hash, is_same};
use crate::{Store, StoreError};

/// An id, and under which name it stands.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    pub id: String,
}

/// An event, as far as causes go.
#[derive(Debug)]
pub struct Seen {
    pub position: u64,
    pub revision: u64,
    pub stream: String,
    pub stream_id: u32,
    pub event_type: String,
    pub type_id: u32,
    pub created: Option<i64>,
    pub id: String,
    pub correlation: Option<Named>,
    pub cause: Option<(Named, Naming)>,
    span: Option<String>,
    is_span: bool,
}

impl Seen {
    fn of(view: &View<'_>) -> Self {
        let links = Links::read(view.metadata(), view.is_json().then(|| view.data()));
        let named = |link: &Link<'_>| Named { name: link.name(), id: link.id.clone().into_owned() };
        Self {
            position: view.position.0,
            revision: view.revision.0,
            stream: view.stream.to_owned(),
            stream_id: view.stream_id,
            event_type: view.event_type.to_owned(),
            type_id: view.type_id,
            created: view.created.map(|created| created.0),
            id: view.id(),
            correlation: links.correlation.as_ref().map(named),
            cause: links.cause().map(|(link, naming)| (named(link), naming)),
            span: links.span().map(str::to_owned),
            is_span: links.is_span(),
        }
    }

    /// Whether an event that names its cause so can mean this one, and how well: less is better.
    pub fn answers(&self, id: &str, naming: Naming) -> Option<u8> {
        let is_span = self.span.as_deref().is_some_and(|span| is_same(span, id));
        match naming {
            _ if is_same(&self.id, id) || is_span && self.is_span => Some(0),
            // The first of what happened in a span stands for a span that is not in the log itself.
            Naming::Outright if is_span => Some(1),
            _ => None,
        }
    }

    /// The hashes under which its effects are noted.
    pub fn effect_hashes(&self) -> Vec<u64> {
        let mut hashes = vec![cause_hash(&self.id, Naming::Outright), cause_hash(&self.id, Naming::Within)];
        if let Some(span) = self.span.as_deref().filter(|span| !is_same(span, &self.id)) {
            hashes.push(cause_hash(span, Naming::Outright));
            hashes.extend(self.is_span.then(|| cause_hash(span, Naming::Within)));
        }
        hashes
    }

    /// Whether it has that correlation id.
    pub fn has_correlation(&self, id: Option<&Named>) -> bool {
        match (&self.correlation, id) {
            (Some(own), Some(other)) => is_same(&own.id, &other.id),
            _ => false,
        }
    }
}

/// Reads events.
pub struct Reader<'s, B> {
    pub store: &'s Store<B>,
    seen: RefCell<FxHashMap<u64, Option<Rc<Seen>>>>,
}

impl<'s, B: Backend> Reader<'s, B> {
    pub fn new(store: &'s Store<B>) -> Self {
        Self { store, seen: RefCell::default() }
    }

    /// The event at a position; `None` where it was removed or cannot be read.
    pub async fn one(&self, position: u64) -> Result<Option<Rc<Seen>>, StoreError> {
        Ok(self.all(&[position]).await?.pop())
    }

    /// The events at these positions, in their order, without those that were removed or cannot be read.
    pub async fn all(&self, positions: &[u64]) -> Result<Vec<Rc<Seen>>, StoreError> {
        let missing: Vec<u64> = {
            let seen = self.seen.borrow();
            positions.iter().copied().filter(|position| !seen.contains_key(position)).collect()
        };
        match self.read(&missing).await {
            Err(StoreError::Log(LogError::Corrupt { .. })) => {
                // One that is damaged hides no other.
                for position in &missing {
                    match self.read(&[*position]).await {
                        Ok(()) | Err(StoreError::Log(LogError::Corrupt { .. })) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            read => read?,
        }
        let mut seen = self.seen.borrow_mut();
        Ok(positions.iter().filter_map(|position| seen.entry(*position).or_default().clone()).collect())
    }

    async fn read(&self, positions: &[u64]) -> Result<(), StoreError> {
        let take = &mut |view: View<'_>| {
            self.seen.borrow_mut().insert(view.position.0, Some(Rc::new(Seen::of(&view))));
            true
        };
        Ok(self.store.log.pick(positions, take).await?)
    }
}
