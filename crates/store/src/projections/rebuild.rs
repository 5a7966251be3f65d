//! Folding a projection from the first event on while its states so far still answer, and putting the new ones in their place.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use foldback_event::Json;
use foldback_log::{Backend, View};
use foldback_protocol::{RebuildAnswer, WorkKind};
use foldback_replay::{History, Index};

use super::elsewhere::OUT;
use super::errands::wrong_lines;
use super::given::Output;
use super::registry::{Body, Projection};
use super::run::Run;
use crate::{Store, StoreError};

/// Partitions that are named in a report.
const NAMED: usize = 100;

/// A projection is being rebuilt.
struct Rebuilding<'a>(&'a Projection);

impl Drop for Rebuilding<'_> {
    fn drop(&mut self) {
        self.0.rebuilding.set(None);
        self.0.elsewhere.set_held(false);
    }
}

impl<B: Backend> Store<B> {
    /// Folds a projection from the first event on. What it has answers until the new states have got to where it is; they then take
    /// its place, whether they are the same or not. `go_on` hears how far it is, and ends it by `false`.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`], [`StoreError::ProjectionFailed`], [`StoreError::Aborted`]; what reading may say. What it
    /// had is as it was then.
    pub async fn rebuild(&self, name: &str, go_on: &mut dyn FnMut(u64) -> bool) -> Result<RebuildAnswer, StoreError> {
        let projection = self.projections.find(name)?;
        self.rebuild_from(&projection, None, go_on).await
    }

    /// The same; nothing is done where its states do not begin at `begun` any more, because another was faster.
    pub(crate) async fn rebuild_from(
        &self,
        projection: &Rc<Projection>,
        begun: Option<u64>,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<RebuildAnswer, StoreError> {
        let _alone = projection.again.lock().await;
        if let (Some(begun), Body::Run(run)) = (begun, &projection.body)
            && run.borrow().begun != begun
        {
            return Ok(RebuildAnswer::default());
        }
        projection.rebuilding.set(Some(0));
        let _rebuilding = Rebuilding(projection);
        let mut report = |next: u64| {
            projection.rebuilding.set(Some(next));
            if go_on(next) && !projection.gone.get() { Ok(()) } else { Err(StoreError::Aborted) }
        };
        match &projection.body {
            Body::Streams(_) => self.rebuild_streams(projection, &mut report).await,
            Body::Run(run) => {
                let fresh = match projection.is_by_handlers() {
                    true => self.fold_by_handlers(projection, run, &mut report).await?,
                    false => self.fold_by_fold(projection, run, &mut report).await?,
                };
                Ok(self.swap(projection, run, fresh))
            }
        }
    }

    async fn fold_by_fold(
        &self,
        projection: &Projection,
        run: &RefCell<Run>,
        report: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Run, StoreError> {
        let fresh = RefCell::new(Run::new(projection.budget()));
        let Some(fold) = &projection.fold else { return Ok(fresh.into_inner()) };
        loop {
            let (from, to) = (fresh.borrow().next, run.borrow().next);
            if from >= to {
                return Ok(fresh.into_inner());
            }
            let to = self.stretch_end(from, to);
            self.refuse_removed(projection, from..to)?;
            let mut take = |view: View<'_>| {
                if projection.reads(view.stream, view.event_type) {
                    fresh.borrow_mut().fold(fold, &view);
                }
                true
            };
            self.log.visit(from..to, &mut take).await?;
            let mut fresh = fresh.borrow_mut();
            fresh.next = to;
            fresh.history.thin();
            drop(fresh);
            report(to)?;
        }
    }

    async fn fold_by_handlers(
        &self,
        projection: &Rc<Projection>,
        run: &RefCell<Run>,
        report: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Run, StoreError> {
        let mut fresh = Run::new(projection.budget());
        let mut job = self.begin_job(projection, WorkKind::Again, "{}".to_owned())?;
        let mut under_way = VecDeque::new();
        let (mut given, mut ended) = (0, false);
        loop {
            while !ended && under_way.len() < OUT {
                let until = run.borrow().next;
                let (mut page, mut to) = self.page_for(projection, given..until).await?;
                if to >= run.borrow().next {
                    // The last page: nothing may move what it is to get to any more.
                    projection.elsewhere.set_held(true);
                    while !projection.elsewhere.is_idle() {
                        let moved = projection.moved.wait();
                        let _ = moved.await;
                    }
                    let end = run.borrow().next;
                    if to < end {
                        (page, to) = self.page_for(projection, given..end).await?;
                    }
                    ended = to >= end;
                }
                let coming = self.give_elsewhere(&mut job, page, given..to, ended);
                under_way.push_back((given..to, coming));
                given = to;
            }
            let Some((range, coming)) = under_way.pop_front() else { return Ok(fresh) };
            let text = coming.text().await?;
            let (output, lines) = Output::read(&text)?;
            fresh.take(lines, &range).map_err(|error| wrong_lines(&error))?;
            fresh.handled += output.handled;
            output.unhandled.iter().for_each(|(name, count)| fresh.pass_over(name, *count));
            fresh.next = range.end;
            fresh.history.thin();
            report(range.end)?;
        }
    }

    /// Puts new states in the place of those that there are. Nothing is awaited since both got to the same place.
    fn swap(&self, projection: &Projection, run: &RefCell<Run>, mut fresh: Run) -> RebuildAnswer {
        let mut run = run.borrow_mut();
        let differs = differing(&run, &fresh);
        declare_as(&run.history, &mut fresh.history);
        fresh.failed = run.failed.take();
        let answer = RebuildAnswer { events: fresh.next, differs: differs.iter().take(NAMED).cloned().collect() };
        projection.differs.set(projection.differs.get() + differs.len() as u64);
        if projection.is_by_handlers() && (!differs.is_empty() || projection.elsewhere.are_states_due()) {
            // Whoever folds has other states.
            projection.elsewhere.go_on_from(fresh.next);
        }
        *run = fresh;
        projection.moved.ring();
        self.projections.work.ring();
        answer
    }

    async fn rebuild_streams(
        &self,
        projection: &Projection,
        report: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<RebuildAnswer, StoreError> {
        let Body::Streams(streams) = &projection.body else { return Ok(RebuildAnswer::default()) };
        let fresh = RefCell::new(streams.borrow().begun_anew(self.head().removed_at));
        while self.fold_streams_ahead(&fresh).await? {
            report(fresh.borrow().ahead())?;
        }
        let mut fresh = fresh.into_inner();
        let mut differs = Vec::new();
        {
            let old = streams.borrow();
            let index = self.log.index();
            for number in old.all().partitions() {
                let both = (old.all().standing(number).ok().flatten(), fresh.all().standing(number).ok().flatten());
                if let (Some(a), Some(b)) = both
                    && a.position == b.position
                    && a.state != b.state
                    && let Some(entry) = index.streams().get(number as usize)
                {
                    differs.push(entry.name.to_string());
                }
            }
            declare_as(old.all(), fresh.all_mut());
        }
        projection.differs.set(projection.differs.get() + differs.len() as u64);
        let events = fresh.ahead();
        *streams.borrow_mut() = fresh;
        differs.truncate(NAMED);
        Ok(RebuildAnswer { events, differs })
    }
}

/// The partitions whose latest states are not the same.
fn differing(a: &Run, b: &Run) -> Vec<String> {
    let state = |run: &Run, name: &str| -> Option<Json> {
        let number = run.names.find(name)?;
        run.history.standing(number).ok().flatten()?.state
    };
    let names = |run: &Run| -> Vec<String> {
        let mut numbers: Vec<u32> = run.history.partitions().collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| run.names.name(number).map(|name| name.to_string())).collect()
    };
    let mut all = names(a);
    all.extend(names(b).into_iter().filter(|name| a.names.find(name).is_none()));
    all.retain(|name| state(a, name) != state(b, name));
    all
}

/// Declares in one history the indexes of another.
fn declare_as(old: &History, new: &mut History) {
    for index in old.indexes() {
        // Latest states can always be told.
        let _ = new.declare(Index::new(index.path().clone()));
    }
}
