//! The timeline: a range of events in columns of pixels, with lanes.

use std::ops::Range;

use foldback_log::{Backend, Index};
use foldback_protocol::{Lane, Pixels, TimelineAnswer};

use super::axis::Axis;
use crate::Store;

/// What a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// A category of streams.
    Category,
    /// A stream.
    Stream,
    /// An event type.
    Type,
}

/// A lane, and no lane, for each stream or type.
const NO_LANE: u32 = u32::MAX;

/// The lanes, and which one each category, stream or type is drawn in.
fn choose(index: &Index, by: Lanes, most: usize) -> (Vec<Lane>, Vec<u32>) {
    let names: Vec<(&str, u64)> = match by {
        Lanes::Category => index.categories().iter().map(|category| (&*category.name, category.events)).collect(),
        Lanes::Stream => index.streams().iter().map(|stream| (&*stream.name, stream.positions.len() as u64)).collect(),
        Lanes::Type => index.types().iter().map(|(name, events)| (&**name, *events)).collect(),
    };
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    let events = |at: &u32| std::cmp::Reverse(names[*at as usize].1);
    if most < order.len() {
        order.select_nth_unstable_by_key(most, events);
        order.truncate(most);
    }
    order.sort_by_key(events);
    let mut lane_of = vec![NO_LANE; names.len()];
    for (lane, at) in order.iter().enumerate() {
        lane_of[*at as usize] = lane as u32;
    }
    let lane = |at: &u32| Lane { name: names[*at as usize].0.to_owned(), events: names[*at as usize].1 };
    (order.iter().map(lane).collect(), lane_of)
}

/// The running maximum of the times of `range`. Events without a time take that of the event before them.
fn running(index: &Index, range: Range<u64>) -> impl Iterator<Item = i64> {
    let times = &index.created_column()[range.start as usize..range.end as usize];
    // Leading events without a time stand with the first that has one.
    let first = times.iter().copied().find(|time| *time != i64::MIN).unwrap_or_default();
    times.iter().scan(first, |latest, time| {
        *latest = (*latest).max(*time);
        Some(*latest)
    })
}

impl<B: Backend> Store<B> {
    /// The events of `range` in `width` columns, and at most `lanes` lanes, those with the most events in the log.
    pub fn timeline(&self, range: Range<u64>, width: u32, by: Lanes, lanes: usize) -> (TimelineAnswer, Pixels) {
        let index = self.log.index();
        let to = range.end.min(self.events());
        let range = range.start.min(to)..to;
        let columns = width.clamp(1, 8192) as usize;
        let (lanes, lane_of) = if lanes == 0 { (Vec::new(), Vec::new()) } else { choose(&index, by, lanes) };
        let axis = Axis::new(running(&index, range.clone()), columns as u32);
        let mut pixels = Pixels {
            positions: vec![0; columns + 1],
            times: vec![0.0; columns],
            counts: vec![0; columns],
            cells: vec![0; columns * lanes.len()],
        };
        let share = columns as f64 / (range.end - range.start).max(1) as f64;
        for (offset, time) in running(&index, range.clone()).enumerate() {
            let position = range.start as usize + offset;
            let column = axis.as_ref().map_or(offset as f64 * share, |axis| axis.column(time));
            let column = (column as usize).min(columns - 1);
            pixels.counts[column] += 1;
            if lanes.is_empty() {
                continue;
            }
            let (stream, kind) = (index.stream_column()[position], index.type_column()[position]);
            // An event that was removed has a time's place and no lane.
            let Some(entry) = index.streams().get(stream as usize) else { continue };
            let key = match by {
                Lanes::Category => entry.category,
                Lanes::Stream => stream,
                Lanes::Type => kind,
            };
            let lane = lane_of[key as usize];
            if lane != NO_LANE {
                // The last event of a column is on top. A page has no more colours than this leaves room for.
                pixels.cells[lane as usize * columns + column] = (kind % 65_535) as u16 + 1;
            }
        }
        let mut next = range.start as u32;
        for (column, count) in pixels.counts.iter().enumerate() {
            pixels.positions[column] = next;
            next += count;
            pixels.times[column] = axis.as_ref().map_or(0.0, |axis| axis.time(column as f64) as f64 / 1000.0);
        }
        pixels.positions[columns] = next;
        let answer = TimelineAnswer {
            from: range.start,
            to: range.end,
            width: columns as u32,
            by_time: axis.is_some(),
            gaps: axis.map(|axis| axis.gaps()).unwrap_or_default(),
            lanes,
        };
        (answer, pixels)
    }
}
