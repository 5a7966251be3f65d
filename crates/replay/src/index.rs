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

impl Value {
    fn rank(&self) -> u8 {
        match &self.0 {
            Json::Null => 0,
            Json::Bool(false) => 1,
            Json::Bool(true) => 2,
            Json::Number(_) => 3,
            Json::String(_) => 4,
            Json::Array(_) => 5,
            Json::Object(_) => 6,
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank()).then_with(|| match (&self.0, &other.0) {
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
    text: usize,
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
        let own = |bound: Bound<&Json>| bound.map(|value| Value(value.clone()));
        let (from, to) = (own(from), own(to));
        let rank = |bound: &Bound<Value>| match bound {
            Bound::Included(value) | Bound::Excluded(value) => Some(value.rank()),
            Bound::Unbounded => None,
        };
        let kind = rank(&from).or(rank(&to));
        let empty = match (&from, &to) {
            (Bound::Included(a), Bound::Included(b)) => a > b,
            (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a >= b,
            _ => false,
        };
        let range = (!empty).then(|| self.values.range((from, to)));
        let found = range.into_iter().flatten().filter(move |(value, _)| kind.is_none_or(|kind| kind == value.rank()));
        found.flat_map(|(_, partitions)| partitions.iter().copied())
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

    /// Takes the state of a partition after the event at `position`.
    pub(crate) fn take(&mut self, partition: u32, position: u64, state: Option<&Json>) {
        let known = self.known.get(&partition);
        if known.is_some_and(|(at, _)| *at > position) {
            return;
        }
        let new = state.and_then(|state| state.get(&self.path)).map(|value| Value(value.clone()));
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
