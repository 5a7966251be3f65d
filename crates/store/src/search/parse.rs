//! From the text of a query to its conditions.

use std::cmp::Ordering;
use std::ops::Range;

use foldback_replay::jq::{Jq, endless};

use super::compare::{Test, Wanted};
use super::error::QueryError;
use super::names::Names;
use super::needle::Needle;
use super::path;
use super::query::{Condition, Part, Query, Relation, Said, Term, Zone};
use super::time::moment;
use super::words::{JQ, Word, unquoted, words};

/// The words that stand before a colon, each with what may stand behind it.
pub const NAMED: [(&str, &str); 9] = [
    ("type", "type:ItemAdded"),
    ("stream", "stream:cart-*"),
    ("tag", "tag:region-eu"),
    ("before", "before:2026-03-01"),
    ("after", "after:2026-03-01T14:00"),
    ("position", "position:100..200"),
    ("correlation", "correlation:ID"),
    ("causation", "causation:ID"),
    ("id", "id:ID"),
];

/// The words that lead into a payload.
pub const PARTS: [(&str, Part); 3] = [("data", Part::Data), ("meta", Part::Metadata), ("metadata", Part::Metadata)];

impl Query {
    /// Reads a query. `zone` makes instants of times that name no time zone.
    ///
    /// # Errors
    /// The first word that cannot be read.
    pub fn read(text: &str, zone: Zone<'_>) -> Result<Self, QueryError> {
        let found = words(text);
        let mut query = Self::default();
        for word in &found.words {
            let term = Reading { text, zone, said: &mut query.said }.term(word)?;
            query.terms.push(term);
        }
        if let Some((begin, place)) = found.jq {
            let filter = &text[place.clone()];
            if filter.trim().is_empty() {
                let what = "jq: needs a filter behind it, as in jq: .data.qty > 3 and .type == \"ItemAdded\".";
                return Err(QueryError::new(text, begin..text.len(), what));
            }
            let failed = |error: foldback_replay::jq::JqError| {
                let at = (place.start + error.byte).min(text.len());
                let what = format!("this is no jq filter: {}. Correct it, or leave jq: out.", error.message);
                QueryError::new(text, at..text.len(), what)
            };
            query.jq = Some(Jq::new(filter).map_err(failed)?);
            // One event that never ends would hold up everything else that is asked.
            if let Some(name) = endless(filter) {
                let at = place.start + filter.find(name).unwrap_or_default();
                let what = format!(
                    "{name} may run for ever, so that a query has no loops and no definitions. Ask about what is in the event itself: any, all, map, select, length, reduce."
                );
                return Err(QueryError::new(text, at..at + name.len(), what));
            }
        }
        Ok(query)
    }
}

/// Reads one word after another.
struct Reading<'t, 'z> {
    text: &'t str,
    zone: Zone<'z>,
    said: &'t mut Vec<Said>,
}

impl Reading<'_, '_> {
    fn term(&mut self, word: &Word) -> Result<Term, QueryError> {
        if let Some(open) = word.open {
            let what = "this quotation mark is not closed. Put another one behind the text.";
            return Err(QueryError::new(self.text, open..word.place.end, what));
        }
        let whole = &self.text[word.place.clone()];
        let negated = whole.len() > 1 && whole.starts_with('-');
        let place = word.place.start + usize::from(negated)..word.place.end;
        Ok(Term { negated, condition: self.condition(place)? })
    }

    fn condition(&mut self, place: Range<usize>) -> Result<Condition, QueryError> {
        let word = &self.text[place.clone()];
        let head_end = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (head, rest) = (word[..head_end].to_ascii_lowercase(), &word[head_end..]);
        let behind = place.start + head_end + 1..place.end;
        if let Some(part) = PARTS.iter().find(|(name, _)| *name == head).map(|(_, part)| *part)
            && rest.starts_with(['.', '['])
        {
            return self.member(part, place.start + head_end..place.end);
        }
        if head == "position" && rest.starts_with(['=', '<', '>']) {
            return self.position(behind.start - 1..behind.end);
        }
        if head_end > 0 && rest.starts_with(':') {
            return self.named(&head, place, behind);
        }
        Ok(Condition::Text(Needle::new(&unquoted(word).0)))
    }

    fn named(&mut self, head: &str, place: Range<usize>, value: Range<usize>) -> Result<Condition, QueryError> {
        let Some((_, example)) = NAMED.iter().find(|(name, _)| *name == head) else {
            let known: Vec<String> = NAMED.iter().map(|(name, _)| format!("{name}:")).collect();
            let what = format!(
                "there is no word {head}: here. There are {}, data.PATH=, meta.PATH= and {JQ} To look for the text itself, write {}.",
                known.join(" "),
                super::words::quoted(&self.text[place.clone()])
            );
            return Err(QueryError::new(self.text, place.start..value.start, what));
        };
        let written = &self.text[value.clone()];
        if written.is_empty() {
            let what = format!("{head}: needs something behind it, as in {example}.");
            return Err(QueryError::new(self.text, place, what));
        }
        let names = || {
            Names::read(written).ok_or_else(|| {
                let what = "a name is missing beside a comma. Write it, or take the comma away.";
                QueryError::new(self.text, value.clone(), what)
            })
        };
        Ok(match head {
            "type" => Condition::Type(names()?),
            "stream" => Condition::Stream(names()?),
            "tag" => Condition::Tag(names()?),
            "id" => Condition::Id(names()?),
            "correlation" => Condition::Related(Relation::Correlation, names()?),
            "causation" => Condition::Related(Relation::Causation, names()?),
            "position" => return self.position(value),
            _ => {
                let plain = unquoted(written).0;
                let Some((at, local)) = moment(&plain, self.zone) else {
                    let what = format!(
                        "{plain} is no time. Write a date, {head}:2026-03-01, or a date and time, {head}:2026-03-01T14:00 or {head}:2026-03-01T14:00:00.5Z."
                    );
                    return Err(QueryError::new(self.text, value, what));
                };
                if local {
                    self.said.push(Said { text: format!("{head}:{plain}"), at });
                }
                if head == "before" { Condition::Before(at) } else { Condition::After(at) }
            }
        })
    }

    /// `100`, `100..200`, `>100`.
    fn position(&self, place: Range<usize>) -> Result<Condition, QueryError> {
        let text = &self.text[place.clone()];
        let number = |text: &str| text.parse::<u64>().ok();
        let range = match operator(text) {
            Some((Operator::Order(Ordering::Less, or), length)) => {
                number(&text[length..]).map(|end| 0..end.saturating_add(u64::from(or)))
            }
            Some((Operator::Order(_, or), length)) => {
                number(&text[length..]).map(|start| start.saturating_add(u64::from(!or))..u64::MAX)
            }
            Some((Operator::Equal, length)) => number(&text[length..]).map(|at| at..at.saturating_add(1)),
            _ => match text.split_once("..") {
                // Both ends count: it is read as a person says it.
                Some((first, last)) => {
                    number(first).zip(number(last)).map(|(first, last)| first..last.saturating_add(1))
                }
                None => number(text).map(|at| at..at.saturating_add(1)),
            },
        };
        let what = "this is no position. Write position:100, position:100..200 or position:>100, without commas.";
        range.map(Condition::Position).ok_or_else(|| QueryError::new(self.text, place, what))
    }

    /// `.items.0.qty>3`.
    fn member(&self, part: Part, place: Range<usize>) -> Result<Condition, QueryError> {
        let text = &self.text[place.clone()];
        let (steps, length) = path::read(text).map_err(|wrong| {
            let what = "the path to a member goes on here. Write its name, as in data.qty>3, or data.\"a name\".x for one with spaces or dots.";
            QueryError::new(self.text, place.start + wrong..place.end, what)
        })?;
        let rest = &text[length..];
        if rest.is_empty() {
            return Ok(Condition::Member(part, steps, Test::Is));
        }
        let from = place.start + length;
        let Some((operator, length)) = operator(rest) else {
            let what = "a comparison is expected here: one of = != > >= < <= ~ (contains).";
            return Err(QueryError::new(self.text, from..place.end, what));
        };
        let value = &rest[length..];
        if value.is_empty() {
            let what =
                "the comparison needs a value behind it, without a space between. Write \"\" for the empty text.";
            return Err(QueryError::new(self.text, from..place.end, what));
        }
        let (plain, quoted) = unquoted(value);
        Ok(Condition::Member(
            part,
            steps,
            match operator {
                Operator::Contains => Test::Contains(Needle::new(&plain)),
                Operator::Equal => Test::Equal(Wanted::new(plain, quoted)),
                Operator::Other => Test::Other(Wanted::new(plain, quoted)),
                Operator::Order(order, or_equal) => Test::Order(order, or_equal, Wanted::new(plain, quoted)),
            },
        ))
    }
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Other,
    /// And whether equal is enough.
    Order(Ordering, bool),
    Contains,
}

/// The operator that a text begins with, and its length. A colon is read as `=`, as it is written elsewhere.
pub fn operator(text: &str) -> Option<(Operator, usize)> {
    const ALL: [(&str, Operator); 9] = [
        ("==", Operator::Equal),
        ("!=", Operator::Other),
        (">=", Operator::Order(Ordering::Greater, true)),
        ("<=", Operator::Order(Ordering::Less, true)),
        (">", Operator::Order(Ordering::Greater, false)),
        ("<", Operator::Order(Ordering::Less, false)),
        ("=", Operator::Equal),
        (":", Operator::Equal),
        ("~", Operator::Contains),
    ];
    ALL.iter().find(|(sign, _)| text.starts_with(sign)).map(|(sign, operator)| (*operator, sign.len()))
}

#[cfg(test)]
mod tests;
