//! Texts that begin with an object: the first of many records, or one object around an array of events.

use super::{First, Found, Opening, USUAL, significant};
use crate::json::names;
use crate::json::plan::{Layout, Plan};
use crate::json::progress::FoundArray;
use crate::process::is_ocel;
use crate::{guess, known, native};

impl Opening {
    pub(super) fn object(&mut self, start: usize, ended: bool) -> Found {
        let record = self.head.get(start..).unwrap_or_default();
        if native::is_native(record) {
            let plan = super::lines("the first line is an event that Foldback exported");
            return Some(Ok(Plan { is_native: true, ..plan }));
        }
        if native::may_become_native(record) && !ended {
            return None;
        }
        self.scan(start, USUAL);
        if self.first == First::Open {
            if !self.seen_usual(ended) {
                return None;
            }
            if let Some(plan) = self.judge().or_else(|| self.seek(start)) {
                return Some(Ok(plan));
            }
        }
        match self.first {
            First::Open => {
                (ended || self.head.len() >= self.longest).then(|| Ok(self.whole("the first value does not end")))
            }
            First::Ended(end) => self.behind(end, ended).map(Ok),
            First::Broken => self.seen_usual(ended).then(|| {
                Ok(if self.has_object_lines() {
                    super::lines("lines are JSON objects, though the first is broken")
                } else {
                    self.whole("the first value is broken")
                })
            }),
        }
    }

    /// The object did not end within the usual bytes: what do they show?
    fn judge(&mut self) -> Option<Plan> {
        if self.judged {
            return None;
        }
        self.judged = true;
        if let Some(plan) = self.ocel() {
            return Some(plan);
        }
        let strong = best(self.outline.arrays.iter().filter(|array| is_strong(array)));
        strong.map(|found| self.in_object(found)).or_else(|| self.event())
    }

    /// Reads on to the first array that has a name for events.
    fn seek(&mut self, start: usize) -> Option<Plan> {
        self.scan(start, self.longest);
        let mut arrays = self.outline.arrays.iter();
        let found = arrays.find(|array| array.first == Some(b'{') && rank(array).is_some())?;
        Some(self.in_object(found))
    }

    /// The object ends before `end`: is it one of many?
    fn behind(&self, end: usize, ended: bool) -> Option<Plan> {
        let Some(next) = significant(&self.head, end) else {
            let waited = ended || self.head.len() - end.min(self.head.len()) >= USUAL;
            return waited.then(|| self.whole("the file is one object"));
        };
        if let Some(plan) = self.ocel() {
            return Some(plan);
        }
        let new_line = self.head.get(end..next).unwrap_or_default().contains(&b'\n');
        let follows = matches!(self.head.get(next), Some(b'{' | b'[' | b'"' | b','));
        Some(if new_line || self.outline.has_line_break || !follows {
            self.records("JSON values follow one another")
        } else {
            Plan {
                layout: Layout::Values,
                reason: "JSON values follow one another on a line".to_owned(),
                is_native: false,
            }
        })
    }

    /// If the object is a log in OCEL, it has two lists of records.
    fn ocel(&self) -> Option<Plan> {
        // How much of what stands behind the object is there already depends on the cut.
        let to = if let First::Ended(end) = self.first { end.min(USUAL) } else { USUAL };
        let head = self.head.get(..to).unwrap_or(&self.head);
        is_ocel(&self.outline.top, head).then(|| Plan {
            layout: Layout::Ocel,
            reason: "the object has the lists of events and objects of OCEL".to_owned(),
            is_native: false,
        })
    }

    /// One object is all there is to judge by.
    fn whole(&self, reason: &str) -> Plan {
        if let Some(plan) = self.ocel() {
            return plan;
        }
        let arrays = || self.outline.arrays.iter();
        let begins = |array: &FoundArray, first| array.first == Some(first);
        // An empty array of events says more than a full one of something else.
        let named = |first| arrays().filter(move |array| begins(array, first) && rank(array).is_some());
        let rows = arrays().filter(|array| begins(array, b'{') && names::leads_to_rows(&array.path));
        best(arrays().filter(|array| is_strong(array)))
            .map(|found| self.in_object(found))
            .or_else(|| self.event())
            .or_else(|| {
                let found = best(named(b'{')).or_else(|| best(named(b']'))).or_else(|| best(rows));
                found.map(|found| self.in_object(found))
            })
            .unwrap_or_else(|| self.records(reason))
    }

    /// If the object's names are those of an event, it is a record.
    fn event(&self) -> Option<Plan> {
        (known::is_record(&self.outline.top) || guess::looks_like_event(&self.outline.top, &self.outline.inner))
            .then(|| self.records("the first object has the fields of an event"))
    }

    fn in_object(&self, found: &FoundArray) -> Plan {
        let name = found.path.to_string();
        let seen = self.outline.top.iter();
        Plan {
            layout: Layout::Array {
                start: found.start,
                path: found.path.clone(),
                // Names behind the array will be met again.
                others: seen.take_while(|name| Some(*name) != found.path.0.first()).cloned().collect(),
            },
            reason: format!("the object holds an array of objects, {name}"),
            is_native: false,
        }
    }
}

fn rank(array: &FoundArray) -> Option<usize> {
    names::rank(array.path.0.last()?)
}

/// An array of objects right inside the object, under a name that leaves no doubt.
fn is_strong(array: &FoundArray) -> bool {
    array.first == Some(b'{') && array.path.0.len() == 1 && rank(array).is_some_and(|rank| rank < names::STRONG)
}

/// The array with the best name; without names, the longest.
fn best<'a>(arrays: impl Iterator<Item = &'a FoundArray>) -> Option<&'a FoundArray> {
    arrays.min_by_key(|array| {
        let length = array.end.map_or(u64::MAX, |end| end - array.start);
        (rank(array).unwrap_or(usize::MAX), u64::MAX - length)
    })
}
