//! Declared indexes: which partitions have which value at a path, in their latest state.
//!
//! For questions over all partitions that should not look at each: who owes more than 100, which names are taken twice.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use foldback_event::{Json, Pointer};
use rustc_hash::FxHashMap;

use crate::number;

/// A value in the order in which jq sorts: null, false, true, numbers, strings, and then the rest by its text.
#[derive(Clone, Debug)]
struct Value(Json);

fn rank(value: &Json) -> u8 {
    match value {
        Json::Null => 0,
        Json::Bool(false) => 1,
        Json::Bool(true) => 2,
        Json::Number(_) => 3,
        Json::String(_) => 4,
        Json::Array(_) => 5,
        Json::Object(_) => 6,
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        rank(&self.0).cmp(&rank(&other.0)).then_with(|| match (&self.0, &other.0) {
            (Json::Number(a), Json::Number(b)) => number::compare(a, b),
            (Json::String(a), Json::String(b)) => a.cmp(b),
            (a @ (Json::Array(_) | Json::Object(_)), b) => a.to_string().cmp(&b.to_string()),
            _ => Ordering::Equal,
        })
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

/// An index over the values at one path, kept up with each event that a history takes.
///
/// ```
/// use std::ops::Bound;
/// use foldback_event::{Json, Pointer};
/// use foldback_replay::{History, Index, Input, Merge};
///
/// let mut history = History::default();
/// history.declare(Index::new(Pointer::parse("/owes").unwrap()))?;
/// for (partition, data) in [(0, r#"{"owes":90}"#), (1, r#"{"owes":200}"#)] {
///     history.fold(&Merge, partition, &Input::of(data.as_bytes()))?;
/// }
/// let more_than = Json::Number("100".into());
/// let found: Vec<u32> = history.indexes()[0].range(Bound::Excluded(&more_than), Bound::Unbounded).collect();
/// assert_eq!(found, [1]);
/// # Ok::<(), foldback_replay::Gone>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Index {
    path: Pointer,
    values: BTreeMap<Value, BTreeSet<u32>>,
    /// What is known of each partition, and up to which position: a partition that is folded again is not taken back.
    known: FxHashMap<u32, (u64, Option<Value>)>,
    /// The partitions where the path leads through what is neither an object nor `null`: jq fails there.
    astray: BTreeSet<u32>,
    text: usize,
}

/// The partitions of which something may be so, as an index tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fitting {
    /// These.
    Only(BTreeSet<u32>),
    /// All but these.
    AllBut(BTreeSet<u32>),
}

impl Fitting {
    /// Whether a partition is one of them.
    pub fn has(&self, partition: u32) -> bool {
        match self {
            Self::Only(these) => these.contains(&partition),
            Self::AllBut(these) => !these.contains(&partition),
        }
    }
}

impl Index {
    /// An index of what stands at `path`. Partitions where nothing does are not in it.
    pub fn new(path: Pointer) -> Self {
        Self { path, ..Self::default() }
    }

    /// The path.
    pub fn path(&self) -> &Pointer {
        &self.path
    }

    /// The partitions with this value.
    pub fn equal(&self, value: &Json) -> impl Iterator<Item = u32> {
        self.values.get(&Value(value.clone())).into_iter().flatten().copied()
    }

    /// The partitions whose value lies between two of one kind (numbers, or strings), by value.
    pub fn range(&self, from: Bound<&Json>, to: Bound<&Json>) -> impl Iterator<Item = u32> {
        self.groups(from, to).flat_map(|(_, partitions)| partitions.iter().copied())
    }

    /// The same, value by value.
    pub fn groups(&self, from: Bound<&Json>, to: Bound<&Json>) -> impl Iterator<Item = (&Json, &BTreeSet<u32>)> {
        let kind_of = |bound: &Bound<&Json>| match bound {
            Bound::Included(value) | Bound::Excluded(value) => Some(rank(value)),
            Bound::Unbounded => None,
        };
        let kind = kind_of(&from).or(kind_of(&to));
        let found = self.between(from, to);
        found
            .filter(move |(value, _)| kind.is_none_or(|kind| kind == rank(&value.0)))
            .map(|(value, own)| (&value.0, own))
    }

    fn between(&self, from: Bound<&Json>, to: Bound<&Json>) -> impl Iterator<Item = (&Value, &BTreeSet<u32>)> {
        let own = |bound: Bound<&Json>| bound.map(|value| Value(value.clone()));
        let (from, to) = (own(from), own(to));
        let empty = match (&from, &to) {
            (Bound::Included(a), Bound::Included(b)) => a > b,
            (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a >= b,
            _ => false,
        };
        (!empty).then(|| self.values.range((from, to))).into_iter().flatten()
    }

    /// The partitions of which a query with this condition may tell something. That the others tell nothing is sure.
    ///
    /// ```
    /// use foldback_event::Pointer;
    /// use foldback_replay::jq::condition;
    /// use foldback_replay::{History, Index, Input, Merge};
    ///
    /// let mut history = History::default();
    /// history.declare(Index::new(Pointer::parse("/owes").unwrap()))?;
    /// for (partition, data) in [(0, r#"{"owes":90}"#), (1, r#"{"owes":200}"#)] {
    ///     history.fold(&Merge, partition, &Input::of(data.as_bytes()))?;
    /// }
    /// let asked = condition(".[] | select(.owes > 100) | .name").unwrap();
    /// let fitting = history.indexes()[0].fitting(&asked);
    /// assert_eq!([fitting.has(0), fitting.has(1)], [false, true]);
    /// # Ok::<(), foldback_replay::Gone>(())
    /// ```
    #[cfg(feature = "jq")]
    pub fn fitting(&self, condition: &crate::jq::Condition) -> Fitting {
        let (from, to) = (condition.from.as_ref(), condition.to.as_ref());
        let null = Value(Json::Null);
        // Where nothing stands at the path it is null, which is the lowest of all: only a bound from below leaves it out.
        let null_fits = match &condition.from {
            Bound::Included(value) => Value(value.clone()) <= null,
            Bound::Excluded(_) => false,
            Bound::Unbounded => true,
        };
        let all = |found: &mut dyn Iterator<Item = (&Value, &BTreeSet<u32>)>| {
            found.flat_map(|(_, partitions)| partitions.iter().copied()).collect::<BTreeSet<u32>>()
        };
        if !null_fits {
            let mut these = all(&mut self.between(from, to));
            these.extend(&self.astray);
            return Fitting::Only(these);
        }
        let beyond = match to {
            Bound::Included(value) => Bound::Excluded(value),
            Bound::Excluded(value) => Bound::Included(value),
            Bound::Unbounded => return Fitting::AllBut(BTreeSet::new()),
        };
        let mut these = all(&mut self.between(beyond, Bound::Unbounded));
        these.retain(|partition| !self.astray.contains(partition));
        Fitting::AllBut(these)
    }

    /// The values that more than one partition has, with these.
    pub fn shared(&self) -> impl Iterator<Item = (&Json, Vec<u32>)> {
        let shared = self.values.iter().filter(|(_, partitions)| partitions.len() > 1);
        shared.map(|(value, partitions)| (&value.0, partitions.iter().copied().collect()))
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        self.text + self.known.len() * 96
    }

    /// The position of the last event of a partition that it has seen.
    pub fn position(&self, partition: u32) -> Option<u64> {
        self.known.get(&partition).map(|(position, _)| *position)
    }

    /// The same of all partitions.
    pub fn positions(&self) -> FxHashMap<u32, u64> {
        self.known.iter().map(|(partition, (position, _))| (*partition, *position)).collect()
    }

    /// An event changed nothing at the path.
    pub(crate) fn pass(&mut self, partition: u32, position: u64) {
        let (known, _) = self.known.entry(partition).or_default();
        *known = position.max(*known);
    }

    /// Takes the state of a partition after the event at `position`.
    pub(crate) fn take(&mut self, partition: u32, position: u64, state: Option<&Json>) {
        let known = self.known.get(&partition);
        if known.is_some_and(|(at, _)| *at > position) {
            return;
        }
        let new = state.and_then(|state| state.get(&self.path)).map(|value| Value(value.clone()));
        if state.is_some_and(|state| leads_astray(state, &self.path)) {
            self.astray.insert(partition);
        } else {
            self.astray.remove(&partition);
        }
        if let Some(old) = known.and_then(|(_, value)| value.clone()) {
            self.text -= old.0.weight() * 2;
            if let Some(partitions) = self.values.get_mut(&old) {
                partitions.remove(&partition);
                if partitions.is_empty() {
                    self.values.remove(&old);
                }
            }
        }
        if let Some(new) = &new {
            self.text += new.0.weight() * 2;
            self.values.entry(new.clone()).or_default().insert(partition);
        }
        self.known.insert(partition, (position, new));
    }
}

/// Whether a path of names leads through something that has no members, other than `null`.
fn leads_astray(state: &Json, path: &Pointer) -> bool {
    let mut value = Some(state);
    for name in path.keys() {
        match value {
            Some(Json::Object(members)) => value = members.get(name),
            Some(Json::Null) | None => return false,
            Some(_) => return true,
        }
    }
    false
}
