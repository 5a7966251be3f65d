//! The marks of a conversation under the picture: a stroke at each event that has the correlation id of the one at the cursor.
//! Never more strokes than there are pixels.

use std::fmt::Write as _;

use super::range::Range;
use super::view::View;
use crate::session::Conversation;

/// Where strokes begin and how long they are, in pixels.
const TOP: u32 = 18;
const LENGTH: u32 = 7;

/// The strokes, as the path of a drawing.
pub fn strokes(conversation: &Conversation, view: &View, range: Range, width: f64) -> String {
    let mut path = String::new();
    // A single event is where the cursor is already.
    if conversation.positions.len() < 2 || view.axis.is_empty() {
        return path;
    }
    let from = conversation.positions.partition_point(|position| u64::from(*position) < range.from);
    let to = conversation.positions.partition_point(|position| u64::from(*position) < range.to);
    let mut last = None;
    for position in &conversation.positions[from..to] {
        let x = view.x(u64::from(*position), range, width).round();
        if (0.0..=width).contains(&x) && last != Some(x) {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x} {TOP}v{LENGTH}");
            last = Some(x);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use foldback_protocol::{Pixels, TimelineAnswer};

    use super::*;
    use crate::panels::axis::Axis;

    #[test]
    fn a_stroke_stands_at_each_place_once_and_within_the_range() {
        let view = View {
            axis: Axis {
                frame: TimelineAnswer { from: 0, to: 100, width: 10, ..TimelineAnswer::default() },
                pixels: Pixels {
                    positions: (0..=10).map(|column| column * 10).collect(),
                    times: vec![0.0; 10],
                    counts: vec![10; 10],
                    cells: vec![],
                },
            },
            width: 10.0,
            ..View::default()
        };
        let of = |positions: Vec<u32>| Conversation { positions, ..Conversation::default() };
        let whole = Range { from: 0, to: 100 };
        assert_eq!(strokes(&of(vec![20, 21, 70]), &view, whole, 10.0), "M2 18v7M7 18v7");
        assert_eq!(strokes(&of(vec![20, 70]), &view, Range { from: 50, to: 100 }, 10.0), "M4 18v7");
        assert_eq!(strokes(&of(vec![20]), &view, whole, 10.0), "");
    }
}
