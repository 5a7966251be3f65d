//! What an event changed, as a tree looks it up.
//! Never compares values: the engine has.

use std::collections::{HashMap, HashSet};

use foldback_protocol::ChangeText;

/// Changes by their path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    by_path: HashMap<String, ChangeText>,
    /// Paths that lead to a change.
    above: HashSet<String>,
    /// What was removed, by the path of what held it.
    removed: HashMap<String, Vec<(String, String)>>,
}

impl Changes {
    /// Of the engine's list.
    pub fn new(list: Vec<ChangeText>) -> Self {
        let mut changes = Self::default();
        for change in list {
            let mut path = change.path.as_str();
            while let Some((parent, _)) = path.rsplit_once('/') {
                changes.above.insert(parent.to_owned());
                path = parent;
            }
            if let (None, Some(old), Some((parent, name))) = (&change.new, &change.old, change.path.rsplit_once('/')) {
                let name = name.replace("~1", "/").replace("~0", "~");
                let siblings = changes.removed.entry(parent.to_owned()).or_default();
                siblings.push((name, old.clone()));
            }
            changes.by_path.insert(change.path.clone(), change);
        }
        changes
    }

    /// What was changed at a path.
    pub fn at(&self, path: &str) -> Option<&ChangeText> {
        self.by_path.get(path)
    }

    /// Whether something below a path was changed.
    pub fn is_below(&self, path: &str) -> bool {
        self.above.contains(path)
    }

    /// Names and old values of what was removed from the object or array at a path.
    pub fn removed_from(&self, path: &str) -> &[(String, String)] {
        self.removed.get(path).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_found_from_above_and_removed_ones_in_their_parent() {
        let change = |path: &str, old: Option<&str>, new: Option<&str>| ChangeText {
            path: path.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        let changes = Changes::new(vec![
            change("/items/jam", Some("1"), Some("4")),
            change("/a~1b/c", Some("2"), None),
            change("", None, Some("{}")),
        ]);
        assert!(changes.is_below("") && changes.is_below("/items") && changes.is_below("/a~1b"));
        assert!(!changes.is_below("/items/jam"));
        assert_eq!(changes.at("/items/jam").and_then(|change| change.old.as_deref()), Some("1"));
        assert_eq!(changes.removed_from("/a~1b"), [("c".to_owned(), "2".to_owned())]);
        assert!(changes.at("").is_some());
    }
}
