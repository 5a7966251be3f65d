//! The keys of the tree, as trees have them.
//! Never acts on keys that it has no use for: those move the cursor.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::lines::Line;
use super::tree::Context;

/// Lines of a page.
const SCREEN: usize = 10;

/// Walks, folds, goes. Gives the key of the line to be at.
pub fn press(key: &KeyboardEvent, lines: &[Line], context: Context) -> Option<String> {
    if key.ctrl_key() || key.alt_key() || key.meta_key() || key.shift_key() || lines.is_empty() {
        return None;
    }
    let active = context.active.get_untracked();
    let at = lines.iter().position(|line| line.key == active).unwrap_or(0);
    let line = &lines[at];
    let to = match key.key().as_str() {
        "ArrowUp" => at.saturating_sub(1),
        "ArrowDown" => at + 1,
        "PageUp" => at.saturating_sub(SCREEN),
        "PageDown" => at + SCREEN,
        "Home" => 0,
        "End" => lines.len() - 1,
        "ArrowRight" if line.is_open == Some(true) => at + 1,
        "ArrowLeft" if line.is_open != Some(true) => {
            lines[..at].iter().rposition(|above| above.level < line.level).unwrap_or(at)
        }
        "ArrowLeft" | "ArrowRight" => {
            if line.is_open.is_some() {
                context.toggle.run(line.key.clone());
            }
            at
        }
        "Enter" | " " => {
            context.act.run(line.content.clone());
            at
        }
        _ => return None,
    };
    // Here these keys walk the tree; elsewhere they move the cursor.
    key.prevent_default();
    key.stop_propagation();
    lines.get(to.min(lines.len() - 1)).map(|line| line.key.clone())
}
