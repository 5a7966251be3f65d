//! The row elements of a list: a fixed handful, each showing what its slot holds.
//! Never makes an element anew when only its content is another.

use leptos::prelude::*;

/// Slots for rows. A copy is another handle on the same ones.
pub struct Slots<T: 'static>(StoredValue<Vec<ArcRwSignal<T>>>, RwSignal<usize>);

impl<T> Clone for Slots<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slots<T> {}

impl<T: PartialEq + Send + Sync + 'static> Slots<T> {
    /// No slots yet.
    pub fn new() -> Self {
        Self(StoredValue::new(Vec::new()), RwSignal::new(0))
    }

    /// Shows these rows, in this order.
    pub fn show(self, rows: impl Iterator<Item = T>) {
        let mut used = 0;
        self.0.try_update_value(|slots| {
            for row in rows {
                match slots.get(used) {
                    None => slots.push(ArcRwSignal::new(row)),
                    Some(slot) if slot.with_untracked(|old| *old != row) => slot.set(row),
                    Some(_) => {}
                }
                used += 1;
            }
        });
        if self.1.try_get_untracked().is_some_and(|count| count != used) {
            self.1.set(used);
        }
    }

    /// The slots in use, each with its number.
    pub fn used(self) -> Vec<(usize, ArcRwSignal<T>)> {
        let count = self.1.get();
        self.0.with_value(|slots| slots.iter().take(count).cloned().enumerate().collect())
    }
}
