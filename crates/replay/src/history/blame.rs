//! Blame: which events changed a value, and how.
//!
//! An event counts when one of its writes at, above or below the path changed what the path leads to.

use std::ops::RangeInclusive;

use foldback_event::{Change, Json, Pointer};

use super::lens::Lens;
use super::partition::{Known, Partition};
use super::paths::{Lies, Paths};

/// An event that changed the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Its position.
    pub position: u64,
    /// Its place among the partition's events.
    pub entry: usize,
    /// What it did to the value or to what lies in it.
    pub changes: Vec<Change>,
}

/// Who wrote a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blame {
    /// How many events did.
    pub total: u64,
    /// The latest of them, newest first.
    pub writes: Vec<Write>,
}

/// How an event's writes lie to the value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Concern {
    None,
    /// It changed it.
    Sure,
    /// It takes the values before and after to tell.
    Open,
}

/// Looks back from `at`, one stretch after the other.
pub fn blame(partition: &Partition, paths: &Paths, path: &Pointer, at: u64, limit: usize) -> Known<Blame> {
    let lens = Lens::new(paths, path);
    let mut found = Blame::default();
    let mut end = partition.entries_at(at)?;
    while let Some(stretch) = end.checked_sub(1).and_then(|last| partition.stretch_of(last)) {
        let start = stretch.first;
        let mut concerned = Vec::with_capacity(end - start);
        for entry in start..end {
            concerned.push(concern(partition, paths, &lens, entry)?);
        }
        let asked = |concern: &Concern| match concern {
            Concern::None => false,
            Concern::Sure => found.writes.len() < limit,
            Concern::Open => true,
        };
        if concerned.iter().any(asked) {
            let mut value = partition.value(&lens, paths, start)?;
            let mut writes = Vec::new();
            for (entry, concern) in (start..end).zip(concerned) {
                if concern != Concern::None {
                    writes.extend(write(partition, paths, &lens, &mut value, entry)?);
                }
            }
            found.total += writes.len() as u64;
            writes.reverse();
            writes.truncate(limit - found.writes.len());
            found.writes.extend(writes);
        } else {
            found.total += concerned.iter().filter(|concern| **concern == Concern::Sure).count() as u64;
        }
        end = start;
    }
    partition.is_known_from_start()?;
    Ok(found)
}

fn concern(partition: &Partition, paths: &Paths, lens: &Lens<'_>, entry: usize) -> Known<Concern> {
    let (head, writes) = partition.patch(paths, entry)?;
    let mut concern = Concern::None;
    for write in writes {
        match lens.lies(&write) {
            Lies::Apart => {}
            Lies::Above => return Ok(Concern::Open),
            Lies::AtOrBelow if head.tangled => return Ok(Concern::Open),
            Lies::AtOrBelow => concern = Concern::Sure,
        }
    }
    Ok(concern)
}

fn write(
    partition: &Partition,
    paths: &Paths,
    lens: &Lens<'_>,
    value: &mut Option<Json>,
    entry: usize,
) -> Known<Option<Write>> {
    let changes = partition.step(lens, paths, value, entry)?;
    if changes.is_empty() {
        return Ok(None);
    }
    let position = partition.position(entry)?.unwrap_or_default();
    Ok(Some(Write { position, entry, changes }))
}

/// The events of these positions that changed the value, oldest first, each with the value behind it.
pub fn writes(
    partition: &Partition,
    paths: &Paths,
    path: &Pointer,
    at: RangeInclusive<u64>,
    show: &mut dyn FnMut(Write, Option<&Json>) -> bool,
) -> Known<()> {
    let lens = Lens::new(paths, path);
    let from = partition.entries_before(*at.start())?;
    let mut value = partition.value(&lens, paths, from)?;
    for entry in from..partition.entries_at(*at.end())? {
        if let Some(write) = write(partition, paths, &lens, &mut value, entry)?
            && !show(write, value.as_ref())
        {
            break;
        }
    }
    Ok(())
}
