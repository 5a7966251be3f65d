//! The tree of causes and effects around an event: first the way up to what began it, then what each on that way has caused, then
//! what else has its correlation id. Bounded in depth, width and number, and what is left out is counted.

use std::rc::Rc;

use foldback_log::Backend;
use foldback_protocol::{CausalityAnswer, CauseNote};
use rustc_hash::FxHashMap;

use super::kin::{Cause, Effects};
use super::links::hash;
use super::seen::{Named, Reader, Seen};
use crate::{Store, StoreError};

/// Causes above the event that are shown.
const ABOVE: usize = 64;

/// Causes that are followed to find out whether another event of the conversation is in the tree already.
const FOLLOWED: usize = 64;

/// Events of one tree.
const MOST: usize = 400;

/// Effects that are looked at where none is shown, to say how many there are: the first may be another's that has the same id.
const FEW: usize = 8;

/// What a node stands for.
pub enum Item {
    Event(Rc<Seen>),
    Missing(Named),
}

/// A node: an event or a missing cause, and what is under it.
pub struct Node {
    pub item: Item,
    pub parent: Option<usize>,
    pub note: CauseNote,
    /// In the order of the log.
    pub effects: Vec<usize>,
    /// Effects that stand further up already.
    pub again: Vec<u64>,
    /// Effects that are left out before those shown, after them, and because they would be too deep.
    pub cut: (u64, u64, u64),
}

impl Node {
    /// The event, if it is one.
    pub fn event(&self) -> Option<&Rc<Seen>> {
        match &self.item {
            Item::Event(seen) => Some(seen),
            Item::Missing(_) => None,
        }
    }
}

/// How much of it is shown.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// Levels of effects below each event of the way.
    pub depth: u32,
    /// Effects of one event.
    pub width: usize,
}

/// A tree while it grows.
pub struct Tree<'r, 's, B> {
    reader: &'r Reader<'s, B>,
    bounds: Bounds,
    pub nodes: Vec<Node>,
    /// Nodes without a cause above them.
    pub roots: Vec<usize>,
    places: FxHashMap<u64, usize>,
    missing: FxHashMap<String, usize>,
    /// The topmost of the causes that are shown, where there are more.
    pub above: Option<u64>,
    /// Events of the conversation that were not looked at.
    pub others: u64,
}

impl<B: Backend> Store<B> {
    /// The tree around the event at a position, as far as the log was looked at; nothing where it was removed or cannot be read.
    ///
    /// # Errors
    /// What reading may say.
    pub async fn causality(&self, position: u64, depth: u32, width: u32) -> Result<CausalityAnswer, StoreError> {
        self.note_some().await?;
        let reader = Reader::new(self);
        let nothing = CausalityAnswer { coverage: self.cause_coverage(), ..CausalityAnswer::default() };
        let Some(here) = reader.one(position).await? else { return Ok(nothing) };
        let bounds = Bounds { depth: depth.clamp(1, 32), width: (width as usize).clamp(1, MOST) };
        let mut tree = Tree {
            reader: &reader,
            bounds,
            nodes: Vec::new(),
            roots: Vec::new(),
            places: FxHashMap::default(),
            missing: FxHashMap::default(),
            above: None,
            others: 0,
        };
        tree.grow_around(&here).await?;
        tree.add_others(&here).await?;
        let is_alone = tree.nodes.len() == 1 && here.correlation.is_none();
        let child = tree.first_effect(&here).await?;
        let parent = tree.places.get(&position).and_then(|at| tree.nodes[*at].parent);
        let is_lone_note = tree.nodes.first().is_none_or(|node| node.note == CauseNote::Nothing);
        let lines = if is_alone && is_lone_note { Vec::new() } else { tree.lines(&here) };
        let with_it = |node: &&Node| node.event().is_some_and(|seen| seen.has_correlation(here.correlation.as_ref()));
        Ok(CausalityAnswer {
            correlation: self.correlation_of(&here),
            shown: tree.nodes.iter().filter(with_it).count() as u64,
            lines,
            parent: parent.and_then(|at| tree.nodes[at].event()).map(|seen| seen.position),
            child,
            coverage: self.cause_coverage(),
        })
    }
}

impl<B: Backend> Tree<'_, '_, B> {
    /// The position of the first event that an event has caused.
    async fn first_effect(&self, of: &Seen) -> Result<Option<u64>, StoreError> {
        if let Some(node) = self.places.get(&of.position).map(|at| &self.nodes[*at])
            && node.cut.0 == 0
        {
            let shown = node.effects.iter().filter_map(|at| Some(self.nodes[*at].event()?.position));
            return Ok(shown.chain(node.again.iter().copied()).min());
        }
        let first = self.reader.effects(of, 0, self.bounds.width).await?;
        Ok(first.events.first().map(|seen| seen.position))
    }

    fn add(&mut self, item: Item, parent: Option<usize>) -> usize {
        let at = self.nodes.len();
        match &item {
            Item::Event(seen) => drop(self.places.insert(seen.position, at)),
            Item::Missing(named) => drop(self.missing.insert(named.id.clone(), at)),
        }
        let (effects, again) = (Vec::new(), Vec::new());
        self.nodes.push(Node { item, parent, note: CauseNote::Nothing, effects, again, cut: (0, 0, 0) });
        at
    }

    fn room(&self) -> usize {
        MOST.saturating_sub(self.nodes.len())
    }

    /// The way up from an event, itself first, each with what is to be said of its cause; and the missing cause at its end.
    async fn way(&mut self, from: &Rc<Seen>) -> Result<(Vec<(Rc<Seen>, CauseNote)>, Option<Named>), StoreError> {
        let mut way = vec![(from.clone(), CauseNote::Nothing)];
        loop {
            let last = way.len() - 1;
            match self.reader.cause(&way[last].0).await? {
                Cause::None => return Ok((way, None)),
                Cause::Missing(named) => return Ok((way, Some(named))),
                Cause::Itself => {
                    way[last].1 = CauseNote::Itself;
                    return Ok((way, None));
                }
                Cause::Event(cause, events) => {
                    if way.iter().any(|(seen, _)| seen.position == cause.position) {
                        way[last].1 = CauseNote::Circle { position: cause.position };
                        return Ok((way, None));
                    }
                    if events > 1 {
                        way[last].1 = CauseNote::Several { events };
                    }
                    if way.len() > ABOVE {
                        self.above = Some(way[last].0.position);
                        return Ok((way, None));
                    }
                    way.push((cause, CauseNote::Nothing));
                }
            }
        }
    }

    async fn grow_around(&mut self, here: &Rc<Seen>) -> Result<(), StoreError> {
        let (way, missing) = self.way(here).await?;
        let mut parent = missing.map(|named| self.add(Item::Missing(named), None));
        let mut path: Vec<usize> = parent.into_iter().collect();
        for (seen, note) in way.into_iter().rev() {
            let at = self.add(Item::Event(seen), parent);
            self.nodes[at].note = note;
            if let Some(parent) = parent {
                self.nodes[parent].effects.push(at);
            }
            path.push(at);
            parent = Some(at);
        }
        self.roots.extend(path.first());
        // What is nearest to the event has the room first.
        let mut child = None;
        for at in path.into_iter().rev() {
            self.grow(at, child, self.bounds.depth).await?;
            child = Some(at);
        }
        Ok(())
    }

    /// Grows what is under a node. `child` is its effect on the way to the event, which has what is under it already.
    async fn grow(&mut self, at: usize, child: Option<usize>, levels: u32) -> Result<(), StoreError> {
        let mut front = vec![at];
        for level in 0..=levels {
            let mut next = Vec::new();
            for at in front {
                let child = child.filter(|_| level == 0);
                let around = child.and_then(|child| self.nodes[child].event()).map(|seen| seen.position);
                if level < levels && self.room() > 0 {
                    let found = self.effects(at, around, self.bounds.width.min(self.room())).await?;
                    next.extend(self.attach(at, child, found));
                } else {
                    let count = self.effects(at, around, FEW).await?.count();
                    self.nodes[at].cut.2 = count.saturating_sub(self.nodes[at].effects.len() as u64);
                }
            }
            front = next;
        }
        Ok(())
    }

    async fn effects(&self, at: usize, around: Option<u64>, most: usize) -> Result<Effects, StoreError> {
        match &self.nodes[at].item {
            Item::Event(seen) => self.reader.effects(seen, around.unwrap_or(seen.position), most).await,
            Item::Missing(named) => self.reader.effects_of_missing(named, around.unwrap_or_default(), most).await,
        }
    }

    /// Puts effects under a node; gives those that are new.
    fn attach(&mut self, at: usize, child: Option<usize>, found: Effects) -> Vec<usize> {
        let mut new = Vec::new();
        self.nodes[at].cut = (found.before, found.after, 0);
        for seen in found.events {
            match self.places.get(&seen.position).copied() {
                Some(there) if Some(there) == child || self.nodes[there].parent == Some(at) => {}
                Some(_) => self.nodes[at].again.push(seen.position),
                None => {
                    let there = self.add(Item::Event(seen), Some(at));
                    self.nodes[at].effects.push(there);
                    new.push(there);
                }
            }
        }
        let position = |at: &usize| self.nodes[*at].event().map(|seen| seen.position);
        let mut effects = self.nodes[at].effects.clone();
        effects.sort_unstable_by_key(position);
        self.nodes[at].effects = effects;
        new
    }

    /// Adds what else has the correlation id, each under what began it.
    async fn add_others(&mut self, here: &Seen) -> Result<(), StoreError> {
        let Some(correlation) = &here.correlation else { return Ok(()) };
        let (near, before, after) =
            self.reader.store.causes.borrow().correlated.near(hash(&correlation.id), here.position, self.bounds.width);
        self.others = before + after;
        let unplaced: Vec<u64> = near.into_iter().filter(|position| !self.places.contains_key(position)).collect();
        for other in self.reader.all(&unplaced).await? {
            if self.room() == 0 {
                self.others += 1;
                continue;
            }
            if other.has_correlation(Some(correlation)) && !self.places.contains_key(&other.position) {
                self.add_other(other).await?;
            }
        }
        Ok(())
    }

    async fn add_other(&mut self, other: Rc<Seen>) -> Result<(), StoreError> {
        let (mut first, mut note, mut missing) = (other, CauseNote::Nothing, None);
        let mut passed = Vec::new();
        for _ in 0..FOLLOWED {
            passed.push(first.position);
            match self.reader.cause(&first).await? {
                Cause::Event(cause, _) => {
                    // It is in what is left out somewhere.
                    if self.places.contains_key(&cause.position) {
                        return Ok(());
                    }
                    if passed.contains(&cause.position) {
                        note = CauseNote::Circle { position: cause.position };
                        break;
                    }
                    first = cause;
                }
                Cause::Itself => {
                    note = CauseNote::Itself;
                    break;
                }
                Cause::None => break,
                Cause::Missing(named) => {
                    missing = Some(named);
                    break;
                }
            }
        }
        let at = match missing {
            Some(named) if self.missing.contains_key(&named.id) => return Ok(()),
            Some(named) => self.add(Item::Missing(named), None),
            None => {
                let at = self.add(Item::Event(first), None);
                self.nodes[at].note = note;
                at
            }
        };
        self.roots.push(at);
        self.grow(at, None, self.bounds.depth).await
    }
}
