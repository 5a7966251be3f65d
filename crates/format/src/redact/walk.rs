//! One walk over a JSON text that finds what rules are about. It looks no deeper than a rule does.

use foldback_event::json::{Members, Span, scan, unescape, write_string};

use super::edits::Edits;
use super::rule::{RedactionAction, Step};
use super::{RedactionTarget, Redactor, mask};

/// A rule, and how many steps of its path led here.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Open {
    rule: usize,
    step: usize,
}

/// What stands between the brackets of an object or an array: a value, and where it begins with its name.
struct Item<'a> {
    name: std::borrow::Cow<'a, str>,
    start: usize,
    value: Span,
}

pub(super) struct Walk<'a> {
    text: &'a str,
    target: RedactionTarget,
    redactor: &'a mut Redactor,
    edits: Edits,
}

impl<'a> Walk<'a> {
    /// A walk over a text that is one value of JSON.
    pub fn new(text: &'a str, target: RedactionTarget, redactor: &'a mut Redactor) -> Self {
        Self { text, target, redactor, edits: Edits::default() }
    }

    /// The changed text, if a rule has changed something.
    pub fn run(mut self) -> Option<Vec<u8>> {
        let rules = self.redactor.rules.iter().enumerate();
        let open: Vec<Open> =
            rules.filter(|(_, rule)| rule.target() == self.target).map(|(rule, _)| Open { rule, step: 0 }).collect();
        let span = scan::value(self.text.as_bytes(), 0).ok()?;
        let open = self.with_skipped(open);
        if let Some(rule) = self.ended(&open) {
            // An event has a payload, and metadata are an object or nothing.
            let nothing = if self.target == RedactionTarget::Data { "{}" } else { "" };
            match self.action(rule) {
                RedactionAction::Drop => {
                    self.edits.replace(Span { start: 0, end: self.text.len() }, nothing.to_owned());
                }
                _ => self.change(rule, span),
            }
            self.redactor.add(rule, 1);
        } else {
            self.inside(span, &open);
        }
        self.edits.apply(self.text)
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    fn step(&self, open: Open) -> Option<&Step> {
        self.redactor.rules.get(open.rule)?.path().get(open.step)
    }

    fn action(&self, rule: usize) -> RedactionAction {
        self.redactor.rules.get(rule).map_or(RedactionAction::Drop, super::RedactionRule::action)
    }

    /// A step over any number of values may be over none.
    fn with_skipped(&self, mut open: Vec<Open>) -> Vec<Open> {
        let mut at = 0;
        while let Some(one) = open.get(at).copied() {
            if self.step(one) == Some(&Step::Deep) {
                let next = Open { step: one.step + 1, ..one };
                if !open.contains(&next) {
                    open.push(next);
                }
            }
            at += 1;
        }
        open
    }

    /// The first rule whose path ends here.
    fn ended(&self, open: &[Open]) -> Option<usize> {
        open.iter().filter(|open| self.step(**open).is_none()).map(|open| open.rule).min()
    }

    /// Those that go on to a member or element.
    fn behind(&self, open: &[Open], name: &str) -> Vec<Open> {
        let go_on = open.iter().filter_map(|open| match self.step(*open)? {
            Step::Name(own) => (**own == *name).then_some(Open { step: open.step + 1, ..*open }),
            Step::Any => Some(Open { step: open.step + 1, ..*open }),
            Step::Deep => Some(*open),
        });
        self.with_skipped(go_on.collect())
    }

    /// Looks at what is in an object or an array.
    fn inside(&mut self, span: Span, open: &[Open]) {
        let items = self.items(span);
        let mut kept_end = None;
        for (at, item) in items.iter().enumerate() {
            let open = self.behind(open, &item.name);
            match self.ended(&open) {
                None => {
                    if !open.is_empty() {
                        self.inside(item.value, &open);
                    }
                }
                Some(rule) => {
                    self.redactor.add(rule, 1);
                    if self.action(rule) != RedactionAction::Drop {
                        self.change(rule, item.value);
                    } else if let Some(next) = items.get(at + 1) {
                        self.edits.replace(Span { start: item.start, end: next.start }, String::new());
                        continue;
                    } else {
                        // The last one takes the comma before it along, and all that went between.
                        let start = kept_end.or(items.first().map(|first| first.start)).unwrap_or(item.start);
                        self.edits.forget_from(start);
                        self.edits.replace(Span { start, end: item.value.end }, String::new());
                        continue;
                    }
                }
            }
            kept_end = Some(item.value.end);
        }
    }

    fn items(&self, span: Span) -> Vec<Item<'a>> {
        let input = self.text.as_bytes();
        let mut items = Vec::new();
        match input.get(span.start) {
            Some(b'{') => {
                let Ok(mut members) = Members::new(input, span.start) else { return items };
                while let Ok(Some(member)) = members.next_member() {
                    let name = unescape(self.slice(member.name));
                    items.push(Item { name, start: member.name.start.saturating_sub(1), value: member.value });
                }
            }
            Some(b'[') => {
                let mut at = scan::skip_space(input, span.start + 1);
                while let Some(value) = scan::value(input, at).ok().filter(|value| value.end < span.end) {
                    items.push(Item { name: items.len().to_string().into(), start: value.start, value });
                    at = scan::skip_space(input, value.end) + 1;
                    if at >= span.end {
                        break;
                    }
                }
            }
            _ => {}
        }
        items
    }

    /// Puts a hash or a mask in the place of a value.
    fn change(&mut self, rule: usize, span: Span) {
        let value = self.slice(span);
        let mut by = String::new();
        if self.action(rule) == RedactionAction::Mask {
            mask::json(value, &mut by);
        } else {
            // Words are equal by what they say, so that the id 42 is the id "42".
            let hash = match crate::record::plain(value) {
                Some(word) => self.redactor.hash(word.as_bytes(), false),
                None => self.redactor.hash(value.as_bytes(), true),
            };
            write_string(&hash, &mut by);
        }
        self.edits.replace(span, by);
    }
}
