//! What the palette offers for what was typed: commands, tabs, moments, bookmarks, streams, event types, logs, samples.
//! Never more than a screen of it.

use foldback_protocol::{LogInfo, StreamInfo};
use leptos::prelude::*;

use super::fuzzy::fit;
use crate::bookmarks::bookmarks;
use crate::commands::{Does, TABLE, reach};
use crate::import::imports;
use crate::number::{counted, grouped};
use crate::session::{Tab, session};
use crate::visible::visible;

/// Items that are offered at most.
const MOST: usize = 60;
/// Of each kind that a log may have many of.
const OF_A_KIND: usize = 12;

/// What choosing an item does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A command, by its place in the table.
    Command(usize),
    Tab(Tab),
    /// To an event.
    Go(u64),
    /// To the first event at or after a moment.
    Time(String),
    Stream(StreamInfo),
    /// A query for an event type.
    Type(String),
    /// A query that was kept.
    Query(String),
    Log(String),
    Sample {
        name: String,
        title: String,
    },
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is, in a word.
    pub kind: &'static str,
    pub title: String,
    /// What stands behind it: how many events, when.
    pub more: String,
    /// The keys of a command.
    pub keys: &'static str,
    pub act: Act,
}

impl Item {
    fn new(kind: &'static str, title: String, more: String, act: Act) -> Self {
        Self { kind, title, more, keys: "", act }
    }
}

/// What fits, best first. `streams` are those whose names hold what was typed, as the engine says; tracked.
pub fn items(typed: &str, streams: &[StreamInfo]) -> Vec<Item> {
    let typed = typed.trim();
    let has_log = session().log.with(Option::is_some);
    let mut all = commands(has_log);
    if has_log {
        all.extend(of_log());
    }
    all.extend(elsewhere());
    if typed.is_empty() {
        // Without a word there is only what is always there, and what the person put there.
        all.retain(|item| matches!(item.act, Act::Command(_) | Act::Tab(_) | Act::Go(_)));
        all.truncate(MOST);
        return all;
    }
    let fitting =
        all.into_iter().filter_map(|item| Some((fit(typed, &format!("{} {}", item.title, item.kind))?, item)));
    let mut fitting: Vec<(i32, Item)> = fitting.collect();
    // The engine has found these by their names; the best of them stand among the rest.
    fitting.extend(streams.iter().filter(|_| has_log).take(OF_A_KIND).map(|stream| {
        let item = Item::new(
            "stream",
            visible(&stream.stream).into_owned(),
            counted(stream.events, "event", "events"),
            Act::Stream(stream.clone()),
        );
        (fit(typed, &item.title).unwrap_or(0), item)
    }));
    fitting.sort_by_key(|(how, _)| std::cmp::Reverse(*how));
    let moments = if has_log { moments(typed) } else { Vec::new() };
    moments.into_iter().chain(fitting.into_iter().map(|(_, item)| item)).take(MOST).collect()
}

fn commands(has_log: bool) -> Vec<Item> {
    let there = TABLE.iter().enumerate().filter(|(_, command)| command.act(has_log).is_some());
    // The palette is open already.
    let there = there.filter(|(_, command)| !matches!(command.does, Does::Elsewhere) && command.keys != "Mod+k");
    there
        .map(|(at, command)| Item {
            keys: command.keys,
            ..Item::new("command", command.title.to_owned(), String::new(), Act::Command(at))
        })
        .collect()
}

fn of_log() -> Vec<Item> {
    let mut all: Vec<Item> = Tab::ALL
        .iter()
        .map(|tab| Item::new("tab", format!("Show {}", tab.title()), String::new(), Act::Tab(*tab)))
        .collect();
    all.extend(bookmarks().all.get().into_iter().map(|one| {
        let more = if one.note.is_empty() { String::new() } else { grouped(one.position) };
        Item::new("bookmark", one.title(), more, Act::Go(one.position))
    }));
    all.extend(
        reach()
            .query
            .saved
            .get()
            .into_iter()
            .map(|one| Item::new("query", visible(&one.name).into_owned(), String::new(), Act::Query(one.text))),
    );
    session().summary.with(|open| {
        let types = open.iter().flat_map(|open| &open.types);
        all.extend(types.map(|of| {
            let more = counted(of.events, "event", "events");
            Item::new("event type", visible(&of.name).into_owned(), more, Act::Type(of.name.clone()))
        }));
    });
    all
}

fn elsewhere() -> Vec<Item> {
    let imports = imports();
    let open = session().log.get();
    let log = |log: LogInfo| {
        let more = counted(log.events, "event", "events");
        Item::new("log", visible(&log.title).into_owned(), more, Act::Log(log.log))
    };
    let logs = imports.logs.get().unwrap_or_default();
    let mut all: Vec<Item> = logs.into_iter().filter(|log| open.as_ref() != Some(&log.log)).map(log).collect();
    all.extend(imports.samples.get().unwrap_or_default().into_iter().map(|sample| {
        let act = Act::Sample { name: sample.sample, title: sample.title.clone() };
        Item::new("sample", sample.title, String::new(), act)
    }));
    all
}

/// The moments that what was typed may name.
fn moments(typed: &str) -> Vec<Item> {
    let mut all = Vec::new();
    if let Some(position) = position(typed) {
        let last = session().events.get().saturating_sub(1);
        let title = match position > last {
            true => format!("Go to the last event, {}: the log ends there", grouped(last)),
            false => format!("Go to event {}", grouped(position)),
        };
        all.push(Item::new("position", title, String::new(), Act::Go(position.min(last))));
    }
    if is_time(typed) {
        let title = format!("Go to the first event at or after {typed}");
        all.push(Item::new("time", title, String::new(), Act::Time(typed.replace(' ', "T"))));
    }
    all
}

/// `41203`, and as the page writes it: `41,203`, also behind the word "go to".
fn position(typed: &str) -> Option<u64> {
    let number = typed.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
    let is_number = number.chars().all(|c| c.is_ascii_digit() || ",.'’ \u{a0}\u{202f}".contains(c));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    is_number.then(|| digits.parse().ok()).flatten()
}

/// Whether a text looks like a time; what it means, the engine knows.
fn is_time(typed: &str) -> bool {
    let count = |mark: char| typed.chars().filter(|c| *c == mark).count();
    typed.starts_with(|c: char| c.is_ascii_digit()) && count('-') + count(':') >= 1 && typed.len() >= 4
}

#[cfg(test)]
mod tests {
    use super::{is_time, position};

    #[test]
    fn positions_and_times_are_told_apart() {
        for (typed, right) in
            [("41203", Some(41203)), ("41,203", Some(41203)), ("go to 7", Some(7)), ("cart-7", None), ("go", None)]
        {
            assert_eq!(position(typed), right, "{typed}");
        }
        assert_eq!(position("2026-03-01"), None);
        assert!(is_time("2026-03-01") && is_time("2026-03-01 14:03") && !is_time("41,203") && !is_time("cart-17"));
    }
}
