//! Named branches of a log: the log with edits, folded for each projection that is asked about one.

mod asking;
mod edits;
mod fold;
mod handlers;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_log::Backend;
use foldback_protocol::{BranchInfo, BranchRequest};
use foldback_replay::Plan;
use futures::lock::Mutex;

use crate::{Store, StoreError};
pub(crate) use edits::Happening;
pub(crate) use fold::Folded;

/// Bytes that the histories of all branches may take; what was not asked lately is folded again when it is.
const BUDGET: usize = 256 << 20;

/// What a question is about: a projection, in the log itself or in a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On<'a> {
    /// The projection.
    pub projection: &'a str,
    /// The branch; nothing is the log.
    pub branch: Option<&'a str>,
}

impl<'a> On<'a> {
    /// A projection in the log itself.
    pub fn log(projection: &'a str) -> Self {
        Self { projection, branch: None }
    }
}

/// A branch with a name.
#[derive(Debug)]
pub(crate) struct Named {
    name: String,
    pub plan: Plan<Happening>,
    edits: u64,
    folds: RefCell<Vec<Rc<OfProjection>>>,
}

/// What it is in a projection. The lock is for whoever folds; what is folded is shared.
#[derive(Debug)]
pub(crate) struct OfProjection {
    projection: String,
    folded: Mutex<Option<Rc<Folded>>>,
    weight: Cell<usize>,
    /// When it was last asked.
    used: Cell<u64>,
}

impl Named {
    pub fn new(name: String, plan: Plan<Happening>, edits: u64) -> Self {
        Self { name, plan, edits, folds: RefCell::default() }
    }

    /// How many events it has where the log has so many.
    fn events(&self, log: u64) -> u64 {
        let (more, less) = self.plan.grows_by();
        log.saturating_add(more).saturating_sub(less)
    }

    fn info(&self, log: u64) -> BranchInfo {
        BranchInfo {
            branch: self.name.clone(),
            first: self.plan.first(),
            events: self.events(log),
            edits: self.edits,
            weight: self.folds.borrow().iter().map(|fold| fold.weight.get() as u64).sum(),
        }
    }

    fn of(&self, projection: &str) -> Rc<OfProjection> {
        let mut folds = self.folds.borrow_mut();
        if let Some(found) = folds.iter().find(|fold| fold.projection == projection) {
            return found.clone();
        }
        let new = Rc::new(OfProjection {
            projection: projection.to_owned(),
            folded: Mutex::default(),
            weight: Cell::default(),
            used: Cell::default(),
        });
        folds.push(new.clone());
        new
    }
}

/// All of a store.
#[derive(Debug, Default)]
pub(crate) struct Branches {
    named: RefCell<Vec<Rc<Named>>>,
    clock: Cell<u64>,
}

impl Branches {
    pub fn find(&self, name: &str) -> Result<Rc<Named>, StoreError> {
        let named = self.named.borrow();
        let found = named.iter().find(|branch| branch.name == name);
        found.cloned().ok_or_else(|| StoreError::BranchNotFound(name.to_owned()))
    }

    /// Lets go of what was not used lately, but never of `keep`.
    fn thin(&self, keep: &Rc<OfProjection>) {
        self.clock.set(self.clock.get() + 1);
        keep.used.set(self.clock.get());
        let named = self.named.borrow();
        let mut all: Vec<Rc<OfProjection>> = named.iter().flat_map(|branch| branch.folds.borrow().clone()).collect();
        all.sort_unstable_by_key(|fold| fold.used.get());
        let mut weight: usize = all.iter().map(|fold| fold.weight.get()).sum();
        for fold in all.iter().filter(|fold| !Rc::ptr_eq(fold, keep)) {
            if weight <= BUDGET {
                break;
            }
            // Whoever folds it just now needs it.
            if let Some(mut folded) = fold.folded.try_lock() {
                *folded = None;
                weight -= fold.weight.replace(0);
            }
        }
    }
}

impl<B: Backend> Store<B> {
    /// Names a branch; one of that name goes. It is folded when it is first asked something.
    ///
    /// # Errors
    /// [`StoreError::InvalidEdit`].
    pub fn branch(&self, asked: BranchRequest) -> Result<BranchInfo, StoreError> {
        if asked.branch.is_empty() {
            let why = "a branch must have a name".to_owned();
            return Err(StoreError::InvalidEdit { position: None, why });
        }
        let edits = asked.edits.len() as u64;
        let plan = self.plan(asked.edits)?;
        let new = Rc::new(Named::new(asked.branch, plan, edits));
        let info = new.info(self.events());
        let mut named = self.branches.named.borrow_mut();
        match named.iter_mut().find(|branch| branch.name == new.name) {
            Some(old) => *old = new,
            None => named.push(new),
        }
        Ok(info)
    }

    /// Forgets a branch.
    ///
    /// # Errors
    /// [`StoreError::BranchNotFound`].
    pub fn unbranch(&self, name: &str) -> Result<(), StoreError> {
        let gone = self.branches.find(name)?;
        self.branches.named.borrow_mut().retain(|branch| !Rc::ptr_eq(branch, &gone));
        Ok(())
    }

    /// All branches, in the order in which they were named.
    pub fn branches(&self) -> Vec<BranchInfo> {
        self.branches.named.borrow().iter().map(|branch| branch.info(self.events())).collect()
    }
}
