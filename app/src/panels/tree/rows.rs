//! The row elements of a tree: one for each place, used again while values change under the person's eyes.
//! Never makes an element anew because another line stands on it.

use leptos::prelude::*;

use super::content::Line;

/// The rows. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Rows {
    /// Those in use, and the spare ones, on which nothing stands.
    made: StoredValue<Vec<ArcRwSignal<Option<Line>>>>,
    /// How many there are.
    count: RwSignal<usize>,
}

impl Rows {
    /// Rows that show these lines as they come to be.
    pub fn of(lines: Memo<Vec<Line>>) -> Self {
        let rows = Self { made: StoredValue::new(Vec::new()), count: RwSignal::new(0) };
        Effect::new(move |_| lines.with(|lines| rows.show(lines)));
        rows
    }

    /// The rows from the top down, each with its number.
    pub fn all(self) -> Vec<(usize, ArcRwSignal<Option<Line>>)> {
        self.count.track();
        self.made.with_value(|made| made.iter().cloned().enumerate().collect())
    }

    fn show(self, lines: &[Line]) {
        let count = self.made.try_update_value(|made| {
            for number in 0..made.len().max(lines.len()) {
                let line = lines.get(number);
                match made.get(number) {
                    None => made.push(ArcRwSignal::new(line.cloned())),
                    Some(row) if row.with_untracked(|old| old.as_ref() != line) => row.set(line.cloned()),
                    Some(_) => {}
                }
            }
            made.len()
        });
        if let Some(count) = count.filter(|count| *count != self.count.get_untracked()) {
            self.count.set(count);
        }
    }
}
