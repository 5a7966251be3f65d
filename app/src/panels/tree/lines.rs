//! From a JSON value to the lines of its tree.
//! Never more lines than a page can bear: large branches are shown in pages, long strings cut.

use foldback_event::Json;

use super::changes::Changes;
use super::short::{short_text, short_value};
use super::standing::Standing;
use crate::visible::visible;

/// Lines at most.
pub const MOST: usize = 400;
/// Members of a branch that are shown at once.
pub const PAGE: usize = 100;
/// Characters of a string.
const STRING: usize = 160;
/// Characters of a string that is shown whole: more would stop the page.
const WHOLE: usize = 20_000;
/// Branches with more members are closed at first.
const LARGE: usize = 30;
/// Branches further down are closed at first.
const DEEP: usize = 4;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// JSON Pointer of the value.
    pub path: String,
    pub depth: usize,
    /// Member name or index, visible; empty for the root.
    pub name: String,
    pub content: Content,
    /// Whether the event at the cursor wrote it.
    pub is_changed: bool,
    /// What stood there before, cut.
    pub old: Option<String>,
    /// Whether the search found it.
    pub is_hit: bool,
}

/// What stands on a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A value without members.
    Leaf {
        kind: Kind,
        text: String,
        /// Characters left out.
        rest: usize,
    },
    /// An object or array.
    Branch {
        is_array: bool,
        count: usize,
        is_open: bool,
    },
    /// Other pages of a large branch.
    Pages {
        /// The first member shown.
        first: usize,
        count: usize,
    },
    /// What is here no more.
    Removed,
    /// The tree is cut here.
    Cut,
}

/// What a value is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Text,
    Number,
    Word,
}

/// What decides which lines there are.
pub struct Look<'a> {
    pub standing: &'a Standing,
    pub changes: &'a Changes,
    /// In small letters; empty for no search.
    pub search: &'a str,
}

/// The lines of a value.
pub fn lines(value: &Json, look: &Look<'_>) -> Vec<Line> {
    let mut writer = Writer {
        look,
        lines: Vec::new(),
    };
    writer.value("", String::new(), value, 0);
    writer.lines
}

struct Writer<'a> {
    look: &'a Look<'a>,
    lines: Vec<Line>,
}

impl Writer<'_> {
    /// Adds a line, if there is room.
    fn add(&mut self, line: Line) -> bool {
        match self.lines.len() {
            0..MOST => self.lines.push(line),
            MOST => self.lines.push(Line {
                content: Content::Cut,
                ..line
            }),
            _ => return false,
        }
        true
    }

    fn value(&mut self, name: &str, path: String, value: &Json, depth: usize) {
        let search = self.look.search;
        let change = self.look.changes.at(&path);
        let count = match value {
            Json::Object(members) => Some(members.len()),
            Json::Array(items) => Some(items.len()),
            _ => None,
        };
        let is_whole = self.look.standing.is_whole(&path);
        let content = match count {
            Some(count) => {
                let usual = depth == 0
                    || self.look.changes.is_below(&path)
                    || (depth < DEEP && count <= LARGE);
                let is_open = self.look.standing.is_open(&path, usual || !search.is_empty());
                Content::Branch {
                    is_array: matches!(value, Json::Array(_)),
                    count,
                    is_open: is_open && count + self.look.changes.removed_from(&path).len() > 0,
                }
            }
            None => {
                let (text, rest) = short_value(value, if is_whole { WHOLE } else { STRING });
                let kind = match value {
                    Json::String(_) => Kind::Text,
                    Json::Number(_) => Kind::Number,
                    _ => Kind::Word,
                };
                Content::Leaf { kind, text, rest }
            }
        };
        let is_open = matches!(content, Content::Branch { is_open: true, .. });
        let has_room = self.add(Line {
            depth,
            name: visible(name).into_owned(),
            is_hit: !search.is_empty() && is_match(name, value, search),
            is_changed: change.is_some(),
            old: change.and_then(|change| change.old.as_deref()).map(|old| short_text(old, 60)),
            content,
            path: path.clone(),
        });
        if has_room && is_open {
            self.members(&path, value, depth + 1);
        }
    }

    fn members(&mut self, path: &str, value: &Json, depth: usize) {
        let child = |name: &str| format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
        let all: Vec<(String, &Json)> = match value {
            Json::Object(members) => self.found(members.iter().map(|(name, value)| (name.to_string(), value))),
            Json::Array(items) => self.found(items.iter().enumerate().map(|(at, value)| (at.to_string(), value))),
            _ => return,
        };
        let first = self.look.standing.page(path).min(all.len().saturating_sub(1));
        for (name, value) in all.iter().skip(first).take(PAGE) {
            self.value(name, child(name), value, depth);
            if self.lines.len() > MOST {
                return;
            }
        }
        if all.len() > PAGE {
            self.add(Line {
                content: Content::Pages { first, count: all.len() },
                ..bare(path, depth)
            });
        }
        for (name, old) in self.look.changes.removed_from(path) {
            self.add(Line {
                name: visible(name).into_owned(),
                content: Content::Removed,
                is_changed: true,
                old: Some(short_text(old, 60)),
                ..bare(&child(name), depth)
            });
        }
    }

    /// The members that the search leaves.
    fn found<'v>(&self, members: impl Iterator<Item = (String, &'v Json)>) -> Vec<(String, &'v Json)> {
        let search = self.look.search;
        members
            .filter(|(name, value)| search.is_empty() || has_match(name, value, search))
            .collect()
    }
}

fn bare(path: &str, depth: usize) -> Line {
    Line {
        path: path.to_owned(),
        depth,
        name: String::new(),
        content: Content::Cut,
        is_changed: false,
        old: None,
        is_hit: false,
    }
}

fn is_match(name: &str, value: &Json, search: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(search);
    has(name)
        || match value {
            Json::String(text) | Json::Number(text) => has(text),
            Json::Bool(_) | Json::Null => value.to_string() == search,
            Json::Array(_) | Json::Object(_) => false,
        }
}

fn has_match(name: &str, value: &Json, search: &str) -> bool {
    is_match(name, value, search)
        || match value {
            Json::Object(members) => members.iter().any(|(name, value)| has_match(name, value, search)),
            Json::Array(items) => items.iter().any(|value| has_match("", value, search)),
            _ => false,
        }
}

/// A value as text to copy: strings without quotes, everything else as JSON.
pub fn copied(value: &Json) -> String {
    match value {
        Json::String(text) => text.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use foldback_event::json::parse;
    use foldback_protocol::ChangeText;

    use super::*;

    fn shown(json: &str, changes: Vec<ChangeText>, search: &str) -> Vec<Line> {
        let value = parse(json.as_bytes()).unwrap();
        let look = Look {
            standing: &Standing::default(),
            changes: &Changes::new(changes),
            search,
        };
        lines(&value, &look)
    }

    #[test]
    fn changed_values_carry_what_stood_there_and_removed_ones_are_listed() {
        let change = |path: &str, old: Option<&str>, new: Option<&str>| ChangeText {
            path: path.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        let lines = shown(
            r#"{"items":{"jam":4},"total":-3.10}"#,
            vec![
                change("/items/jam", Some("1"), Some("4")),
                change("/items/tea", Some("2"), None),
            ],
            "",
        );
        let texts: Vec<_> = lines
            .iter()
            .map(|line| (line.path.as_str(), line.depth, line.old.as_deref(), line.is_changed))
            .collect();
        assert_eq!(
            texts,
            [
                ("", 0, None, false),
                ("/items", 1, None, false),
                ("/items/jam", 2, Some("1"), true),
                ("/items/tea", 2, Some("2"), true),
                ("/total", 1, None, false),
            ]
        );
    }

    #[test]
    fn large_values_are_shown_in_part() {
        let numbers: Vec<String> = (0..5000).map(|number| number.to_string()).collect();
        let array = format!("[{}]", numbers.join(","));
        let lines = shown(&array, vec![], "");
        assert_eq!(lines.len(), 1 + PAGE + 1);
        assert_eq!(lines[PAGE + 1].content, Content::Pages { first: 0, count: 5000 });
        let nested = format!("[{}]", vec![array; 50].join(","));
        assert!(shown(&nested, vec![], "7").len() <= MOST + 1);
    }

    #[test]
    fn a_search_leaves_what_it_finds_and_what_leads_there() {
        let lines = shown(r#"{"a":{"b":"Tea","c":1},"tea":2,"d":3}"#, vec![], "tea");
        let paths: Vec<_> = lines.iter().map(|line| (line.path.as_str(), line.is_hit)).collect();
        assert_eq!(
            paths,
            [("", false), ("/a", false), ("/a/b", true), ("/tea", true)]
        );
    }
}
