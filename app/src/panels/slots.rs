//! The row elements of a list: a fixed handful, each showing what its slot holds.
//! Never makes an element anew when only its content is another, and never touches one whose row stays in view.

use leptos::prelude::*;

/// Slots for rows. A copy is another handle on the same ones.
pub struct Slots<T: 'static> {
    slots: StoredValue<Vec<ArcRwSignal<T>>>,
    /// The number in the list of the row on top.
    first: StoredValue<u64>,
    /// Which of them is on top, and how many are in use.
    turn: RwSignal<(usize, usize)>,
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
        Self { slots: StoredValue::new(Vec::new()), first: StoredValue::new(0), turn: RwSignal::new((0, 0)) }
    }

    /// Shows these rows, in this order, the top one of which has this number in the list.
    pub fn show(self, first: u64, rows: impl Iterator<Item = T>) {
        let mut rows: Vec<Option<T>> = rows.map(Some).collect();
        let count = rows.len();
        let (Some(before), Some((top, _))) = (self.first.try_get_value(), self.turn.try_get_untracked()) else {
            return;
        };
        self.first.set_value(first);
        let turn = self.slots.try_update_value(|slots| {
            let all = slots.len().max(count);
            // A row keeps its slot while it is in view: the slots go round under the rows. Where none stays, no slot moves.
            let start = match usize::try_from(first.abs_diff(before)) {
                Ok(by) if by < all && first > before => (top + by) % all,
                Ok(by) if by < all => (top + all - by) % all,
                _ => top,
            };
            for number in 0..all {
                let Some(row) = rows.get_mut((number + all - start) % all).and_then(Option::take) else { continue };
                match slots.get(number) {
                    None => slots.push(ArcRwSignal::new(row)),
                    Some(slot) if slot.with_untracked(|old| *old != row) => slot.set(row),
                    Some(_) => {}
                }
            }
            (start, count)
        });
        if let (Some(turn), Some(shown)) = (turn, self.turn.try_get_untracked())
            && turn != shown
        {
            self.turn.set(turn);
        }
    }

    /// The slots in use from the top down, each with its number.
    pub fn used(self) -> Vec<(usize, ArcRwSignal<T>)> {
        let (start, count) = self.turn.get();
        self.slots.with_value(|slots| {
            let numbers = (0..count).map(|row| (start + row) % slots.len().max(1));
            numbers.filter_map(|number| Some((number, slots.get(number)?.clone()))).collect()
        })
    }
}
