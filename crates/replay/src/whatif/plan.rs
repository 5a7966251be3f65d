//! The edits of a branch, and in which order its events come.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// One edit of a log. `E` is whatever the caller has for an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit<E> {
    /// The event at this position does not happen.
    Skip(u64),
    /// Another event happens in its place.
    Replace(u64, E),
    /// An event more happens, just before the one at this position. At the number of events: at the end.
    Insert(u64, E),
    /// The event at `from` happens just before the one at `to` instead.
    Move {
        /// Where it is in the log.
        from: u64,
        /// Where it is in the branch.
        to: u64,
    },
}

/// An edit that cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditError {
    /// There is no event at this position.
    NoEvent {
        /// The position.
        position: u64,
        /// How many events there are.
        events: u64,
    },
    /// Two edits say what becomes of the event at this position.
    Twice(u64),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEvent { position, events } => {
                write!(f, "there is no event at position {position} to edit: the log has {events}")
            }
            Self::Twice(position) => {
                write!(f, "two edits say what becomes of the event at position {position}: leave one out")
            }
        }
    }
}

impl std::error::Error for EditError {}

/// Where the events of a branch come from, in its order. Several may stand at one position: those put before an event of
/// the log stand at its position.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'e, E> {
    /// The events of the log at these positions, as they are.
    Log(Range<u64>),
    /// One event of the log, at another position.
    Moved {
        /// Where it is in the log.
        from: u64,
        /// Where it is in the branch.
        at: u64,
    },
    /// An event of the branch alone.
    Own {
        /// The event.
        event: &'e E,
        /// Where it is.
        at: u64,
    },
}

#[derive(Clone, Debug)]
enum Source {
    Moved(u64),
    /// Which of the edits it is.
    Own(usize),
}

#[derive(Clone, Debug, Default)]
struct Place {
    before: Vec<Source>,
    /// What becomes of the log's own event; `None` when nothing does.
    own: Option<Option<Source>>,
}

/// Edits that fit together.
///
/// ```
/// use foldback_replay::{Edit, Plan, Step};
///
/// let plan = Plan::new(vec![Edit::Skip(2), Edit::Insert(4, "paid")], 6).unwrap();
/// assert_eq!(plan.first(), Some(2));
/// let steps: Vec<_> = plan.steps().collect();
/// assert_eq!(steps, [Step::Log(3..4), Step::Own { event: &"paid", at: 4 }, Step::Log(4..6)]);
/// ```
#[derive(Clone, Debug)]
pub struct Plan<E> {
    edits: Vec<Edit<E>>,
    places: BTreeMap<u64, Place>,
    events: u64,
}

impl<E> Plan<E> {
    /// A plan of these edits over a log of so many events.
    ///
    /// # Errors
    /// Edits of events that there are not, and two that say what becomes of the same event.
    pub fn new(edits: Vec<Edit<E>>, events: u64) -> Result<Self, EditError> {
        let mut places: BTreeMap<u64, Place> = BTreeMap::new();
        for (at, edit) in edits.iter().enumerate() {
            let (own, put) = match edit {
                Edit::Skip(position) => (Some((*position, None)), None),
                Edit::Replace(position, _) => (Some((*position, Some(Source::Own(at)))), None),
                Edit::Insert(position, _) => (None, Some((*position, Source::Own(at)))),
                Edit::Move { from, to } => (Some((*from, None)), Some((*to, Source::Moved(*from)))),
            };
            if let Some((position, becomes)) = own {
                if position >= events {
                    return Err(EditError::NoEvent { position, events });
                }
                if places.entry(position).or_default().own.replace(becomes).is_some() {
                    return Err(EditError::Twice(position));
                }
            }
            if let Some((position, source)) = put {
                if position > events {
                    return Err(EditError::NoEvent { position, events });
                }
                places.entry(position).or_default().before.push(source);
            }
        }
        Ok(Self { edits, places, events })
    }

    /// The first position at which the branch is different; `None` when nothing is edited.
    pub fn first(&self) -> Option<u64> {
        self.places.keys().next().copied()
    }

    /// How many events happen that do not in the log, and how many do not that do.
    pub fn grows_by(&self) -> (u64, u64) {
        let count = |fits: fn(&Edit<E>) -> bool| self.edits.iter().filter(|edit| fits(edit)).count() as u64;
        (count(|edit| matches!(edit, Edit::Insert(..))), count(|edit| matches!(edit, Edit::Skip(_))))
    }

    /// How many events the log had.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The events of the branch alone.
    pub fn own(&self) -> impl Iterator<Item = &E> {
        self.edits.iter().filter_map(|edit| match edit {
            Edit::Replace(_, event) | Edit::Insert(_, event) => Some(event),
            Edit::Skip(_) | Edit::Move { .. } => None,
        })
    }

    /// The positions of the log's events that something becomes of. Their partitions are different even where no event of the
    /// branch is in them.
    pub fn edited(&self) -> impl Iterator<Item = u64> {
        self.places.iter().filter(|(_, place)| place.own.is_some()).map(|(position, _)| *position)
    }

    /// Whether an event of the branch stands behind this position, or at it, where the log would end.
    pub fn own_at(&self, end: u64) -> bool {
        self.places.range(end..).any(|(_, place)| !place.before.is_empty())
    }

    /// The events of the branch that stand at a position, in their order, where it is not before the first difference.
    pub fn at(&self, position: u64) -> Vec<Step<'_, E>> {
        let place = self.places.get(&position);
        let before = place.into_iter().flat_map(|place| &place.before);
        let own = place.and_then(|place| place.own.as_ref());
        let steps = before.chain(own.into_iter().flatten()).filter_map(|source| self.step(source, position));
        steps.chain(own.is_none().then(|| Step::Log(position..position + 1))).collect()
    }

    /// The events of the branch from the first difference on, in their order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'_, E>> {
        let mut steps = Vec::new();
        let mut next = self.first().unwrap_or(self.events);
        for (at, place) in &self.places {
            if next < *at {
                steps.push(Step::Log(next..*at));
            }
            let own = place.own.iter().flatten();
            steps.extend(place.before.iter().chain(own).filter_map(|source| self.step(source, *at)));
            next = at + u64::from(place.own.is_some());
        }
        if next < self.events && self.first().is_some() {
            steps.push(Step::Log(next..self.events));
        }
        steps.into_iter()
    }

    fn step(&self, source: &Source, at: u64) -> Option<Step<'_, E>> {
        match source {
            Source::Moved(from) => Some(Step::Moved { from: *from, at }),
            Source::Own(edit) => match self.edits.get(*edit)? {
                Edit::Replace(_, event) | Edit::Insert(_, event) => Some(Step::Own { event, at }),
                Edit::Skip(_) | Edit::Move { .. } => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(edits: Vec<Edit<&str>>, events: u64) -> String {
        let plan = Plan::new(edits, events).unwrap();
        let shown = plan.steps().map(|step| match step {
            Step::Log(range) => format!("{}..{}", range.start, range.end),
            Step::Moved { from, at } => format!("{from}@{at}"),
            Step::Own { event, at } => format!("{event}@{at}"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn events_come_in_the_order_of_the_edits() {
        use Edit::{Insert, Move, Replace, Skip};
        assert_eq!(order(vec![], 9), "");
        assert_eq!(order(vec![Skip(3)], 9), "4..9");
        assert_eq!(order(vec![Skip(8)], 9), "");
        assert_eq!(order(vec![Replace(3, "x")], 9), "x@3 4..9");
        assert_eq!(order(vec![Insert(3, "x"), Insert(3, "y"), Skip(3), Insert(9, "z")], 9), "x@3 y@3 4..9 z@9");
        assert_eq!(order(vec![Move { from: 2, to: 5 }], 9), "3..5 2@5 5..9");
        assert_eq!(order(vec![Move { from: 5, to: 2 }, Replace(2, "x")], 9), "5@2 x@2 3..5 6..9");
        assert_eq!(order(vec![Move { from: 2, to: 9 }], 9), "3..9 2@9");
    }

    #[test]
    fn edits_that_do_not_fit_together_are_refused() {
        let error = |edits: Vec<Edit<()>>| Plan::new(edits, 5).map(|_| ()).unwrap_err();
        assert_eq!(error(vec![Edit::Skip(5)]), EditError::NoEvent { position: 5, events: 5 });
        assert_eq!(error(vec![Edit::Insert(6, ())]), EditError::NoEvent { position: 6, events: 5 });
        assert_eq!(error(vec![Edit::Skip(1), Edit::Move { from: 1, to: 3 }]), EditError::Twice(1));
    }
}
