//! What a page needs to draw a range of events without seeing them.

use serde::{Deserialize, Serialize};

#[cfg(feature = "debugger")]
use crate::LaneBy;

/// What [`Call::Timeline`](crate::Call::Timeline) asks.
#[cfg(feature = "debugger")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineRequest {
    /// The log.
    pub log: String,
    /// First position.
    pub from: u64,
    /// Position behind the last.
    pub to: u64,
    /// How many columns, 1 to 8192.
    pub width: u32,
    /// What a lane stands for.
    pub lane_by: LaneBy,
    /// How many lanes at most; those with the most events in the log are shown.
    pub lanes: u32,
}

/// A stretch of time without events that is drawn short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// First column of it.
    pub from: u32,
    /// Column behind it.
    pub to: u32,
    /// How long it was, in microseconds.
    pub micros: f64,
}

/// A lane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lane {
    /// The category, stream or type.
    pub name: String,
    /// How many events of the log are in it.
    pub events: u64,
}

/// The frame of a timeline. What fills it are [`Pixels`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineAnswer {
    /// First position.
    pub from: u64,
    /// Position behind the last.
    pub to: u64,
    /// How many columns.
    pub width: u32,
    /// Whether columns are time; otherwise, in a log without times, they are positions.
    pub by_time: bool,
    /// Gaps drawn short, from left to right.
    pub gaps: Vec<Gap>,
    /// The lanes, top to bottom.
    pub lanes: Vec<Lane>,
}

/// The columns of a timeline, as bytes: for each column the position of its first event (the next one's where it has
/// none), its time in milliseconds since 1970 (0 without times) and its number of events; then for each lane and column the colour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pixels {
    /// First position of each column, and one more: the position behind the last column. Never falls.
    pub positions: Vec<u32>,
    /// The time at the left edge of each column, in milliseconds since 1970.
    pub times: Vec<f64>,
    /// Events in each column.
    pub counts: Vec<u32>,
    /// Lane by lane: for each column the index of an event type, plus one; 0 where the lane has no event.
    pub cells: Vec<u16>,
}

impl Pixels {
    /// As bytes, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.positions.len() * 16 + self.cells.len() * 2);
        self.times.iter().for_each(|time| out.extend(time.to_le_bytes()));
        self.positions.iter().for_each(|position| out.extend(position.to_le_bytes()));
        self.counts.iter().for_each(|count| out.extend(count.to_le_bytes()));
        self.cells.iter().for_each(|cell| out.extend(cell.to_le_bytes()));
        out
    }

    /// Reads what [`Self::to_bytes`] wrote for `width` columns; `None` when the length does not fit.
    pub fn from_bytes(width: usize, bytes: &[u8]) -> Option<Self> {
        let (times, rest) = bytes.split_at_checked(width * 8)?;
        let (positions, rest) = rest.split_at_checked(width * 4 + 4)?;
        let (counts, cells) = rest.split_at_checked(width * 4)?;
        if width == 0 || cells.len() % (width * 2) != 0 {
            return None;
        }
        Some(Self {
            positions: positions.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect(),
            times: times.as_chunks().0.iter().copied().map(f64::from_le_bytes).collect(),
            counts: counts.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect(),
            cells: cells.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect(),
        })
    }

    /// The column of a position.
    pub fn column(&self, position: u64) -> usize {
        self.positions
            .partition_point(|first| u64::from(*first) <= position)
            .saturating_sub(1)
            .min(self.counts.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_read_back() {
        let pixels = Pixels {
            positions: vec![0, 5, 5, 9],
            times: vec![1.0, 2.5, 3.0],
            counts: vec![5, 0, 4],
            cells: vec![1, 0, 2, 0, 0, 700],
        };
        assert_eq!(Pixels::from_bytes(3, &pixels.to_bytes()), Some(pixels.clone()));
        assert_eq!(Pixels::from_bytes(4, &pixels.to_bytes()), None);
        assert_eq!(pixels.column(0), 0);
        assert_eq!(pixels.column(4), 0);
        // The column that holds the event, not the empty one that begins at the same position.
        assert_eq!(pixels.column(5), 2);
        assert_eq!(pixels.column(100), 2);
    }
}
