//! What handlers give beside states: results, events that they emit, lines that they log. The newest are kept.

use std::collections::VecDeque;

use foldback_event::Json;
use foldback_event::json::parse;
use foldback_log::Backend;
use foldback_protocol::Given;

use crate::{Store, StoreError};

/// How many of a kind are kept,
const MOST: usize = 100_000;

/// and how many bytes.
const MOST_BYTES: usize = 64 << 20;

/// The newest of a kind, each as JSON.
#[derive(Debug, Default)]
pub struct Kept {
    items: VecDeque<Box<str>>,
    bytes: usize,
    dropped: u64,
}

impl Kept {
    pub fn add(&mut self, items: Vec<Json>) {
        for item in items {
            let text = item.to_string().into_boxed_str();
            self.bytes += text.len();
            self.items.push_back(text);
            while self.items.len() > MOST || self.bytes > MOST_BYTES {
                let Some(oldest) = self.items.pop_front() else { break };
                self.bytes -= oldest.len();
                self.dropped += 1;
            }
        }
    }

    /// How many there ever were.
    pub fn count(&self) -> u64 {
        self.dropped + self.items.len() as u64
    }
}

/// What came back with a page, beside the lines.
#[derive(Debug, Default)]
pub struct Output {
    pub results: Vec<Json>,
    pub emitted: Vec<Json>,
    pub logs: Vec<Json>,
    pub handled: u64,
    pub unhandled: Vec<(String, u64)>,
}

impl Output {
    /// Reads it, and gives the lines behind it.
    pub fn read(text: &str) -> Result<(Self, &str), StoreError> {
        let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
        let wrong =
            |what: &str| StoreError::InvalidProjection(format!("what its handlers gave cannot be read: {what}"));
        if head.trim().is_empty() {
            return Ok((Self::default(), lines));
        }
        let read = parse(head.as_bytes()).map_err(|fault| wrong(&format!("byte {}: {}", fault.at, fault.problem)))?;
        let Json::Object(members) = read else { return Err(wrong("it is no object")) };
        let mut output = Self::default();
        for (name, value) in members {
            match (&*name, value) {
                ("results", Json::Array(items)) => output.results = items,
                ("emitted", Json::Array(items)) => output.emitted = items,
                ("logs", Json::Array(items)) => output.logs = items,
                ("handled", Json::Number(text)) => output.handled = text.parse().map_err(|_| wrong("handled"))?,
                ("unhandled", Json::Object(types)) => {
                    for (name, count) in types {
                        let Json::Number(text) = count else { return Err(wrong("unhandled")) };
                        output.unhandled.push((name.to_string(), text.parse().map_err(|_| wrong("unhandled"))?));
                    }
                }
                // What else there may be one day.
                _ => {}
            }
        }
        Ok((output, lines))
    }
}

impl<B: Backend> Store<B> {
    /// What handlers gave beside states, from the `from`th that there ever was, as lines of JSON. With the number of the first.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn given(&self, projection: &str, kind: Given, from: u64, limit: usize) -> Result<(u64, String), StoreError> {
        let projection = self.projections.find(projection)?;
        Ok(projection.elsewhere.kept(kind, |kept| {
            let first = from.max(kept.dropped);
            let skipped = usize::try_from(first - kept.dropped).unwrap_or(usize::MAX);
            let mut text = String::new();
            for item in kept.items.iter().skip(skipped).take(limit) {
                text.push_str(item);
                text.push('\n');
            }
            (first, text)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_and_the_others_counted() {
        let mut kept = Kept::default();
        let number = |n: usize| Json::Number(n.to_string().into());
        kept.add((0..MOST + 3).map(number).collect());
        assert_eq!((kept.count(), kept.dropped, &*kept.items[0]), (MOST as u64 + 3, 3, "3"));
        let large = Json::String("x".repeat(MOST_BYTES / 2).into());
        kept.add(vec![large.clone(), large]);
        assert!(kept.bytes <= MOST_BYTES && kept.items.len() == 1);
    }

    #[test]
    fn what_comes_back_is_read_or_refused() {
        let text = "{\"results\":[{\"a\":1.50}],\"handled\":7,\"unhandled\":{\"T\":2},\"new\":1}\n[1,\"\",[]]\n";
        let (output, lines) = Output::read(text).unwrap_or_default();
        assert_eq!((output.handled, output.unhandled, lines), (7, vec![("T".to_owned(), 2)], "[1,\"\",[]]\n"));
        assert_eq!(output.results[0].to_string(), "{\"a\":1.50}");
        for wrong in ["[]", "{", "{\"handled\":-1}", "{\"unhandled\":{\"T\":\"2\"}}"] {
            assert!(Output::read(wrong).is_err(), "{wrong}");
        }
    }
}
