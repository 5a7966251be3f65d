//! Folding again what was let go for want of memory, of projections that take all their events in their order.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use foldback_event::{Json, Pointer};
use foldback_log::{Backend, View};
use foldback_protocol::{ProjectionFailure, WorkKind};
use foldback_replay::{Gone, Refill, read_patches};

use super::errands::states_text;
use super::errands::wrong_lines;
use super::registry::{Body, Projection};
use super::run::{Run, SHARED};
use super::streams::input;
use crate::{Store, StoreError};

/// What is being folded again of one partition, stretch by stretch.
struct Again {
    partition: u32,
    rest: std::vec::IntoIter<Gone>,
    now: Option<(u64, Refill)>,
    differs: bool,
}

impl Again {
    fn begin(run: &Run, partition: u32, gone: Vec<Gone>) -> Self {
        let mut again = Self { partition, rest: gone.into_iter(), now: None, differs: false };
        again.next(run);
        again
    }

    /// Begins with the next stretch.
    fn next(&mut self, run: &Run) {
        self.now = self.rest.next().and_then(|gone| Some((gone.to, run.history.refill(&gone).ok()?)));
    }

    /// Puts back what is whole.
    fn fill(&mut self, run: &mut Run) {
        if let Some((_, refill)) = self.now.take_if(|(_, refill)| refill.missing() == 0) {
            self.differs |= run.history.fill(refill).is_err();
            self.next(run);
        }
    }

    /// The refill that an event at a position belongs to.
    fn at(&mut self, position: u64, after: u64) -> Option<&mut Refill> {
        let (to, refill) = self.now.as_mut()?;
        (position <= *to && position >= after).then_some(refill)
    }
}

impl<B: Backend> Store<B> {
    /// Folds again what a question needs and is not there; when it asks again, all that is not there of the partition.
    pub(crate) async fn fold_again(
        &self,
        projection: &Rc<Projection>,
        gone: Gone,
        all: bool,
    ) -> Result<(), StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(()) };
        if gone.is_before_all() {
            let begun = run.borrow().begun;
            let rebuilt = self.rebuild_from(projection, Some(begun), &mut |_| true).await;
            return rebuilt.map(drop);
        }
        let Some(_alone) = projection.again.try_lock() else {
            // Whoever is at it may bring back just this.
            drop(projection.again.lock().await);
            return Ok(());
        };
        let partition = gone.partition;
        let gone = if all { run.borrow().history.missing(partition) } else { vec![gone] };
        let (Some(first), Some(last)) = (gone.first(), gone.last()) else { return Ok(()) };
        let (after, range) = (first.after, first.after.map_or(0, |after| after + 1)..last.to + 1);
        let stretches: Vec<(u64, u64)> = gone.iter().map(|gone| (gone.after.map_or(0, |at| at + 1), gone.to)).collect();
        let again = Again::begin(&run.borrow(), partition, gone);
        let differs = if projection.is_by_handlers() {
            self.again_by_handlers(projection, run, again, after, range.clone(), &stretches).await?
        } else {
            self.again_by_fold(projection, run, again, range.clone(), &stretches).await?
        };
        if !differs {
            return Ok(());
        }
        projection.differs.set(projection.differs.get() + 1);
        let message = format!(
            "The projection {} gives other states when events {} to {} are folded again: something in it depends on more than the state and the event, such as a clock. Rebuild it.",
            projection.name(),
            range.start,
            range.end - 1
        );
        let position = Some(range.start);
        let why = ProjectionFailure { code: "HandlerFailed".to_owned(), message, position, path: None };
        Err(StoreError::ProjectionFailed { projection: projection.name().to_owned(), why })
    }

    async fn again_by_fold(
        &self,
        projection: &Projection,
        run: &RefCell<Run>,
        mut again: Again,
        range: Range<u64>,
        stretches: &[(u64, u64)],
    ) -> Result<bool, StoreError> {
        let Some(fold) = &projection.fold else { return Ok(false) };
        self.refuse_removed(projection, range.clone())?;
        let mut take = |view: View<'_>| {
            if projection.reads(view.stream, view.event_type) {
                let mut run = run.borrow_mut();
                if let Some(refill) = again.at(view.position.0, begin_of(stretches, view.position.0)) {
                    run.history.refold(refill, fold.get(), &input(&view));
                }
                again.fill(&mut run);
            }
            true
        };
        self.log.visit(range, &mut take).await?;
        Ok(again.differs || again.now.is_some())
    }

    async fn again_by_handlers(
        &self,
        projection: &Rc<Projection>,
        run: &RefCell<Run>,
        mut again: Again,
        after: Option<u64>,
        range: Range<u64>,
        stretches: &[(u64, u64)],
    ) -> Result<bool, StoreError> {
        let (from, states, only) = {
            let run = run.borrow();
            match run.names.find(SHARED).filter(|shared| run.history.entries(*shared).is_some()) {
                None => {
                    (range.start, own_state(&run, again.partition, after), run.names.name(again.partition).cloned())
                }
                // What is shared is changed by the events of all partitions, so all are folded, from where all are known.
                Some(_) => {
                    let (from, states) = all_states(&run, after);
                    (from, states, None)
                }
            }
        };
        let mut job = self.begin_job(projection, WorkKind::Again, states)?;
        if let Some(only) = &only {
            job = job.only(only);
        }
        let mut next = from;
        while next < range.end {
            let (page, to) = self.page_for(projection, next..range.end).await?;
            let lines = self.fold_elsewhere(&mut job, page, next..to, to >= range.end).await?;
            let mut run = run.borrow_mut();
            for line in read_patches(&lines) {
                let line = line.map_err(|error| wrong_lines(&error))?;
                if run.names.find(&line.partition) != Some(again.partition) {
                    continue;
                }
                if let Some(refill) = again.at(line.position, begin_of(stretches, line.position)) {
                    run.history.retake(refill, &line).map_err(|error| wrong_lines(&error))?;
                }
                again.fill(&mut run);
            }
            next = to;
        }
        Ok(again.differs || again.now.is_some())
    }
}

/// Where the stretch begins that a position is in; behind everything where it is in none.
fn begin_of(stretches: &[(u64, u64)], position: u64) -> u64 {
    let at = stretches.partition_point(|(_, to)| *to < position);
    stretches.get(at).map_or(u64::MAX, |(from, _)| *from)
}

/// The state of a partition behind an event, as work brings it.
fn own_state(run: &Run, partition: u32, after: Option<u64>) -> String {
    let root = Pointer::root();
    let state = after.and_then(|after| run.history.value(partition, &root, after).ok());
    let name = run.names.name(partition);
    states_text(state.into_iter().zip(name).map(|(state, name)| (&**name, state)))
}

/// The states of all partitions at the last place, `after` or before it, where all of them can be told.
fn all_states(run: &Run, mut after: Option<u64>) -> (u64, String) {
    let root = Pointer::root();
    let mut numbers: Vec<u32> = run.history.partitions().collect();
    numbers.sort_unstable();
    while let Some(at) = after {
        let mut states: Vec<(&str, Option<Json>)> = Vec::new();
        let told = numbers.iter().try_for_each(|number| {
            let moment = run.history.value(*number, &root, at)?;
            // One that has not begun yet begins like every other.
            if let (true, Some(name)) = (run.history.has_begun(*number, at)?, run.names.name(*number)) {
                states.push((name, moment));
            }
            Ok::<(), Gone>(())
        });
        match told {
            Ok(()) => return (at + 1, states_text(states.into_iter())),
            Err(gone) => after = gone.after.filter(|earlier| *earlier < at),
        }
    }
    (0, "{}".to_owned())
}
