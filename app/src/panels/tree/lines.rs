//! From a JSON value to the lines of its tree.
//! Never more lines than a page can bear: large branches are shown in pages, long strings cut.

use std::borrow::Cow;

use foldback_event::Json;

use super::changes::Changes;
use super::content::{Content, Line};
use super::search::{has_match, is_match};
use super::short::short_text;
use super::standing::Standing;
use crate::visible::visible;

/// Lines at most.
pub const MOST: usize = 400;
/// Members of a branch that are shown at once.
pub const PAGE: usize = 100;
/// Branches with more members are closed at first.
const LARGE: usize = 30;
/// Branches further down are closed at first.
const DEEP: usize = 4;

/// What decides which lines there are.
pub struct Look<'a> {
    pub standing: &'a Standing,
    pub changes: &'a Changes,
    /// In small letters; empty for no search.
    pub search: &'a str,
}

/// The lines of a value.
pub fn lines(value: &Json, look: &Look<'_>) -> Vec<Line> {
    let mut writer = Writer { look, lines: Vec::new() };
    writer.value("", "", value, 0);
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
            MOST => self.lines.push(Line { content: Content::Cut, ..line }),
            _ => return false,
        }
        true
    }

    fn value(&mut self, name: &str, path: &str, value: &Json, depth: usize) {
        let search = self.look.search;
        let change = self.look.changes.at(path);
        let count = match value {
            Json::Object(members) => Some(members.len()),
            Json::Array(items) => Some(items.len()),
            _ => None,
        };
        let content = match count {
            Some(count) => {
                let usual = depth == 0 || self.look.changes.is_below(path) || (depth < DEEP && count <= LARGE);
                let is_open = self.look.standing.is_open(path, usual || !search.is_empty());
                Content::Branch {
                    is_array: matches!(value, Json::Array(_)),
                    count,
                    is_open: is_open && count + self.look.changes.removed_from(path).len() > 0,
                }
            }
            None => Content::leaf(value, self.look.standing.is_whole(path)),
        };
        let is_open = matches!(content, Content::Branch { is_open: true, .. });
        let has_room = self.add(Line {
            depth,
            name: visible(name).into_owned(),
            is_hit: !search.is_empty() && is_match(name, value, search),
            is_changed: change.is_some(),
            old: change.and_then(|change| change.old.as_deref()).map(|old| short_text(old, 60)),
            content,
            path: path.to_owned(),
        });
        if has_room && is_open {
            self.members(path, value, depth + 1);
        }
    }

    fn members(&mut self, path: &str, value: &Json, depth: usize) {
        let child = |name: &str| format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
        let (first, count, shown) = match value {
            Json::Object(members) => {
                let named = members.iter().map(|(name, value)| (Cow::Borrowed(&**name), value));
                self.page(path, members.len(), named)
            }
            Json::Array(items) => {
                let named = items.iter().enumerate().map(|(at, value)| (Cow::Owned(at.to_string()), value));
                self.page(path, items.len(), named)
            }
            _ => return,
        };
        for (name, value) in shown {
            self.value(&name, &child(&name), value, depth);
            if self.lines.len() > MOST {
                return;
            }
        }
        if count > PAGE {
            self.add(Line { content: Content::Pages { first, count }, ..Line::bare(path, depth) });
        }
        for (name, old) in self.look.changes.removed_from(path) {
            self.add(Line {
                name: visible(name).into_owned(),
                content: Content::Removed,
                is_changed: true,
                old: Some(short_text(old, 60)),
                ..Line::bare(&child(name), depth)
            });
        }
    }

    /// The members that are shown of those that the search leaves: the first one's number, how many there are, and they.
    fn page<'v>(
        &self,
        path: &str,
        count: usize,
        members: impl Iterator<Item = (Cow<'v, str>, &'v Json)>,
    ) -> (usize, usize, Vec<(Cow<'v, str>, &'v Json)>) {
        let (search, first) = (self.look.search, self.look.standing.page(path));
        if search.is_empty() {
            let first = first.min(count.saturating_sub(1));
            return (first, count, members.skip(first).take(PAGE).collect());
        }
        let mut found: Vec<_> = members.filter(|(name, value)| has_match(name, value, search)).collect();
        let (count, first) = (found.len(), first.min(found.len().saturating_sub(1)));
        found.drain(..first);
        found.truncate(PAGE);
        (first, count, found)
    }
}

#[cfg(test)]
mod tests {
    use foldback_event::json::parse;
    use foldback_protocol::ChangeText;

    use super::*;

    fn shown(json: &str, changes: Vec<ChangeText>, search: &str) -> Vec<Line> {
        let value = parse(json.as_bytes()).unwrap();
        let look = Look { standing: &Standing::default(), changes: &Changes::new(changes), search };
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
            vec![change("/items/jam", Some("1"), Some("4")), change("/items/tea", Some("2"), None)],
            "",
        );
        let texts: Vec<_> =
            lines.iter().map(|line| (line.path.as_str(), line.depth, line.old.as_deref(), line.is_changed)).collect();
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
        assert_eq!(paths, [("", false), ("/a", false), ("/a/b", true), ("/tea", true)]);
    }
}
