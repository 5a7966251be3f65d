//! From the engine's lines to what stands on each: words, times and distances.
//! Never decides what belongs where.

use std::collections::HashSet;

use foldback_protocol::{CausalityAnswer, CauseCut, CauseEvent, CauseLine, CauseNote, CauseWhat};

use crate::moment;
use crate::number::{counted, grouped};
use crate::visible::visible;

/// What stands on a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// An event.
    Event {
        position: u64,
        type_index: u32,
        event_type: String,
        stream: String,
        /// How long and how far after its cause, or when it was.
        when: String,
        /// What is worth saying of its cause.
        note: String,
        /// The same and more, in a sentence.
        spoken: String,
    },
    /// A cause that is not in the log.
    Missing { name: String, id: String },
    /// An event that stands further up.
    Again { position: u64 },
    /// Events that are left out.
    More { text: String, cut: Cut, of: Option<u64> },
}

/// Where events are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    Above,
    Deeper,
    Wider,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// By what it is found again.
    pub key: String,
    pub level: u32,
    pub content: Content,
    /// Whether what is under it is shown; nothing where there is nothing.
    pub is_open: Option<bool>,
}

/// The key of the line of an event.
pub fn key_of(position: u64) -> String {
    format!("event-{position}")
}

/// The lines that are shown, without what stands under those that are folded.
pub fn lines(answer: &CausalityAnswer, folded: &HashSet<String>) -> Vec<Line> {
    let has_correlation = answer.correlation.is_some();
    let line = |(at, key, is_open): (usize, String, Option<bool>)| {
        let line = &answer.lines[at];
        Line { key, level: line.level, content: content(line, has_correlation), is_open }
    };
    unfolded(&answer.lines, folded).into_iter().map(line).collect()
}

/// The numbers and keys of the lines that are shown, and whether what is under each is.
fn unfolded(lines: &[CauseLine], folded: &HashSet<String>) -> Vec<(usize, String, Option<bool>)> {
    let mut shown = Vec::with_capacity(lines.len());
    let mut hidden_below = u32::MAX;
    for (at, line) in lines.iter().enumerate() {
        if line.level > hidden_below {
            continue;
        }
        let key = key(line, at);
        let has_more = lines.get(at + 1).is_some_and(|next| next.level > line.level);
        let is_open = has_more.then(|| !folded.contains(&key));
        hidden_below = if is_open == Some(false) { line.level } else { u32::MAX };
        shown.push((at, key, is_open));
    }
    shown
}

fn key(line: &CauseLine, at: usize) -> String {
    match &line.what {
        CauseWhat::Event(event) => key_of(event.position),
        CauseWhat::Missing { id, .. } => format!("missing-{id}"),
        // None of these is open or closed.
        _ => format!("line-{at}"),
    }
}

fn content(line: &CauseLine, has_correlation: bool) -> Content {
    match &line.what {
        CauseWhat::Event(event) => of_event(event, has_correlation && !event.correlated),
        CauseWhat::Missing { name, id, .. } => {
            Content::Missing { name: visible(name).into_owned(), id: visible(id).into_owned() }
        }
        CauseWhat::Again { position } => Content::Again { position: *position },
        CauseWhat::More { cut, of, count } => {
            let count = count.unwrap_or_default();
            let (text, cut) = match cut {
                CauseCut::Above => ("Earlier causes".to_owned(), Cut::Above),
                CauseCut::Below => (counted(count, "effect deeper", "effects deeper"), Cut::Deeper),
                CauseCut::Before => (counted(count, "earlier effect", "earlier effects"), Cut::Wider),
                CauseCut::After => (counted(count, "more effect", "more effects"), Cut::Wider),
                CauseCut::Others => (
                    counted(count, "more event with this correlation id", "more events with this correlation id"),
                    Cut::Wider,
                ),
            };
            Content::More { text, cut, of: *of }
        }
    }
}

fn of_event(event: &CauseEvent, is_elsewhere: bool) -> Content {
    let (event_type, stream) = (visible(&event.event_type).into_owned(), visible(&event.stream).into_owned());
    let when = when(event);
    let note = note(event, is_elsewhere);
    let at = event.created.map(|micros| format!(", {}", moment::shown(micros as i64))).unwrap_or_default();
    let mut spoken = format!("{event_type} in {stream}, event {}{at}", grouped(event.position));
    if event.cause.is_some() && !when.is_empty() {
        spoken.push_str(&format!(", {} its cause", when.replace('+', "").replace(" · ", ", ")));
    }
    if !note.is_empty() {
        spoken.push_str(&format!(". {note}"));
    }
    Content::Event { position: event.position, type_index: event.type_index, event_type, stream, when, note, spoken }
}

/// `+74 ms · 3 events after`.
fn when(event: &CauseEvent) -> String {
    let Some(cause) = event.cause else {
        return event.created.map(|micros| moment::clock(micros as i64)).unwrap_or_default();
    };
    let distance = counted(event.position.abs_diff(cause), "event", "events");
    let side = if event.position < cause { "before" } else { "after" };
    match event.delay {
        // A clock that runs behind is no reason to hide how far.
        Some(delay) if delay < 0.0 => format!("−{} · {distance} {side}", moment::duration(-delay)),
        Some(delay) => format!("+{} · {distance} {side}", moment::duration(delay)),
        None => format!("{distance} {side}"),
    }
}

fn note(event: &CauseEvent, is_elsewhere: bool) -> String {
    match event.note {
        CauseNote::Itself => "It names itself as its cause.".to_owned(),
        CauseNote::Circle { position } => format!(
            "The causes go round in a circle: it names event {} as its cause, which it has caused.",
            grouped(position)
        ),
        CauseNote::Several { events } => {
            format!("{} have the id that it names; the nearest is shown.", counted(events, "event", "events"))
        }
        CauseNote::Nothing if is_elsewhere => "It does not have the correlation id above.".to_owned(),
        CauseNote::Nothing => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: u32, position: u64) -> CauseLine {
        CauseLine { level, what: CauseWhat::Event(CauseEvent { position, ..CauseEvent::default() }) }
    }

    #[test]
    fn what_stands_under_a_folded_line_is_left_out() {
        let tree = [line(0, 1), line(1, 2), line(2, 3), line(1, 4)];
        let keys = |folded: &[&str]| -> Vec<(String, Option<bool>)> {
            let folded = folded.iter().map(|key| (*key).to_owned()).collect();
            unfolded(&tree, &folded).into_iter().map(|(_, key, is_open)| (key, is_open)).collect()
        };
        let all = |open| vec![(key_of(1), Some(true)), (key_of(2), Some(open)), (key_of(3), None), (key_of(4), None)];
        assert_eq!(keys(&[]), all(true));
        let mut folded = all(false);
        folded.remove(2);
        assert_eq!(keys(&["event-2"]), folded);
        assert_eq!(keys(&["event-1"]), [(key_of(1), Some(false))]);
    }
}
