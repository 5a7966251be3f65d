//! The projections of a store that were given a name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_log::Backend;
use foldback_protocol::{ProjectRequest, ProjectionBy, ProjectionInfo, StreamFilter};

use super::folder::Folder;
use super::run::Run;
use super::streams::{BUDGET, Streams};
use crate::news::Bell;
use crate::{Store, StoreError};

/// The name of what there is always: each stream by the fold `merge`.
pub const MERGE: &str = "merge";

/// Whether a filter takes a stream: all when both lists are empty, else those that are in either.
pub fn fits(filter: &StreamFilter, name: &str) -> bool {
    let StreamFilter { stream_prefixes, streams } = filter;
    (stream_prefixes.is_empty() && streams.is_empty())
        || stream_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
        || streams.iter().any(|stream| stream == name)
}

/// How its states come about.
#[derive(Debug)]
pub enum Body {
    /// Each stream for itself, by a fold of the engine.
    Streams(RefCell<Streams>),
    /// All events in their order.
    Run(RefCell<Run>),
}

/// A projection with a name.
#[derive(Debug)]
pub struct Projection {
    /// What it was said to be.
    pub asked: ProjectRequest,
    pub body: Body,
    /// Rings when it has got further, or does not go on.
    pub moved: Bell,
    /// Another one has its name, or none.
    pub gone: Cell<bool>,
}

impl Projection {
    fn new(asked: ProjectRequest) -> Result<Self, StoreError> {
        let fold = Folder::of(&asked)?;
        let budget = asked.budget.map_or(BUDGET, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let body = match (fold, asked.by) {
            (Some(fold), ProjectionBy::Stream) => Body::Streams(RefCell::new(Streams::new(fold, budget))),
            (fold, _) => Body::Run(RefCell::new(Run::new(fold, budget))),
        };
        Ok(Self { asked, body, moved: Bell::default(), gone: Cell::new(false) })
    }

    pub fn name(&self) -> &str {
        &self.asked.projection
    }

    /// Another takes its place, or none.
    fn leave(&self) {
        self.gone.set(true);
        self.moved.ring();
    }
}

/// All of a store.
#[derive(Debug, Default)]
pub struct Projections {
    named: RefCell<Vec<Rc<Projection>>>,
}

impl Projections {
    /// The projection of that name.
    pub fn find(&self, name: &str) -> Result<Rc<Projection>, StoreError> {
        let named = self.named.borrow();
        let found = named.iter().find(|projection| projection.name() == name);
        found.cloned().ok_or_else(|| StoreError::ProjectionNotFound(name.to_owned()))
    }

    pub fn all(&self) -> Vec<Rc<Projection>> {
        self.named.borrow().clone()
    }

    fn put(&self, new: Rc<Projection>) {
        let mut named = self.named.borrow_mut();
        match named.iter_mut().find(|projection| projection.name() == new.name()) {
            Some(old) => std::mem::replace(old, new).leave(),
            None => named.push(new),
        }
    }
}

impl<B: Backend> Store<B> {
    /// Names a projection. One of that name stays as it is when it is the same, and goes when it is another.
    ///
    /// # Errors
    /// [`StoreError::InvalidProjection`], [`StoreError::InvalidJq`].
    pub async fn project(&self, asked: ProjectRequest) -> Result<ProjectionInfo, StoreError> {
        if asked.projection == MERGE || asked.projection.is_empty() {
            let why =
                "the name \"merge\" is that of the states that there are always, and no name is none; choose another";
            return Err(StoreError::InvalidProjection(why.to_owned()));
        }
        let new = Rc::new(Projection::new(asked)?);
        self.projections.put(new.clone());
        Ok(self.info(&new))
    }

    /// How all projections are doing that were named.
    pub fn projections(&self) -> Vec<ProjectionInfo> {
        self.projections.all().iter().map(|projection| self.info(projection)).collect()
    }

    fn info(&self, projection: &Projection) -> ProjectionInfo {
        ProjectionInfo { name: projection.name().to_owned(), events: self.events(), ..ProjectionInfo::default() }
    }
}
