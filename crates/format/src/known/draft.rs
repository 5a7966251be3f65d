//! An event as a rule makes it. It fills in nothing that the record does not say.

use std::borrow::Cow;

use super::view::{Object, Time, Value};
use super::writer::{Writer, string};

/// KurrentDB's names, under which the metadata of every imported event keep these.
const CORRELATION: &str = "$correlationId";
const CAUSATION: &str = "$causationId";

/// What a rule says of one event; all but the stream and the type may be missing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft<'a> {
    /// Empty where the record names none.
    pub stream: Cow<'a, str>,
    pub event_type: Cow<'a, str>,
    pub id: Option<Cow<'a, str>>,
    pub time: Option<Time<'a>>,
    pub data: Data<'a>,
    /// An object of JSON, or nothing.
    pub metadata: String,
    pub revision: Option<Cow<'a, str>>,
    pub position: Option<Cow<'a, str>>,
    pub tags: Vec<Cow<'a, str>>,
}

/// A payload.
#[derive(Clone, Debug)]
pub(crate) enum Data<'a> {
    /// JSON.
    Json(Cow<'a, str>),
    /// Anything else, with its MIME type.
    Bytes(Vec<u8>, Cow<'a, str>),
}

impl Default for Data<'_> {
    fn default() -> Self {
        Self::Json(Cow::Borrowed("{}"))
    }
}

impl<'a> Data<'a> {
    /// A member as it is, or what a string in it holds as JSON; `{}` where there is none.
    pub fn of(value: Option<Value<'a>>) -> Self {
        value.map_or_else(Self::default, |value| Self::Json(value.unwrapped()))
    }

    pub fn json(text: String) -> Self {
        Self::Json(Cow::Owned(text))
    }
}

/// The metadata of an event: what the record says beside the event, and its conversation and cause.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata(Writer);

impl Metadata {
    /// All members of the record but these.
    pub fn rest(object: &Object<'_>, without: &[&str]) -> Self {
        let mut writer = Writer::default();
        writer.rest(object, without);
        Self(writer)
    }

    /// The record's own metadata, and its other members but these below `$fields`.
    pub fn own(own: Option<Value<'_>>, object: &Object<'_>, without: &[&str]) -> Self {
        let mut writer = Writer::default();
        if let Some(own) = own {
            let text = own.unwrapped();
            match Object::of(&text) {
                Some(own) => writer.rest(&own, &[]),
                None => writer.member("$metadata", &text),
            };
        }
        let mut fields = Writer::default();
        fields.rest(object, without);
        if !fields.is_empty() {
            writer.member("$fields", &fields.finish());
        }
        Self(writer)
    }

    /// Another member.
    pub fn with(mut self, name: &str, value: Option<Value<'_>>) -> Self {
        self.0.some(name, value);
        self
    }

    /// Another member, an object of what is left of another one.
    pub fn with_rest(mut self, name: &str, object: Option<&Object<'_>>, without: &[&str]) -> Self {
        let mut inner = Writer::default();
        if let Some(object) = object {
            inner.rest(object, without);
        }
        if !inner.is_empty() {
            self.0.member(name, &inner.finish());
        }
        self
    }

    /// Another member, whose value is given as JSON.
    pub fn with_json(mut self, name: &str, value: &str) -> Self {
        self.0.member(name, value);
        self
    }

    /// The id of the conversation.
    pub fn correlation(self, id: Option<Cow<'_, str>>) -> Self {
        self.link(CORRELATION, id)
    }

    /// The id of the cause.
    pub fn causation(self, id: Option<Cow<'_, str>>) -> Self {
        self.link(CAUSATION, id)
    }

    fn link(self, name: &str, id: Option<Cow<'_, str>>) -> Self {
        match id {
            Some(id) => self.with_json(name, &string(&id)),
            None => self,
        }
    }

    /// The object, or nothing.
    pub fn finish(self) -> String {
        self.0.finish_filled()
    }
}

/// The stream of a thing of a kind: `kind-name`, so that the kind is its category; without a name, all of the kind.
pub(super) fn stream_of<'a>(kind: &str, name: Option<&str>) -> Cow<'a, str> {
    match name {
        Some(name) if kind.is_empty() => Cow::Owned(name.to_owned()),
        Some(name) => Cow::Owned([kind, "-", name].concat()),
        None => Cow::Owned(kind.to_owned()),
    }
}
