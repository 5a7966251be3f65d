//! Handlers that run outside the engine: who runs them, what was handed out to them, and what they gave beside states.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;

use foldback_protocol::{Given, WorkKind};
use futures::channel::oneshot;

use super::given::{Kept, Output};
use super::registry::{Body, Projection};
use super::run::Run;
use crate::StoreError;

/// Pages that are out for a projection at once: one is folded while the next one is read.
pub const OUT: usize = 2;

/// A page of the log that is being folded.
#[derive(Debug)]
pub struct Out {
    pub job: u64,
    pub range: Range<u64>,
    /// Events in it that nobody handles, by the number of their type.
    pub passed_over: Vec<(u32, u64)>,
}

/// A page of another job, on its way.
#[derive(Debug)]
pub struct Errand {
    pub job: u64,
    pub kind: WorkKind,
    pub range: Range<u64>,
    pub states: Option<String>,
    pub only: Option<String>,
    pub end: bool,
    pub page: Vec<u8>,
    pub answer: Answer,
}

/// Who hears what came of an errand: all that was answered, as text.
pub type Answer = oneshot::Sender<Result<String, StoreError>>;

#[derive(Debug, Default)]
struct Inner {
    driver: Option<u32>,
    /// Up to where pages were handed out.
    given: u64,
    out: VecDeque<Out>,
    /// A page is being read.
    reading: bool,
    /// Rises whenever what is under way is given up.
    epoch: u64,
    /// Nothing is handed out, because what is folded again is about to take its place.
    held: bool,
    /// The next page brings the states to go on from.
    states_due: bool,
    /// What is known is not sound: whoever takes over begins anew.
    broken: bool,
    errands: VecDeque<Errand>,
    awaited: Vec<(u64, Answer)>,
    emitted: Kept,
    results: Kept,
    logs: Kept,
}

impl Inner {
    fn give_up(&mut self) {
        self.out.clear();
        self.reading = false;
        self.epoch += 1;
    }
}

/// See above. Of a projection by a fold of the engine it stays empty.
#[derive(Debug, Default)]
pub struct Elsewhere {
    inner: RefCell<Inner>,
}

impl Elsewhere {
    pub fn begin(&self, driver: u32) {
        self.inner.borrow_mut().driver = Some(driver);
    }

    /// Who runs the handlers; nobody when they have left.
    pub fn driver(&self) -> Option<u32> {
        self.inner.borrow().driver
    }

    /// Nobody runs them any more.
    pub fn stop(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.driver = None;
        inner.give_up();
        inner.held = false;
        inner.states_due = true;
        // Whoever waits for them hears that they are dropped.
        inner.errands.clear();
        inner.awaited.clear();
    }

    /// From here on pages begin at `next`; with the states there, if there are any.
    pub fn go_on_from(&self, next: u64) {
        let mut inner = self.inner.borrow_mut();
        inner.given = next;
        inner.give_up();
        inner.states_due = next > 0;
    }

    pub fn is_broken(&self) -> bool {
        self.inner.borrow().broken
    }

    pub fn set_broken(&self, broken: bool) {
        self.inner.borrow_mut().broken = broken;
    }

    /// Where the next page begins, for a driver that has room for one.
    pub fn place_for(&self, driver: u32) -> Option<u64> {
        let inner = self.inner.borrow();
        let free = inner.driver == Some(driver) && !inner.reading && !inner.held && inner.out.len() < OUT;
        free.then_some(inner.given)
    }

    pub fn are_states_due(&self) -> bool {
        self.inner.borrow().states_due
    }

    /// A page is going to be read. Gives what [`Self::is_reading`] and [`Self::end_reading`] know it by.
    pub fn begin_reading(&self) -> u64 {
        let mut inner = self.inner.borrow_mut();
        inner.reading = true;
        inner.epoch
    }

    pub fn is_reading(&self, epoch: u64) -> bool {
        let inner = self.inner.borrow();
        inner.reading && inner.epoch == epoch
    }

    pub fn end_reading(&self, epoch: u64) {
        let mut inner = self.inner.borrow_mut();
        inner.reading &= inner.epoch != epoch;
    }

    pub fn set_held(&self, held: bool) {
        self.inner.borrow_mut().held = held;
    }

    /// Nothing is out, and nothing on its way out.
    pub fn is_idle(&self) -> bool {
        let inner = self.inner.borrow();
        inner.out.is_empty() && !inner.reading
    }

    /// A page goes out. What was due goes with it.
    pub fn give(&self, out: Out) {
        let mut inner = self.inner.borrow_mut();
        inner.given = out.range.end;
        inner.states_due = false;
        inner.out.push_back(out);
    }

    /// There is nothing to be folded up to `to`. Gives whether nothing before it is out either.
    pub fn skip(&self, to: u64, passed_over: &[(u32, u64)]) -> bool {
        let mut inner = self.inner.borrow_mut();
        inner.given = to;
        match inner.out.back_mut() {
            Some(last) => {
                last.range.end = to;
                last.passed_over.extend_from_slice(passed_over);
                false
            }
            None => true,
        }
    }

    /// A page comes back. Nothing for one that was given up meanwhile.
    ///
    /// # Errors
    /// One that comes before its turn.
    pub fn come_back(&self, job: u64) -> Result<Option<Out>, StoreError> {
        let mut inner = self.inner.borrow_mut();
        if !inner.out.iter().any(|out| out.job == job) {
            return Ok(None);
        }
        if inner.out.front().is_some_and(|out| out.job != job) {
            let why = format!("job {job} was answered before the one in front of it; answer them in their order");
            return Err(StoreError::InvalidProjection(why));
        }
        Ok(inner.out.pop_front())
    }

    /// Sends somebody on an errand.
    pub fn send(&self, errand: Errand) {
        self.inner.borrow_mut().errands.push_back(errand);
    }

    /// The next errand goes out to `driver`.
    pub fn next_errand(&self, driver: u32) -> Option<Errand> {
        let mut inner = self.inner.borrow_mut();
        if inner.driver != Some(driver) { None } else { inner.errands.pop_front() }
    }

    pub fn await_errand(&self, job: u64, answer: Answer) {
        self.inner.borrow_mut().awaited.push((job, answer));
    }

    /// Who waits for the next page of an errand.
    pub fn errand_done(&self, job: u64) -> Option<Answer> {
        let mut inner = self.inner.borrow_mut();
        let at = inner.awaited.iter().position(|(of, _)| *of == job)?;
        Some(inner.awaited.remove(at).1)
    }

    /// Keeps what was given beside states.
    pub fn keep(&self, output: Output) {
        let mut inner = self.inner.borrow_mut();
        inner.emitted.add(output.emitted);
        inner.results.add(output.results);
        inner.logs.add(output.logs);
    }

    /// Forgets what was given beside states.
    pub fn forget_given(&self) {
        let mut inner = self.inner.borrow_mut();
        (inner.emitted, inner.results, inner.logs) = Default::default();
    }

    /// Looks at what was given beside states.
    pub fn kept<T>(&self, kind: Given, look: impl FnOnce(&Kept) -> T) -> T {
        let inner = self.inner.borrow();
        look(match kind {
            Given::Emitted => &inner.emitted,
            Given::Results => &inner.results,
            Given::Logs => &inner.logs,
        })
    }
}

impl Projection {
    /// Whoever names it again runs its handlers from here on, and tries again where they failed.
    pub fn take_over(&self, driver: u32) {
        let Body::Run(run) = &self.body else { return };
        let mut run = run.borrow_mut();
        if self.is_by_handlers() {
            self.elsewhere.stop();
            if self.elsewhere.is_broken() {
                *run = Run::new(self.budget());
                self.elsewhere.set_broken(false);
                self.elsewhere.forget_given();
            }
            self.elsewhere.begin(driver);
            self.elsewhere.go_on_from(run.next);
        }
        run.failed = None;
        drop(run);
        self.moved.ring();
    }
}
