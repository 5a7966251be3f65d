//! XES (IEEE 1849): a case is a stream of events. What the log says of itself beside its cases is named in a warning.

use std::borrow::Cow;

use super::Done;
use super::attributes::{Attributes, TAKEN};
use super::values::string;
use crate::known::{Data, Draft, Object, Time};
use crate::record::{Place, Records};
use crate::xml::{At, Element, Piece};
use crate::{Role, Sink, WarningCode, excerpt};

/// The field that holds the name of the case, as in a log that is CSV.
const CASE: &str = "case:concept:name";
const ACTIVITY: &str = TAKEN[0];
const TIME: &str = TAKEN[1];
const ID: &str = TAKEN[2];

/// The roles of an event's attributes, by the extensions of XES that define them.
pub(super) const ROLES: [(Role, &str); 4] =
    [(Role::Stream, CASE), (Role::EventType, ACTIVITY), (Role::Id, "identity:id"), (Role::Time, "time:timestamp")];

/// Names that the warning about the log's own attributes lists, at most.
const LISTED: usize = 8;

/// Makes records of cases and their events.
#[derive(Debug, Default)]
pub(crate) struct Xes {
    attributes: Attributes,
    /// How many cases have begun.
    cases: u64,
    in_case: bool,
    /// The name of the case, if it has one.
    name: Option<String>,
    /// The case's attributes as members, until an event has them.
    case: String,
    /// Whether the case has had an event.
    had_event: bool,
    /// The attributes that name the activity of events which have no name, by the first classifier.
    classifier: Vec<String>,
    /// What the log says of itself.
    others: Vec<String>,
    members: String,
    record: String,
}

impl Xes {
    pub fn open(&mut self, at: At) {
        if at == At::Trace {
            self.cases += 1;
            self.in_case = true;
            self.had_event = false;
            self.name = None;
            self.case.clear();
        }
    }

    pub fn close(&mut self, at: At, place: Place, records: &mut Records, sink: &mut dyn Sink) {
        if at != At::Trace {
            return;
        }
        self.in_case = false;
        if !self.had_event && !records.is_prefix {
            let name = self.name.clone().unwrap_or_else(|| format!("trace-{}", self.cases));
            let message = format!(
                "the case {} has no events, so that nothing of it was imported",
                excerpt::beginning(name.as_bytes())
            );
            records.note(WarningCode::OtherMembers, place, message, sink);
        } else if !self.case.is_empty() {
            let message = "attributes of a case stand behind its last event, and were left out";
            records.note(WarningCode::OtherMembers, place, message.to_owned(), sink);
        }
        self.case.clear();
    }

    pub fn element(
        &mut self,
        at: At,
        name: &[u8],
        text: &str,
        place: Place,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Done {
        let done = match (at, name) {
            (At::Log | At::Trace, b"event") => return self.event(text, place, records, sink),
            (At::Trace, _) => self.of_case(text),
            _ => self.of_log(text),
        };
        Ok(done)
    }

    fn event(&mut self, text: &str, place: Place, records: &mut Records, sink: &mut dyn Sink) -> Done {
        let mut element = Element::new(text);
        self.members.clear();
        let read = match element.next_piece() {
            Ok(_) => self.attributes.read(&mut element, "", &mut self.members),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = read {
            return Ok(Err(fault));
        }
        let stream = match &self.name {
            _ if !self.in_case => {
                Cow::Owned(if records.name().is_empty() { "events" } else { records.name() }.to_owned())
            }
            Some(name) => Cow::Borrowed(name.as_str()),
            None => Cow::Owned(format!("trace-{}", self.cases)),
        };
        let [activity, time, id] = self.attributes.taken();
        let classified = if activity.is_none() { self.classified() } else { None };
        let activity = activity.or(classified.as_deref());
        let record = &mut self.record;
        record.clear();
        // No log holds records of Foldback's own form, whatever the name of its first attribute.
        let drafted = records.takes_drafts();
        record.push_str(if drafted { "{" } else { "{ " });
        if !drafted {
            for (name, value) in [(CASE, Some(stream.as_ref())), (ACTIVITY, activity), (TIME, time), (ID, id)] {
                if let Some(value) = value {
                    record.push_str(if record.len() > 2 { ",\"" } else { "\"" });
                    record.push_str(name);
                    record.push_str("\":");
                    string(value, record);
                }
            }
        }
        for members in [&self.case, &self.members] {
            if !members.is_empty() {
                record.push_str(if record.len() > 2 { "," } else { "" });
                record.push_str(members);
            }
        }
        record.push('}');
        self.case.clear();
        self.had_event = true;
        if drafted {
            let draft = Draft {
                stream,
                event_type: activity.unwrap_or_default().into(),
                id: id.map(Cow::Borrowed),
                time: time.map(|text| Time { text: text.into(), created: crate::time::from_text(text) }),
                data: Data::Json(self.record.as_str().into()),
                ..Draft::default()
            };
            records.draft(&draft, place, sink);
        } else {
            records.record(record.as_bytes(), place, false, sink)?;
        }
        Ok(Ok(()))
    }

    /// The activity by the log's first classifier.
    fn classified(&self) -> Option<String> {
        if self.classifier.is_empty() {
            return None;
        }
        let text = format!("{{{}}}", self.members);
        let object = Object::of(&text)?;
        let words: Option<Vec<_>> = self.classifier.iter().map(|key| object.word(key)).collect();
        words.map(|words| words.join("+"))
    }

    /// An attribute of a case.
    fn of_case(&mut self, text: &str) -> Result<(), crate::xml::Fault> {
        let mut element = Element::new(text);
        if let Some(Piece::Open(tag)) = element.next_piece()? {
            let (mut key, mut value) = (None, None);
            let mut pairs = tag.attributes();
            while let Some((name, own)) = pairs.next_pair()? {
                match name {
                    "key" => key = Some(own),
                    "value" => value = Some(own),
                    _ => {}
                }
            }
            let is_name = key.as_deref() == Some(ACTIVITY) && self.name.is_none() && !self.had_event;
            if let Some(value) = value.filter(|value| is_name && !value.is_empty()) {
                self.name = Some(value.into_owned());
                return Ok(());
            }
        }
        let length = self.case.len();
        let read = self.attributes.read(&mut Element::new(text), "case:", &mut self.case);
        if read.is_err() {
            self.case.truncate(length);
        }
        read
    }

    /// What the log says of itself: only the first classifier of events is of use.
    fn of_log(&mut self, text: &str) -> Result<(), crate::xml::Fault> {
        let mut element = Element::new(text);
        let Some(Piece::Open(tag)) = element.next_piece()? else {
            return Ok(());
        };
        let (mut key, mut keys, mut scope) = (None, None, None);
        let mut pairs = tag.attributes();
        while let Some((name, own)) = pairs.next_pair()? {
            match name {
                "key" | "name" => key = Some(own.into_owned()),
                "keys" => keys = Some(own.into_owned()),
                "scope" => scope = Some(own.into_owned()),
                _ => {}
            }
        }
        let of_events = scope.as_deref().is_none_or(|scope| scope == "event");
        if tag.name() == "classifier"
            && of_events
            && self.classifier.is_empty()
            && let Some(keys) = keys
        {
            self.classifier = words(&keys);
        }
        if self.others.len() <= LISTED {
            let kind = match tag.name() {
                kind @ ("extension" | "global" | "classifier") => kind,
                _ => "the attribute",
            };
            let name = key.or(scope).unwrap_or_default();
            self.others.push(format!("{kind} {}", excerpt::cut_to(name.as_bytes(), 24)));
        }
        Ok(())
    }

    pub fn finish(&mut self, place: Place, records: &mut Records, sink: &mut dyn Sink) {
        if self.in_case {
            self.close(At::Trace, place, records, sink);
        }
        if !self.others.is_empty() {
            let more = if self.others.len() > LISTED { ", …" } else { "" };
            let listed: Vec<&str> = self.others.iter().take(LISTED).map(String::as_str).collect();
            let message =
                format!("beside its cases the log holds {}{more}; only the cases were imported", listed.join(", "));
            records.note(WarningCode::OtherMembers, Place::default(), message, sink);
        }
    }
}

/// The names in a list that blanks part; quotes stand around those with blanks.
fn words(list: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = list.trim_start();
    while let Some(first) = rest.chars().next() {
        let quoted = rest.strip_prefix('\'').and_then(|inside| inside.split_once('\''));
        let (word, behind) = match quoted {
            Some(pair) if first == '\'' => pair,
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classifiers_name_several_attributes() {
        assert_eq!(words("concept:name lifecycle:transition"), ["concept:name", "lifecycle:transition"]);
        assert_eq!(words(" 'Case ID' Activity "), ["Case ID", "Activity"]);
        assert_eq!(words("'x"), ["'x"]);
        assert!(words(" ").is_empty());
    }
}
