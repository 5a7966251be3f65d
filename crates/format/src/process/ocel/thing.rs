//! An event and an object of OCEL as every form of it says them, on their way to the log.

use std::borrow::Cow;

use foldback_event::json::write_string;

use crate::known::{Data, Draft, Time};
use crate::process::values::string;
use crate::time;

/// An event.
#[derive(Debug, Default)]
pub(super) struct Happening<'a> {
    pub id: Option<Cow<'a, str>>,
    /// Empty where none is named.
    pub kind: Cow<'a, str>,
    pub time: Option<Cow<'a, str>>,
    /// JSON; empty for an event without attributes.
    pub data: String,
    /// An object of JSON, or nothing.
    pub metadata: String,
    /// The ids of its objects, in the order in which it names them.
    pub objects: Vec<Cow<'a, str>>,
}

impl Happening<'_> {
    /// When it happened, in microseconds.
    pub fn micros(&self) -> Option<i64> {
        self.time.as_deref().and_then(time::from_text).map(|time| time.0)
    }

    pub fn into_owned(self) -> Happening<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Happening {
            id: self.id.map(own),
            kind: own(self.kind),
            time: self.time.map(own),
            data: self.data,
            metadata: self.metadata,
            objects: self.objects.into_iter().map(own).collect(),
        }
    }

    /// The bytes of its texts.
    pub fn len(&self) -> usize {
        let objects: usize = self.objects.iter().map(|id| id.len() + size_of::<Cow<'_, str>>()).sum();
        self.id.as_deref().map_or(0, str::len) + self.kind.len() + self.data.len() + self.metadata.len() + objects
    }

    /// The event for the log; its metadata are gone then.
    pub fn draft<'s>(&'s mut self, stream: &'s str, tags: &Tags<'s>) -> Draft<'s> {
        let metadata = std::mem::take(&mut self.metadata);
        let data = if self.data.is_empty() { "{}" } else { self.data.as_str() };
        let time = self.time.as_deref();
        Draft {
            stream: stream.into(),
            event_type: self.kind.as_ref().into(),
            id: self.id.as_deref().map(Cow::Borrowed),
            time: time.map(|text| Time { text: text.into(), created: time::from_text(text) }),
            data: Data::Json(data.into()),
            metadata,
            tags: tags.iter().map(Cow::Borrowed).collect(),
            ..Draft::default()
        }
    }

    /// The same as a record.
    pub fn write(&self, stream: &str, tags: &Tags<'_>, out: &mut String) {
        out.clear();
        // No log holds records of Foldback's own form.
        out.push_str("{ \"stream\":");
        string(stream, out);
        for (name, text) in [("type", Some(&self.kind)), ("id", self.id.as_ref()), ("time", self.time.as_ref())] {
            if let Some(text) = text {
                out.push_str(",\"");
                out.push_str(name);
                out.push_str("\":");
                string(text, out);
            }
        }
        out.push_str(",\"tags\":[");
        for (at, tag) in tags.iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            write_string(tag, out);
        }
        out.push_str("],\"data\":");
        out.push_str(if self.data.is_empty() { "{}" } else { &self.data });
        if !self.metadata.is_empty() {
            out.push_str(",\"metadata\":");
            out.push_str(&self.metadata);
        }
        out.push('}');
    }
}

/// Tags that stand one behind the other in a text.
pub(super) struct Tags<'a> {
    pub text: &'a str,
    /// Where each ends.
    pub ends: &'a [usize],
}

impl<'a> Tags<'a> {
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        let (text, mut from) = (self.text, 0);
        self.ends.iter().map(move |end| text.get(std::mem::replace(&mut from, *end)..*end).unwrap_or_default())
    }
}

/// An object.
#[derive(Debug, Default)]
pub(super) struct Thing<'a> {
    pub id: Cow<'a, str>,
    /// Empty where none is named.
    pub kind: Cow<'a, str>,
    pub attributes: Vec<Attribute<'a>>,
    /// What it says beside these, as an object of JSON without the last brace; or nothing.
    pub metadata: String,
}

/// A value that an attribute of an object has from a time on.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub name: Cow<'a, str>,
    /// Nothing where it has had it from the beginning.
    pub time: Option<Cow<'a, str>>,
    /// JSON.
    pub value: Cow<'a, str>,
}

impl Attribute<'_> {
    fn micros(&self) -> Option<i64> {
        self.time.as_deref().and_then(time::from_text).map(|time| time.0)
    }

    /// Whether the object has had it from the beginning, which OCEL writes as the beginning of 1970.
    fn is_first(&self) -> bool {
        self.time.is_none() || self.micros() == Some(0)
    }
}

impl Thing<'_> {
    /// The events of the object: what it was at first, and one for each later time.
    pub fn happenings(&self) -> Vec<Happening<'static>> {
        let (first, mut later): (Vec<_>, Vec<_>) = self.attributes.iter().partition(|attribute| attribute.is_first());
        let mut metadata = self.metadata.clone();
        if let Some(time) = first.iter().find_map(|attribute| attribute.time.as_deref()) {
            metadata.push_str(if metadata.is_empty() { "{" } else { "," });
            metadata.push_str("\"time\":");
            string(time, &mut metadata);
        }
        if !metadata.is_empty() {
            metadata.push('}');
        }
        let mut all = vec![Happening { kind: "Object".into(), data: data(&first), metadata, ..Happening::default() }];
        later.sort_by_key(|attribute| attribute.micros());
        let alike = |one: &&Attribute<'_>, other: &&Attribute<'_>| one.time == other.time && one.name != other.name;
        for group in later.chunk_by(alike) {
            let time = group.first().and_then(|attribute| attribute.time.as_deref());
            let time = time.map(|time| Cow::Owned(time.to_owned()));
            all.push(Happening { kind: "ObjectChanged".into(), time, data: data(group), ..Happening::default() });
        }
        all
    }
}

fn data(attributes: &[&Attribute<'_>]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let mut out = String::from("{");
    for (at, attribute) in attributes.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        string(&attribute.name, &mut out);
        out.push(':');
        out.push_str(&attribute.value);
    }
    out.push('}');
    out
}
