//! The row elements of a list: a fixed handful, each showing what its slot holds.
//! Never makes an element anew when only its content is another, and never touches one whose row stays in view.

use leptos::html;
use leptos::prelude::*;

/// Slots for rows. A copy is another handle on the same ones.
pub struct Slots<T: 'static> {
    /// The element that holds the row elements and nothing else.
    pub rows: NodeRef<html::Div>,
    slots: StoredValue<Vec<ArcRwSignal<T>>>,
    /// How many are in use.
    count: RwSignal<usize>,
    /// Which of them is on top, and the number in the list of its row.
    top: StoredValue<(usize, u64)>,
}

impl<T> Clone for Slots<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slots<T> {}

impl<T: PartialEq + Send + Sync + 'static> Slots<T> {
    /// No slots yet.
    pub fn new() -> Self {
        Self {
            rows: NodeRef::new(),
            slots: StoredValue::new(Vec::new()),
            count: RwSignal::new(0),
            top: StoredValue::new((0, 0)),
        }
    }

    /// Shows these rows, in this order, the top one of which has this number in the list.
    pub fn show(self, first: u64, rows: impl Iterator<Item = T>) {
        let mut rows: Vec<Option<T>> = rows.map(Some).collect();
        let (Some(count), Some((before, top))) = (self.count.try_get_untracked(), self.top.try_get_value()) else {
            return;
        };
        // A row keeps its slot while it is in view: the slots go round under the rows. Where none stays, no slot moves, and
        // where their number changes they stand in their own order, as the view that makes them puts them.
        let all = rows.len();
        let start = match usize::try_from(first.abs_diff(top)) {
            _ if all != count => 0,
            Ok(by) if by < all && first > top => (before + by) % all,
            Ok(by) if by < all => (before + all - by) % all,
            _ => before,
        };
        self.turn(before, start, count);
        self.top.set_value((start, first));
        self.slots.update_value(|slots| {
            for number in 0..all {
                let Some(row) = rows.get_mut((number + all - start) % all).and_then(Option::take) else { continue };
                match slots.get(number) {
                    None => slots.push(ArcRwSignal::new(row)),
                    Some(slot) if slot.with_untracked(|old| *old != row) => slot.set(row),
                    Some(_) => {}
                }
            }
        });
        if all != count {
            self.count.set(all);
        }
    }

    /// The slots in use, each with its number.
    pub fn used(self) -> Vec<(usize, ArcRwSignal<T>)> {
        let count = self.count.get();
        self.slots.with_value(|slots| slots.iter().take(count).cloned().enumerate().collect())
    }

    /// Brings another slot to the top: only those elements move that leave at one end and come in at the other. They stand as
    /// they are seen, for whoever reads them one after the other.
    fn turn(self, from: usize, to: usize, count: usize) {
        let Some(Some(rows)) = self.rows.try_get_untracked() else { return };
        let down = (to + count).checked_sub(from).map_or(0, |by| by % count.max(1));
        let up = count - down;
        let moved = |element: Option<web_sys::Element>, before: Option<web_sys::Node>| {
            // Fails for an element that is not one of its own alone.
            element.into_iter().for_each(|element| drop(rows.insert_before(&element, before.as_ref())));
        };
        let after = || rows.last_element_child().and_then(|last| last.next_sibling());
        match down {
            0 => {}
            _ if down <= up => (0..down).for_each(|_| moved(rows.first_element_child(), after())),
            _ => (0..up).for_each(|_| moved(rows.last_element_child(), rows.first_child())),
        }
    }
}
