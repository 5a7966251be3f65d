//! Marks A and B: the two moments that a diff compares. A is the cursor until it is set somewhere.
//! Never compares: the engine does.

use leptos::prelude::*;

use super::{Session, Tab};

/// The marks that are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The first moment; the cursor when there is none.
    pub a: Option<u64>,
    /// The other one; the cursor when A alone is set.
    pub b: Option<u64>,
}

impl Marks {
    /// The moments that are compared, while the cursor is there; nothing when no mark is set.
    pub fn ends(self, cursor: u64) -> Option<(u64, u64)> {
        match self {
            Self { a: None, b: None } => None,
            Self { a, b } => Some((a.unwrap_or(cursor), b.unwrap_or(cursor))),
        }
    }

    /// The letter of the mark that stands at a position.
    pub fn letter(self, position: u64) -> Option<&'static str> {
        match position {
            _ if self.a == Some(position) => Some("A"),
            _ if self.b == Some(position) => Some("B"),
            _ => None,
        }
    }
}

impl Session {
    /// Sets A where the cursor is, so that it stays when the cursor goes on.
    pub fn set_a(self) {
        let cursor = self.cursor.get_untracked();
        self.marks.update(|marks| marks.a = Some(cursor));
        self.tab.set(Tab::Diff);
    }

    /// Sets B, and shows what is different.
    pub fn set_b(self, position: u64) {
        let last = self.events.get_untracked().saturating_sub(1);
        self.playing.set(false);
        self.marks.update(|marks| marks.b = Some(position.min(last)));
        self.tab.set(Tab::Diff);
    }

    /// A where B is, and B where A is.
    pub fn swap_marks(self) {
        let cursor = self.cursor.get_untracked();
        if let Some((a, b)) = self.marks.get_untracked().ends(cursor) {
            self.marks.set(Marks { a: Some(b), b: Some(a) });
        }
    }

    /// Takes both away. Gives whether there was one.
    pub fn clear_marks(self) -> bool {
        let any = self.marks.get_untracked() != Marks::default();
        if any {
            self.marks.set(Marks::default());
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stands_for_a_mark_that_is_not_set() {
        assert_eq!(Marks::default().ends(7), None);
        assert_eq!(Marks { a: None, b: Some(3) }.ends(7), Some((7, 3)));
        assert_eq!(Marks { a: Some(2), b: None }.ends(7), Some((2, 7)));
        assert_eq!(Marks { a: Some(2), b: Some(3) }.ends(7), Some((2, 3)));
    }
}
