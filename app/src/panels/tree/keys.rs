//! The keys of a tree, as trees have them, and those that ask about a value.
//! Never acts on keys that it has no use for: those move the cursor.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::content::{Content, Line};
use super::line::key_of;
use super::lines::PAGE;
use super::view::{Act, TreeContext};

/// Lines of a page.
const SCREEN: usize = 15;

/// The index of a line by its key.
pub fn index(lines: &[Line], key: &str) -> Option<usize> {
    lines.iter().position(|line| key_of(line) == key)
}

/// Whether the branch at a path is open; nothing when there is none.
pub fn is_open(lines: &[Line], path: &str) -> Option<bool> {
    lines.iter().find_map(|line| match line.content {
        Content::Branch { is_open, .. } if line.path == path => Some(is_open),
        _ => None,
    })
}

/// Walks, opens, closes, copies, blames. `reveal` brings the line of a key into view.
pub fn press(key: &KeyboardEvent, lines: &[Line], tree: TreeContext, reveal: impl Fn(&str)) {
    if key.ctrl_key() || key.alt_key() || key.meta_key() || key.shift_key() || lines.is_empty() {
        return;
    }
    let at = index(lines, &tree.active.get_untracked()).unwrap_or(0);
    let last = lines.len() - 1;
    let line = &lines[at];
    let act = |what: fn(String) -> Act| {
        tree.act.run(what(line.path.clone()));
        at
    };
    let open = match line.content {
        Content::Branch { is_open, .. } => Some(is_open),
        _ => None,
    };
    let to = match key.key().as_str() {
        "ArrowUp" => at.saturating_sub(1),
        "ArrowDown" => at + 1,
        "PageUp" => at.saturating_sub(SCREEN),
        "PageDown" => at + SCREEN,
        "Home" => 0,
        "End" => last,
        "ArrowRight" if open == Some(false) => act(Act::Toggle),
        "ArrowRight" if open == Some(true) => at + 1,
        "ArrowLeft" if open == Some(true) => act(Act::Toggle),
        "ArrowLeft" => lines[..at].iter().rposition(|above| above.depth < line.depth).unwrap_or(at),
        "ArrowRight" => at,
        "Enter" | " " => match line.content {
            Content::Branch { .. } => act(Act::Toggle),
            Content::Pages { first, count } => {
                let next = if first + PAGE < count { first + PAGE } else { 0 };
                tree.act.run(Act::Page(line.path.clone(), next));
                at
            }
            Content::Leaf { rest, .. } if rest > 0 => act(Act::Whole),
            _ => act(Act::Blame),
        },
        "b" => act(Act::Blame),
        "t" => act(Act::Follow),
        "c" => act(Act::CopyValue),
        "p" => act(Act::CopyPath),
        _ => return,
    };
    // Here these keys walk the tree; elsewhere they move the cursor.
    key.prevent_default();
    key.stop_propagation();
    if let Some(line) = lines.get(to.min(last)) {
        let key = key_of(line);
        reveal(&key);
        tree.active.set(key);
    }
}
