//! From what a walk found to the event. A value that cannot play its role is kept with the fields of no role.

use std::borrow::Cow;

use foldback_event::json::{Span, scan, unescape};
use foldback_event::{EventRef, SourceRef, Timestamp};

use super::Place;
use super::compiled::Compiled;
use super::payload::{Parts, unwrap, write_object};
use super::walk::Found;
use crate::{Role, Sink, Warning, WarningCode, excerpt, time};

/// Buffers that are reused from record to record.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers {
    data: Vec<u8>,
    metadata: Vec<u8>,
}

/// What is the same for one record.
pub(super) struct Emit<'a> {
    /// The record, without raw line breaks.
    pub text: &'a str,
    pub place: Place,
    pub mapping: &'a Compiled,
}

impl Emit<'_> {
    /// Hands the event on.
    pub fn emit(&self, found: &mut Found, buffers: &mut Buffers, sink: &mut dyn Sink) {
        let mapping = &self.mapping.mapping;
        let stream = self.word(Role::Stream, found).filter(|name| !name.is_empty());
        if stream.is_none() && mapping.stream.is_some() {
            self.replaced(WarningCode::NoStream, Role::Stream, &mapping.default_stream, found, sink);
        }
        let event_type = self.word(Role::EventType, found).filter(|name| !name.is_empty());
        if event_type.is_none() && mapping.event_type.is_some() {
            self.replaced(WarningCode::NoType, Role::EventType, &mapping.default_type, found, sink);
        }
        let [id, revision, position] = [Role::Id, Role::Revision, Role::Position].map(|role| self.word(role, found));
        let (time, created) = self.time(found, sink);
        let tags = self.tags(found, sink);
        let tags: Vec<&str> = tags.iter().map(AsRef::as_ref).collect();

        let own = self.raw(Role::Metadata, found);
        let own_object = own.and_then(unwrap);
        let [correlation, causation] = [Role::Correlation, Role::Causation].map(|role| {
            let value = self.raw(role, found);
            value.filter(|value| is_word(value))
        });
        for role in [Role::Id, Role::Revision, Role::Position, Role::Correlation, Role::Causation] {
            if self.raw(role, found).is_some_and(|value| !is_word(value)) {
                found.give_back(role);
            }
        }

        let input = self.text.as_bytes();
        let value = found.value(Role::Data).map(|span| self.slice(span));
        let unwrapped = value.and_then(unwrap);
        buffers.data.clear();
        let flat = mapping.data.is_none();
        if flat {
            write_object(input, &found.rest, &mut buffers.data);
        }
        let data = match (&unwrapped, value) {
            _ if flat => buffers.data.as_slice(),
            (Some(object), _) => object.as_bytes(),
            (None, Some(value)) => value.as_bytes(),
            (None, None) => b"{}",
        };
        let parts = Parts {
            own: own_object.as_deref().or(own),
            correlation,
            causation,
            fields: (input, if flat { &[] } else { &found.rest }),
        };
        let metadata = if parts.is_own_object() {
            parts.own.unwrap_or_default().as_bytes()
        } else {
            buffers.metadata.clear();
            parts.write(&mut buffers.metadata);
            buffers.metadata.as_slice()
        };
        sink.event(EventRef {
            stream: stream.as_deref().unwrap_or(&mapping.default_stream),
            event_type: event_type.as_deref().unwrap_or(&mapping.default_type),
            id: id.as_deref(),
            time: time.as_deref(),
            created,
            content_type: "",
            data,
            metadata,
            tags: &tags,
            source: Some(SourceRef {
                revision: revision.as_deref(),
                position: position.as_deref(),
                place: self.place.byte,
            }),
        });
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The JSON of the value that plays `role`, if it is not `null`.
    fn raw(&self, role: Role, found: &Found) -> Option<&str> {
        found.value(role).map(|span| self.slice(span)).filter(|value| *value != "null")
    }

    /// The text of the string, number or truth value that plays `role`.
    fn word(&self, role: Role, found: &Found) -> Option<Cow<'_, str>> {
        self.raw(role, found).and_then(plain)
    }

    fn time(&self, found: &mut Found, sink: &mut dyn Sink) -> (Option<Cow<'_, str>>, Option<Timestamp>) {
        let Some(raw) = self.raw(Role::Time, found) else {
            return (None, None);
        };
        let reading = &self.mapping.reading;
        let mut text = plain(raw);
        if let Some((date, clock)) = text.as_deref().zip(self.clock(found)) {
            text = Some(time::join(date, &clock).into());
        }
        let created = text
            .as_deref()
            .and_then(|text| if raw.starts_with('"') { reading.text(text) } else { reading.number(text) });
        if created.is_none() {
            if text.is_none() {
                found.give_back(Role::Time);
            }
            let sample = excerpt::beginning(raw.as_bytes());
            let message = format!("the time {sample} was not understood; the event keeps it as text");
            self.warn(WarningCode::BadTime, message, sink);
        }
        (text, created)
    }

    /// The time of day that stands apart from the date.
    fn clock(&self, found: &Found) -> Option<Cow<'_, str>> {
        let name = self.mapping.reading.clock.as_deref()?;
        let input = self.text.as_bytes();
        let member = found.rest.iter().find(|member| member.name.of(input) == name.as_bytes())?;
        plain(self.slice(member.value)).filter(|clock| time::is_clock(clock))
    }

    fn tags(&self, found: &mut Found, sink: &mut dyn Sink) -> Vec<Cow<'_, str>> {
        let Some(raw) = self.raw(Role::Tags, found) else {
            return Vec::new();
        };
        if let Some(tags) = tags(raw) {
            return tags;
        }
        found.give_back(Role::Tags);
        let sample = excerpt::beginning(raw.as_bytes());
        let message = format!("the tags {sample} are no list of names; they are kept as a field");
        self.warn(WarningCode::BadTags, message, sink);
        Vec::new()
    }

    fn replaced(&self, code: WarningCode, role: Role, by: &str, found: &mut Found, sink: &mut dyn Sink) {
        if self.raw(role, found).is_some() {
            found.give_back(role);
        }
        let field = self.mapping.mapping.field(role).map(ToString::to_string);
        let message = format!("no usable {} here; it became {by}", field.unwrap_or_default());
        self.warn(code, message, sink);
    }

    fn warn(&self, code: WarningCode, message: String, sink: &mut dyn Sink) {
        sink.warning(Warning { code, line: self.place.line, byte: self.place.byte, message, skipped: false });
    }
}

/// Whether a value is a string, a number or a truth value.
fn is_word(value: &str) -> bool {
    !value.starts_with(['{', '['])
}

/// The text that such a value stands for.
pub(crate) fn plain(value: &str) -> Option<Cow<'_, str>> {
    match value.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')) {
        Some(inside) => Some(unescape(inside)),
        None => is_word(value).then_some(Cow::Borrowed(value)),
    }
}

/// The names in a string or in an array of strings and numbers.
pub(crate) fn tags(value: &str) -> Option<Vec<Cow<'_, str>>> {
    if is_word(value) {
        return Some(vec![plain(value)?]);
    }
    let mut tags = Vec::new();
    let mut at = scan::skip_space(value.as_bytes(), 1);
    while value.starts_with('[') && value.as_bytes().get(at) != Some(&b']') {
        let span = scan::value(value.as_bytes(), at).ok()?;
        tags.push(plain(value.get(span.start..span.end)?)?);
        at = scan::skip_space(value.as_bytes(), span.end);
        if value.as_bytes().get(at) == Some(&b',') {
            at += 1;
        }
        at = scan::skip_space(value.as_bytes(), at);
    }
    value.starts_with('[').then_some(tags)
}
