//! The keys of the tree of streams, as trees have them.
//! Never acts on keys that it has no use for: those move the cursor.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::model::{Item, Model};
use super::source::Source;
use crate::panels::list::List;

/// Moves, opens, closes, chooses. `act` is what a click on a row does.
pub fn press(key: &KeyboardEvent, source: Source, list: List, active: RwSignal<u64>, act: impl Fn(u64)) {
    if key.ctrl_key() || key.alt_key() || key.meta_key() || key.shift_key() {
        return;
    }
    let last = source.model.with_value(Model::rows).saturating_sub(1);
    let at = active.get_untracked().min(last);
    let item = source.model.with_value(|model| model.item(at));
    let is_open = |index| source.model.with_value(|model| model.is_open(index));
    let to = match (key.key().as_str(), item) {
        ("ArrowUp", _) => at.saturating_sub(1),
        ("ArrowDown", _) => at + 1,
        ("PageUp", _) => at.saturating_sub(list.page()),
        ("PageDown", _) => at + list.page(),
        ("Home", _) => 0,
        ("End", _) => last,
        ("ArrowRight", Some(Item::Category(index))) if is_open(index) => at + 1,
        ("ArrowLeft", Some(Item::Stream(Some(index), _))) => source.model.with_value(|model| model.row_of(index)),
        ("ArrowRight", Some(Item::Category(_))) | ("Enter" | " ", _) => {
            act(at);
            at
        }
        ("ArrowLeft", Some(Item::Category(index))) if is_open(index) => {
            act(at);
            at
        }
        ("ArrowLeft" | "ArrowRight", _) => at,
        _ => return,
    };
    // Here these keys walk the tree; elsewhere they move the cursor.
    key.prevent_default();
    key.stop_propagation();
    active.set(to.min(last));
    list.reveal(to.min(last), 1.0);
}
