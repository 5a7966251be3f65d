//! Folding a branch for a projection: from the first difference on, and on as the log grows.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use foldback_event::Position;
use foldback_log::{Backend, View};
use foldback_protocol::StreamFilter;
use foldback_replay::{Branch, Input, Step};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Happening, Named};
use crate::projections::fits;
use crate::projections::folder::Folder;
use crate::projections::registry::{Body, MERGE, Projection};
use crate::projections::streams::{SPARSE, input};
use crate::{Store, StoreError};

/// A branch folded for a projection.
#[derive(Debug)]
pub struct Folded {
    pub branch: Branch,
    /// The partitions that are different.
    pub names: FxHashSet<String>,
    /// The numbers of those that the log knows nothing of.
    pub own: FxHashMap<String, u32>,
    /// How many events of the log are in it.
    next: u64,
    /// The generation in which events were last removed. Removing gives streams other numbers.
    removed_at: u64,
    /// The projection it is of, where that is not the one that there always is.
    of: Option<Rc<Projection>>,
    /// Whose numbers of partitions these are, where they are not those of streams.
    mark: Option<Rc<()>>,
}

/// Numbers of partitions that the log knows nothing of are counted down from here; the last one is nobody's.
const OWN: u32 = u32::MAX - 1;

/// How a projection folds.
enum By<'a> {
    /// Each stream for itself.
    Streams(&'a StreamFilter, Folder),
    /// All events together, as the partition of this number.
    All(&'a Projection, Folder, u32),
    /// By handlers elsewhere.
    Handlers(&'a Rc<Projection>),
}

fn mark(of: Option<&Projection>) -> Option<Rc<()>> {
    match of.map(|projection| &projection.body) {
        Some(Body::Run(run)) => Some(run.borrow().mark.clone()),
        _ => None,
    }
}

impl Folded {
    /// The partitions that are not among those of the log, in an order that stays.
    pub fn more_than(&self, known: &[(u32, String)]) -> Vec<String> {
        let known: FxHashSet<&str> = known.iter().map(|(_, name)| name.as_str()).collect();
        let mut more: Vec<String> = self.names.iter().filter(|name| !known.contains(name.as_str())).cloned().collect();
        more.sort_unstable();
        more
    }

    /// Takes an event of the branch.
    fn take(&mut self, by: &By<'_>, stream: &str, number: Option<u32>, event: &Input<'_>) {
        let (fold, number) = match by {
            By::Streams(_, fold) => (fold, self.own.get(stream).copied().or(number)),
            By::All(projection, fold, number) => (fold, projection.reads(stream, event.event_type).then_some(*number)),
            By::Handlers(_) => return,
        };
        if let Some(number) = number {
            // The last stretch of a partition is always there.
            let _ = self.branch.fold(fold.get(), number, event);
        }
    }
}

impl<B: Backend> Store<B> {
    /// The branch folded for a projection, with all events that there are.
    pub(crate) async fn folded(&self, named: &Rc<Named>, projection: &str) -> Result<Rc<Folded>, StoreError> {
        let of = named.of(projection);
        let mut folded = of.folded.lock().await;
        // Until it is done there is nothing, so that nobody goes on from half of it.
        let known = folded.take().filter(|folded| self.is_current(folded, projection));
        let new = match known {
            Some(known) if known.next >= self.events() => known,
            known => {
                let alone = known.and_then(|known| Rc::try_unwrap(known).ok());
                Rc::new(self.fold_branch(named, projection, alone).await?)
            }
        };
        of.weight.set(new.branch.weight());
        *folded = Some(new.clone());
        drop(folded);
        self.branches.thin(&of);
        Ok(new)
    }

    fn is_current(&self, folded: &Folded, projection: &str) -> bool {
        let same = match &folded.of {
            Some(of) => {
                let numbered = match (&folded.mark, mark(Some(of))) {
                    (Some(own), Some(now)) => Rc::ptr_eq(own, &now),
                    _ => true,
                };
                numbered && self.projections.find(projection).is_ok_and(|now| Rc::ptr_eq(&now, of))
            }
            None => projection == MERGE,
        };
        // A stream of the branch alone that is in the log now has another number.
        let index = self.log.index();
        let known_now = folded.own.keys().any(|stream| index.stream_id(stream).is_some());
        same && folded.removed_at == self.head().removed_at && !known_now
    }

    async fn fold_branch(&self, named: &Named, projection: &str, known: Option<Folded>) -> Result<Folded, StoreError> {
        let mut known = known;
        loop {
            let removed_at = self.head().removed_at;
            let of = if projection == MERGE { None } else { Some(self.projections.find(projection)?) };
            let by = self.by(of.as_ref());
            let mark = mark(of.as_deref());
            let folded = match known.take().filter(|known| known.removed_at == removed_at) {
                Some(known) => RefCell::new(known),
                None => {
                    let folded = RefCell::new(self.begin_branch(named, projection, &by, of.clone()).await?);
                    match (&by, named.plan.first()) {
                        (By::Handlers(projection), Some(first)) => {
                            self.fold_branch_elsewhere(projection, &folded, first, named.plan.steps()).await?;
                        }
                        _ => self.fold_plan(named, &by, &folded).await?,
                    }
                    folded
                }
            };
            let (from, to) = (folded.borrow().next, self.events());
            match &by {
                // Without a difference it is the log.
                By::Handlers(_) if from >= to || named.plan.first().is_none() => {}
                By::Handlers(projection) => {
                    let more = std::iter::once(Step::Log(from..to));
                    self.fold_branch_elsewhere(projection, &folded, from, more).await?;
                }
                _ => self.fold_log(&by, &folded, from..to).await?,
            }
            folded.borrow_mut().next = to.max(from);
            // What was removed or rebuilt meanwhile gave partitions other numbers.
            let same = match (&mark, self::mark(of.as_deref())) {
                (Some(own), Some(now)) => Rc::ptr_eq(own, &now),
                _ => true,
            };
            if same && self.head().removed_at == removed_at {
                return Ok(folded.into_inner());
            }
        }
    }

    fn by<'a>(&self, of: Option<&'a Rc<Projection>>) -> By<'a> {
        const ALL: &StreamFilter = &StreamFilter { stream_prefixes: Vec::new(), streams: Vec::new() };
        let Some(projection) = of else { return By::Streams(ALL, Folder::merge()) };
        match (&projection.body, &projection.fold) {
            (Body::Streams(_), Some(fold)) => By::Streams(&projection.asked.filter, fold.clone()),
            (Body::Run(run), Some(fold)) => By::All(projection, fold.clone(), run.borrow_mut().names.number("")),
            (_, None) => By::Handlers(projection),
        }
    }

    /// A branch of which nothing is folded yet, with the states that it begins with.
    async fn begin_branch(
        &self,
        named: &Named,
        projection: &str,
        by: &By<'_>,
        of: Option<Rc<Projection>>,
    ) -> Result<Folded, StoreError> {
        let first = named.plan.first().unwrap_or(u64::MAX);
        let mut names: BTreeSet<String> = BTreeSet::new();
        match by {
            By::All(..) => drop(names.insert(String::new())),
            By::Handlers(_) => names.extend(self.edited_partitions(named, projection).await?),
            By::Streams(filter, _) => {
                let index = self.log.index();
                let edited = named.plan.edited().filter_map(|position| index.stream_at(Position(position)));
                let edited = edited.filter_map(|stream| Some(index.streams().get(stream as usize)?.name.to_string()));
                names.extend(edited.chain(named.plan.own().map(|own| own.stream.clone())));
                names.retain(|name| fits(filter, name));
            }
        }
        if named.plan.first().is_none() {
            names.clear();
        }
        let branch = RefCell::new(Branch::new(first));
        let mut own = FxHashMap::default();
        for name in &names {
            let by_stream = matches!(by, By::Streams(..));
            if by_stream && self.log.index().stream_id(name).is_none() {
                let number = OWN - own.len() as u32;
                // Nothing is before the branch.
                let nothing = foldback_replay::History::default();
                let _ = branch.borrow_mut().touch(&nothing, number);
                own.insert(name.clone(), number);
                continue;
            }
            let touch = |history: &foldback_replay::History, number: u32| {
                let number = if let By::All(.., number) = by { *number } else { number };
                branch.borrow_mut().touch(history, number)
            };
            self.ask(projection, name, first.saturating_sub(1), touch).await?;
        }
        Ok(Folded {
            branch: branch.into_inner(),
            names: names.into_iter().collect(),
            own,
            next: named.plan.first().map_or(self.events(), |_| named.plan.events()),
            removed_at: self.head().removed_at,
            mark: mark(of.as_deref()),
            of,
        })
    }

    /// Folds the events that there were when the branch was named, as they are in it.
    async fn fold_plan(&self, named: &Named, by: &By<'_>, folded: &RefCell<Folded>) -> Result<(), StoreError> {
        for step in named.plan.steps() {
            match step {
                Step::Log(range) => self.fold_log(by, folded, range).await?,
                Step::Moved { from, at } => {
                    let mut take = |view: View<'_>| {
                        let moved = Input { position: at, ..input(&view) };
                        folded.borrow_mut().take(by, view.stream, Some(view.stream_id), &moved);
                        true
                    };
                    self.log.pick(&[from], &mut take).await?;
                }
                Step::Own { event, at } => self.fold_own(by, folded, event, at),
            }
        }
        Ok(())
    }

    fn fold_own(&self, by: &By<'_>, folded: &RefCell<Folded>, event: &Happening, at: u64) {
        let number = self.log.index().stream_id(&event.stream);
        folded.borrow_mut().take(by, &event.stream, number, &event.input(at));
    }

    /// Folds events of the log as they are; of streams that are not different nothing is read where that is faster.
    async fn fold_log(&self, by: &By<'_>, folded: &RefCell<Folded>, range: Range<u64>) -> Result<(), StoreError> {
        let mut range = range.start..range.end.min(self.events());
        if range.is_empty() || folded.borrow().names.is_empty() {
            return Ok(());
        }
        let mut take = |view: View<'_>| {
            folded.borrow_mut().take(by, view.stream, Some(view.stream_id), &input(&view));
            true
        };
        if let By::Streams(..) = by {
            let wanted = self.positions(&folded.borrow().names, &range);
            let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { return Ok(()) };
            range = *first..last + 1;
            if (last - first) / wanted.len() as u64 >= SPARSE {
                return Ok(self.log.pick(&wanted, &mut take).await?);
            }
        }
        Ok(self.log.visit(range, &mut take).await?)
    }

    /// The positions of the events of some streams, in order.
    fn positions(&self, names: &FxHashSet<String>, range: &Range<u64>) -> Vec<u64> {
        let index = self.log.index();
        let mut wanted: Vec<u64> = Vec::new();
        for stream in names.iter().filter_map(|name| index.stream(name)) {
            let before = |bound: u64| stream.positions.partition_point(|position| u64::from(*position) < bound);
            let own = stream.positions.get(before(range.start)..before(range.end)).unwrap_or_default();
            wanted.extend(own.iter().map(|position| u64::from(*position)));
        }
        wanted.sort_unstable();
        wanted
    }
}
