//! The built-in folds, and their names.

mod count;
mod crud;
mod json_patch;
mod merge;
mod redux;

pub use count::Count;
pub use crud::Crud;
pub use json_patch::JsonPatch;
pub use merge::Merge;
pub(crate) use merge::patch::merge_patch;
pub use redux::Redux;

use crate::record::Fold;

/// The names of the built-in folds. They stay as they are: snapshots and projections are stored under them.
pub const NAMES: [&str; 5] = ["merge", "json-patch", "crud", "redux", "count"];

/// A built-in fold by its name.
///
/// ```
/// assert!(foldback_replay::by_name("crud").is_some());
/// assert!(foldback_replay::by_name("sum").is_none());
/// ```
pub fn by_name(name: &str) -> Option<&'static dyn Fold> {
    Some(match name {
        "merge" => &Merge,
        "json-patch" => &JsonPatch,
        "crud" => &Crud,
        "redux" => &Redux,
        "count" => &Count,
        _ => return None,
    })
}

/// What the tests of the folds have in common: a fold over some events, shown as text.
#[cfg(test)]
mod shown {
    use foldback_event::Json;
    use foldback_event::json::parse;

    use crate::record::{Fold, Folded, Input, Record};

    #[derive(Default)]
    pub struct Shown(pub Vec<String>);

    impl Record for Shown {
        fn set(&mut self, path: &[&str], new: &Json) {
            self.0.push(format!("/{} {new}", path.join("/")));
        }

        fn remove(&mut self, path: &[&str]) {
            self.0.push(format!("/{} -", path.join("/")));
        }

        fn cut(&mut self, path: &[&str], length: usize) {
            self.0.push(format!("/{} #{length}", path.join("/")));
        }
    }

    /// The state after one event, what became of it, and its writes.
    pub fn folded(fold: &dyn Fold, state: &str, event: Input<'_>) -> (String, Folded, Vec<String>) {
        let mut state = parse(state.as_bytes()).ok();
        let mut shown = Shown::default();
        let folded = fold.apply(&mut state, &event, &mut shown);
        (state.map_or_else(|| "-".to_owned(), |state| state.to_string()), folded, shown.0)
    }
}
