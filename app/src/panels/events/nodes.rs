//! The elements of a row of the list, and what is written onto them.
//! Never touches what looks as before: a drag writes all rows anew with every frame.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

use super::cells::Cells;
use super::row::{Slot, Standing};
use crate::number::grouped;
use crate::panels::tail::head_and_tail;
use crate::panels::type_dot::type_class;
use crate::panels::write::{write_attribute, write_text};

/// The elements.
#[derive(Clone, Copy, Default)]
pub struct Nodes {
    pub row: NodeRef<html::Div>,
    pub position: NodeRef<html::Span>,
    pub time: NodeRef<html::Span>,
    /// The beginning of the stream's name, which gives way.
    pub head: NodeRef<html::Span>,
    /// Its end, which stays.
    pub tail: NodeRef<html::Span>,
    pub dot: NodeRef<html::I>,
    pub event_type: NodeRef<html::Span>,
    pub data: NodeRef<html::Span>,
}

impl Nodes {
    /// Writes what is other than before.
    pub fn write(self, before: Option<&Slot>, now: &Slot) {
        let Some(row) = self.row.get_untracked() else { return };
        let class = now.classes();
        if before.is_none_or(|before| before.classes() != class) {
            row.set_class_name(&class);
        }
        if before.is_none_or(|before| before.position != now.position) {
            row.set_id(&format!("event-{}", now.position));
            write(self.position, &grouped(now.position));
        }
        if before.is_none_or(|before| before.row != now.row) {
            write_attribute(&row, "aria-rowindex", &(now.row + 2).to_string());
        }
        let is_here = |slot: &Slot| slot.standing == Standing::Here;
        if before.is_none_or(|before| is_here(before) != is_here(now)) {
            write_attribute(&row, "aria-selected", if is_here(now) { "true" } else { "false" });
        }
        let same_cells = match (before.and_then(|before| before.cells.as_ref()), &now.cells) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (old, new) => before.is_some() && old.is_none() && new.is_none(),
        };
        if !same_cells {
            self.write_cells(before.and_then(|before| before.cells.as_deref()), now.cells.as_deref());
        }
    }

    fn write_cells(self, old: Option<&Cells>, new: Option<&Cells>) {
        let other = |of: fn(&Cells) -> &str| {
            let (old, new) = (old.map(of), new.map(of).unwrap_or_default());
            (old != Some(new)).then_some(new)
        };
        other(|cells| &cells.time).into_iter().for_each(|time| write(self.time, time));
        if let Some(stream) = other(|cells| &cells.stream) {
            let (head, tail) = head_and_tail(stream);
            write(self.head, head);
            write(self.tail, tail);
            let class = if tail.is_empty() { "head" } else { "head cut" };
            self.head.get_untracked().into_iter().for_each(|head| head.set_class_name(class));
        }
        if let Some(event_type) = other(|cells| &cells.event_type) {
            write(self.event_type, event_type);
        }
        let class =
            |cells: Option<&Cells>| cells.map_or_else(|| "dot none".to_owned(), |cells| type_class(cells.type_index));
        if old.is_none() || old.map(|old| old.type_index) != new.map(|new| new.type_index) {
            self.dot.get_untracked().into_iter().for_each(|dot| dot.set_class_name(&class(new)));
        }
        other(|cells| &cells.data).into_iter().for_each(|data| write(self.data, data));
    }
}

fn write<E: html::ElementType<Output: AsRef<Element> + Clone + wasm_bindgen::JsCast + 'static>>(
    node: NodeRef<E>,
    text: &str,
) {
    if let Some(node) = node.get_untracked() {
        write_text(node.as_ref(), text);
    }
}
