//! What could stand where a query is being written: words, names of the log, members and values seen in its events.

use std::ops::Range;

use foldback_event::Timestamp;
use foldback_log::Backend;

use super::parse::{NAMED, PARTS, operator};
use super::path;
use super::query::{Part, Query};
use super::sample::Wanted;
use super::words::{JQ, find_outside, quoted, unquoted, words};
use crate::{Store, StoreError};

/// Offers of one answer.
const MOST: usize = 12;

/// What an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of the query's language.
    Word,
    /// An event type.
    Type,
    /// All streams of a category.
    Category,
    /// A stream.
    Stream,
    /// The name of a member.
    Member,
    /// A value.
    Value,
    /// A time.
    Time,
}

/// Something to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The text to write.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// How many events it is about, where that is known.
    pub events: Option<u64>,
}

/// Offers, and the bytes of the query that each of them takes the place of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes.
    pub place: Range<usize>,
    /// The offers, best first.
    pub offers: Vec<Offer>,
}

/// The part of a query that is being written.
enum Hole<'t> {
    /// A word, or the beginning of one.
    Word(&'t str),
    /// A name behind `type:` and so on.
    Name(String, &'t str),
    /// A member below a path.
    Member(Part, Vec<path::Step>, &'t str),
    /// A value behind a comparison.
    Value(Part, Vec<path::Step>, &'t str),
    /// Nothing can be said.
    None,
}

impl<B: Backend> Store<B> {
    /// What could be written at byte `at` of a query.
    ///
    /// # Errors
    /// As [`Self::look`].
    pub async fn complete(&self, text: &str, at: usize) -> Result<Completion, StoreError> {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let found = words(text);
        if found.jq.is_some_and(|(_, place)| at >= place.start) {
            return Ok(Completion { place: at..at, offers: Vec::new() });
        }
        let under = found.words.iter().find(|word| word.place.start < at && at <= word.place.end);
        let start = under.map_or(at, |word| word.place.start);
        let written = &text[start..at];
        let (hole, length) = hole(written.strip_prefix('-').unwrap_or(written));
        let mut offers = match hole {
            Hole::Word(begun) => self.words_for(begun),
            Hole::Name(word, begun) => self.names_for(&word, begun),
            Hole::Member(part, steps, begun) => {
                let rest = self.without(text, under.map_or(at..at, |word| word.place.clone()));
                let seen = self.sample(&rest, part, &Wanted::Names(&steps)).await?;
                let fits = |name: &str| contains(name, &unquoted(begun).0);
                most(seen.into_iter().filter(|(name, _)| fits(name)), Kind::Member, &|name| as_member(&name))
            }
            Hole::Value(part, steps, begun) => {
                let rest = self.without(text, under.map_or(at..at, |word| word.place.clone()));
                let seen = self.sample(&rest, part, &Wanted::Values(&steps)).await?;
                let fits = |value: &str| contains(value, &unquoted(begun).0);
                most(seen.into_iter().filter(|(value, _)| fits(value)), Kind::Value, &|value| as_value(&value))
            }
            Hole::None => Vec::new(),
        };
        // What was counted in a few events says nothing of all.
        for offer in offers.iter_mut().filter(|offer| matches!(offer.kind, Kind::Member | Kind::Value)) {
            offer.events = None;
        }
        offers.retain(|offer| offer.text != written);
        offers.truncate(MOST);
        Ok(Completion { place: at - length..at, offers })
    }

    /// The query without the word that is being written; nothing of one that cannot be read.
    fn without(&self, text: &str, word: Range<usize>) -> Query {
        let rest = format!("{} {}", &text[..word.start], &text[word.end..]);
        Query::read(&rest, &|wall: Timestamp| wall).unwrap_or_default()
    }

    /// Words of the language; behind them types and categories that contain what was begun.
    fn words_for(&self, begun: &str) -> Vec<Offer> {
        let word = |text: &str| Offer { text: text.to_owned(), kind: Kind::Word, events: None };
        let all = NAMED.iter().map(|(name, _)| format!("{name}:"));
        let all = all.chain(["data.".to_owned(), "meta.".to_owned(), JQ.to_owned()]);
        let lower = begun.to_ascii_lowercase();
        let mut offers: Vec<Offer> = all.filter(|text| text.starts_with(&lower)).map(|text| word(&text)).collect();
        if !begun.is_empty() {
            let found = self.names_for("type", begun).into_iter().chain(self.names_for("stream", begun));
            offers.extend(found.take(MOST).map(|offer| Offer {
                text: format!("{}:{}", if offer.kind == Kind::Type { "type" } else { "stream" }, offer.text),
                ..offer
            }));
        }
        offers
    }

    /// Names for one of the words before a colon.
    fn names_for(&self, word: &str, begun: &str) -> Vec<Offer> {
        let index = self.log.index();
        let plain = unquoted(begun).0;
        let plain = plain.trim_end_matches('*');
        match word {
            "type" => {
                let types = index.types().iter().filter(|(name, events)| *events > 0 && contains(name, plain));
                most(types.map(|(name, events)| (name.to_string(), *events)), Kind::Type, &|name| as_name(&name))
            }
            "stream" => {
                let fitting =
                    index.categories().iter().filter(|entry| entry.streams > 1 && contains(&entry.name, plain));
                let named = fitting.map(|entry| (entry.name.to_string(), entry.events));
                let mut offers = most(named, Kind::Category, &|name| format!("{}-*", as_name(&name)));
                offers.truncate(MOST / 2);
                let streams = index.streams().iter().filter(|stream| contains(&stream.name, plain));
                let counted = streams.map(|stream| (stream.name.to_string(), stream.positions.len() as u64));
                offers.extend(most(counted, Kind::Stream, &|name| as_name(&name)));
                offers
            }
            "before" | "after" => {
                let ends = index.time_range().map(|(first, last)| [first, last]).into_iter().flatten();
                let written = ends.map(|time| {
                    let mut text = String::new();
                    time.write_utc(0, &mut text);
                    Offer { text, kind: Kind::Time, events: None }
                });
                let mut offers: Vec<Offer> = written.filter(|offer| offer.text.starts_with(plain)).collect();
                offers.dedup();
                offers
            }
            _ => Vec::new(),
        }
    }
}

/// What is being written in the last of `written`, and how many bytes of it that is.
fn hole(written: &str) -> (Hole<'_>, usize) {
    let head_end = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (head, rest) = (written[..head_end].to_ascii_lowercase(), &written[head_end..]);
    if rest.is_empty() {
        return (Hole::Word(written), written.len());
    }
    if let Some((_, part)) = PARTS.iter().find(|(name, _)| *name == head)
        && rest.starts_with(['.', '['])
    {
        return match path::read(rest) {
            // The path may go on: its last name is what is being written.
            Ok((mut steps, length)) if length == rest.len() && !rest.ends_with(']') => {
                let begun = &rest[last_dot(rest) + 1..];
                steps.pop();
                (Hole::Member(*part, steps, begun), begun.len())
            }
            Ok((steps, length)) => match operator(&rest[length..]) {
                Some((_, sign)) => {
                    let begun = &rest[length + sign..];
                    (Hole::Value(*part, steps, begun), begun.len())
                }
                None => (Hole::None, 0),
            },
            Err(wrong) if rest[wrong..] == *"." => match path::read(&rest[..wrong]) {
                Ok((steps, _)) => (Hole::Member(*part, steps, ""), 0),
                Err(_) => (Hole::None, 0),
            },
            Err(_) => (Hole::None, 0),
        };
    }
    if rest.starts_with(':') && NAMED.iter().any(|(name, _)| *name == head) {
        let mut begun = &rest[1..];
        while let Some(comma) = find_outside(begun, b",") {
            begun = &begun[comma + 1..];
        }
        return (Hole::Name(head, begun), begun.len());
    }
    (if rest.starts_with(':') { Hole::None } else { Hole::Word(written) }, written.len())
}

/// Where the last dot stands outside of quotations.
fn last_dot(path: &str) -> usize {
    let mut at = 0;
    while let Some(next) = find_outside(&path[at + 1..], b".") {
        at += next + 1;
    }
    at
}

fn contains(name: &str, plain: &str) -> bool {
    super::needle::Needle::new(plain).is_in(name.as_bytes())
}

/// The most frequent, as `write` writes them.
fn most(found: impl Iterator<Item = (String, u64)>, kind: Kind, write: &dyn Fn(String) -> String) -> Vec<Offer> {
    let mut found: Vec<(String, u64)> = found.collect();
    let order = |one: &(String, u64)| (std::cmp::Reverse(one.1), one.0.clone());
    if found.len() > MOST {
        found.select_nth_unstable_by_key(MOST, order);
        found.truncate(MOST);
    }
    found.sort_by_cached_key(order);
    found.into_iter().map(|(name, events)| Offer { text: write(name), kind, events: Some(events) }).collect()
}

fn is_plain(text: &str, marks: &[char]) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '"' || marks.contains(&c))
}

fn as_name(name: &str) -> String {
    if is_plain(name, &[',', '*']) { name.to_owned() } else { quoted(name) }
}

fn as_member(name: &str) -> String {
    let marks = ['.', '[', ']', '=', '!', '<', '>', '~', ':', '*'];
    if is_plain(name, &marks) { name.to_owned() } else { quoted(name) }
}

fn as_value(value: &str) -> String {
    if is_plain(value, &[]) { value.to_owned() } else { quoted(value) }
}
