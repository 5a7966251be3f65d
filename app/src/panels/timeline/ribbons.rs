//! The bookmarks over the picture: a ribbon that hangs from the top, at each of their events that is in view.
//! Never more than one at a pixel.

use std::fmt::Write as _;

use super::range::Range;
use super::view::View;
use crate::bookmarks::Bookmark;

/// The ribbons, as the path of a drawing.
pub fn ribbons(bookmarks: &[Bookmark], view: &View, range: Range, width: f64) -> String {
    let mut path = String::new();
    if view.axis.is_empty() {
        return path;
    }
    let mut last = None;
    for one in bookmarks.iter().filter(|one| (range.from..range.to).contains(&one.position)) {
        let x = view.x(one.position, range, width).round();
        if (0.0..=width).contains(&x) && last != Some(x) {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} 17h7v10l-3.5-3.5-3.5 3.5z", x - 3.5);
            last = Some(x);
        }
    }
    path
}
