//! The projections of a store that were given a name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_log::Backend;
use foldback_protocol::{ProjectRequest, ProjectionBy, ProjectionInfo, ProjectionSource, StreamFilter};
use futures::lock::Mutex;

use super::elsewhere::Elsewhere;
use super::fits;
use super::folder::Folder;
use super::run::Run;
use super::streams::{BUDGET, Streams};
use crate::news::Bell;
use crate::{Store, StoreError};

/// The name of what there is always: each stream by the fold `merge`.
pub const MERGE: &str = "merge";

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
    /// What folds; none where handlers do.
    pub fold: Option<Folder>,
    /// What whoever runs its handlers is given.
    pub elsewhere: Elsewhere,
    /// Rings when it has got further, or does not go on.
    pub moved: Bell,
    /// Another one has its name, or none.
    pub gone: Cell<bool>,
    /// Held by whoever folds something of it again.
    pub again: Mutex<()>,
    /// Held by whoever folds all events: the background and a question would read the same stretch.
    pub folding: Mutex<()>,
    /// Questions that are being asked: what was folded again for them stays until they are answered.
    pub asking: Cell<u32>,
    /// Events up to which its snapshot reaches, where it has one.
    pub snapshot: Cell<Option<u64>>,
    /// When that was written.
    pub written: Cell<f64>,
    /// How far it is being rebuilt.
    pub rebuilding: Cell<Option<u64>>,
    /// How many states were others when they were folded again.
    pub differs: Cell<u64>,
}

impl Projection {
    fn new(asked: ProjectRequest) -> Result<Self, StoreError> {
        let fold = Folder::of(&asked)?;
        let body = match (&fold, asked.by) {
            (Some(fold), ProjectionBy::Stream) => {
                let streams = Streams::new(fold.clone(), budget(&asked)).only(asked.filter.clone());
                let is_merge = asked.source == ProjectionSource::default() && asked.types.is_empty();
                Body::Streams(RefCell::new(if is_merge { streams.kept_by_scavenges() } else { streams }))
            }
            _ => Body::Run(RefCell::new(Run::new(budget(&asked)))),
        };
        Ok(Self {
            asked,
            body,
            fold,
            elsewhere: Elsewhere::default(),
            moved: Bell::default(),
            gone: Cell::new(false),
            again: Mutex::new(()),
            folding: Mutex::new(()),
            asking: Cell::new(0),
            snapshot: Cell::new(None),
            written: Cell::new(0.0),
            rebuilding: Cell::new(None),
            differs: Cell::new(0),
        })
    }

    pub fn name(&self) -> &str {
        &self.asked.projection
    }

    /// Bytes that its history may take.
    pub fn budget(&self) -> usize {
        budget(&self.asked)
    }

    /// What it is told by from others, so that states kept of it are its own; none where nobody can tell.
    pub fn identity(&self) -> Option<String> {
        identity(&self.asked)
    }

    /// Whether it reads events of this type in this stream.
    pub fn reads(&self, stream: &str, event_type: &str) -> bool {
        let ProjectRequest { filter, types, .. } = &self.asked;
        fits(filter, stream) && (types.is_empty() || types.iter().any(|wanted| wanted == event_type))
    }

    pub fn is_by_handlers(&self) -> bool {
        self.fold.is_none()
    }

    /// Another takes its place, or none.
    fn leave(&self) {
        self.gone.set(true);
        self.elsewhere.stop();
        self.moved.ring();
    }

    /// Why it does not go on.
    pub fn failure(&self) -> Option<StoreError> {
        let Body::Run(run) = &self.body else { return None };
        run.borrow().failed.clone()
    }
}

fn budget(asked: &ProjectRequest) -> usize {
    asked.budget.map_or(BUDGET, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Everything that its states depend on, as text.
fn identity(asked: &ProjectRequest) -> Option<String> {
    let source = match (&asked.source, &asked.identity) {
        (ProjectionSource::Handlers, None) => return None,
        (ProjectionSource::Handlers, Some(identity)) => format!("handlers {identity:?}"),
        (ProjectionSource::BuiltIn(name), identity) => format!("fold {name:?} {identity:?}"),
        (ProjectionSource::Jq(text), identity) => format!("jq {text:?} {identity:?}"),
    };
    let StreamFilter { stream_prefixes, streams } = &asked.filter;
    Some(format!("1 {source} {:?} {stream_prefixes:?} {streams:?} {:?}", asked.by, asked.types))
}

/// All of a store.
#[derive(Debug, Default)]
pub struct Projections {
    named: RefCell<Vec<Rc<Projection>>>,
    /// Rings when there may be work for handlers.
    pub work: Bell,
    jobs: Cell<u64>,
    /// Counts pages, so that none of several that wait is always the last.
    pub turn: Cell<u64>,
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

    /// Wakes all who wait for any of them: nobody is to wait any more.
    pub fn end(&self) {
        self.work.ring();
        self.all().iter().for_each(|projection| projection.moved.ring());
    }

    /// The number of a new job.
    pub fn job(&self) -> u64 {
        self.jobs.set(self.jobs.get() + 1);
        self.jobs.get()
    }

    fn put(&self, new: Rc<Projection>) {
        let mut named = self.named.borrow_mut();
        match named.iter_mut().find(|projection| projection.name() == new.name()) {
            Some(old) => std::mem::replace(old, new).leave(),
            None => named.push(new),
        }
    }

    fn remove(&self, name: &str) -> bool {
        let mut named = self.named.borrow_mut();
        let at = named.iter().position(|projection| projection.name() == name);
        at.map(|at| named.remove(at).leave()).is_some()
    }
}

impl<B: Backend> Store<B> {
    /// Names a projection. One of that name goes on when it is the same, and goes when it is another. `driver` is whoever will ask
    /// for [work](Self::next_work), where it has handlers.
    ///
    /// # Errors
    /// [`StoreError::InvalidProjection`], [`StoreError::InvalidJq`], what reading its snapshot may say.
    pub async fn project(&self, asked: ProjectRequest, driver: u32) -> Result<ProjectionInfo, StoreError> {
        if asked.projection == MERGE || asked.projection.is_empty() {
            let why =
                "the name \"merge\" is that of the states that there are always, and no name is none; choose another";
            return Err(StoreError::InvalidProjection(why.to_owned()));
        }
        if let Ok(there) = self.projections.find(&asked.projection)
            && there.identity().is_some_and(|known| Some(known) == identity(&asked))
            && (&there.asked.snapshots, there.asked.budget) == (&asked.snapshots, asked.budget)
        {
            there.take_over(driver);
            self.projections.work.ring();
            return Ok(self.info(&there));
        }
        let new = Rc::new(Projection::new(asked)?);
        if new.is_by_handlers() {
            new.elsewhere.begin(driver);
        }
        self.resume(&new).await?;
        self.projections.put(new.clone());
        self.projections.work.ring();
        Ok(self.info(&new))
    }

    /// Ends a projection, with `forget` also what is kept of it.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`] where there is none and nothing is to be forgotten; what writing may say.
    pub async fn unproject(&self, name: &str, forget: bool) -> Result<(), StoreError> {
        let was_there = self.projections.remove(name);
        if forget {
            return self.forget_snapshot(name).await;
        }
        if was_there { Ok(()) } else { Err(StoreError::ProjectionNotFound(name.to_owned())) }
    }

    /// Whoever ran handlers has left: questions that wait for them are answered so.
    pub fn driver_left(&self, driver: u32) {
        for projection in self.projections.all() {
            if projection.elsewhere.driver() == Some(driver) {
                projection.elsewhere.stop();
                projection.moved.ring();
            }
        }
    }
}
