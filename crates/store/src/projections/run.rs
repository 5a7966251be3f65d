//! A projection that takes all its events in their order: one state of all of them, or the partitions that handlers have named.

use std::rc::Rc;

use foldback_log::{Backend, View};
use foldback_protocol::ProjectionFailure;
use foldback_replay::{History, WireError, read_patches};
use rustc_hash::FxHashMap;

use super::folder::Folder;
use super::registry::{Body, Projection, fits};
use super::streams::input;
use crate::{Store, StoreError};

/// The names of partitions; a name's place is its number.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Rc<str>>,
    numbers: FxHashMap<Rc<str>, u32>,
}

impl Names {
    /// The number of a name, given to it if it has none.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let (name, number) = (Rc::<str>::from(name), self.names.len() as u32);
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// The number of a name that has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub fn name(&self, number: u32) -> Option<&Rc<str>> {
        self.names.get(number as usize)
    }
}

/// The states so far.
#[derive(Debug)]
pub struct Run {
    /// What folds; none where handlers do.
    pub fold: Option<Folder>,
    pub history: History,
    pub names: Names,
    /// The position of the next event.
    pub next: u64,
    /// Why it does not go on.
    pub failed: Option<ProjectionFailure>,
}

impl Run {
    pub fn new(fold: Option<Folder>, budget: usize) -> Self {
        Self { fold, history: History::with_budget(budget), names: Names::default(), next: 0, failed: None }
    }

    /// Folds the next event. Another future may have been faster.
    fn fold(&mut self, view: &View<'_>) {
        let Some(fold) = self.fold.as_ref().filter(|_| view.position.0 >= self.next) else { return };
        let one = self.names.number("");
        // The last stretch of a partition is always there.
        let _ = self.history.fold(fold.get(), one, &input(view));
        self.next = view.position.0 + 1;
    }

    /// Takes lines that handlers wrote.
    pub fn take(&mut self, lines: &str) -> Result<(), WireError> {
        for line in read_patches(lines) {
            let line = line?;
            let partition = self.names.number(&line.partition);
            self.history.take(partition, &line)?;
        }
        Ok(())
    }
}

impl<B: Backend> Store<B> {
    /// Folds what comes before `to`.
    pub(crate) async fn fold_run(&self, projection: &Projection, to: u64) -> Result<(), StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(()) };
        let (from, to) = (run.borrow().next, to.min(self.events()));
        if from >= to {
            return Ok(());
        }
        let filter = &projection.asked.filter;
        let mut take = |view: View<'_>| {
            if fits(filter, view.stream) {
                run.borrow_mut().fold(&view);
            }
            true
        };
        self.log.visit(from..to, &mut take).await?;
        let mut run = run.borrow_mut();
        run.next = run.next.max(to);
        run.history.thin();
        Ok(())
    }
}
