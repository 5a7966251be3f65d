//! Events and objects of OCEL in JSON, by the names of 2.0 and of 1.0. Values are taken as they are written.

use std::borrow::Cow;

use foldback_event::json::{Member, Members, scan, unescape};

use super::thing::{Attribute, Happening, Thing};
use crate::known::Writer;
use crate::record;

/// Walks the object that `bytes` begins with; gives the offset behind it, and nothing if it is not whole and good.
pub(super) fn walk(bytes: &[u8], members: &mut Vec<Member>) -> Option<usize> {
    members.clear();
    let mut walk = Members::new(bytes, 0).ok()?;
    while let Some(member) = walk.next_member().ok()? {
        members.push(member);
    }
    Some(walk.end())
}

/// The names, as they are written, and values of members; values that are `null` are left out.
fn pairs<'a>(text: &'a str, members: &[Member]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let slice = move |start, end| text.get(start..end).unwrap_or_default();
    members
        .iter()
        .map(move |member| (slice(member.name.start, member.name.end), slice(member.value.start, member.value.end)))
        .filter(|(_, value)| *value != "null")
}

/// An event; `key` is the name that it has in a list of 1.0, as it is written.
pub(super) fn event<'a>(text: &'a str, members: &[Member], key: Option<&'a str>) -> Happening<'a> {
    let objects = Vec::with_capacity(4);
    let mut event = Happening { id: key.map(unescape), objects, ..Happening::default() };
    let mut metadata = Writer::default();
    for (name, value) in pairs(text, members) {
        match (name, key) {
            ("id", None) => event.id = record::plain(value),
            ("type", None) | ("ocel:activity", Some(_)) => event.kind = record::plain(value).unwrap_or_default(),
            ("time", None) | ("ocel:timestamp", Some(_)) => event.time = record::plain(value),
            ("ocel:vmap", Some(_)) => event.data.push_str(value),
            ("attributes", None) => {
                if !named(value, &mut event.data) {
                    metadata.member(name, value);
                }
            }
            ("relationships", None) | ("ocel:typedOmap", Some(_)) => {
                related(value, &mut event.objects);
                metadata.member(name, value);
            }
            ("ocel:omap", Some(_)) => {
                elements(value, |part| {
                    if let Part::Other(id) = part {
                        event.objects.extend(record::plain(id));
                    }
                });
                metadata.member(name, value);
            }
            _ => {
                metadata.member(name, value);
            }
        }
    }
    event.data = flat(event.data);
    event.metadata = flat(metadata.finish_filled());
    event
}

/// An object, if it has an id; `key` as for an event.
pub(super) fn thing<'a>(text: &'a str, members: &[Member], key: Option<&'a str>) -> Option<Thing<'a>> {
    let mut metadata = Writer::default();
    let mut thing = Thing { id: key.map(unescape).unwrap_or_default(), ..Thing::default() };
    for (name, value) in pairs(text, members) {
        match (name, key) {
            ("id", None) => thing.id = record::plain(value).unwrap_or_default(),
            ("type", None) | ("ocel:type", Some(_)) => thing.kind = record::plain(value).unwrap_or_default(),
            ("attributes", None) => {
                let all = history(value, &mut thing.attributes);
                if !all {
                    metadata.member(name, value);
                }
            }
            ("ocel:ovmap", Some(_)) => {
                let mut members = Vec::new();
                if walk(value.as_bytes(), &mut members).is_none() {
                    metadata.member(name, value);
                }
                for (name, value) in pairs(value, &members) {
                    let value = flat(value.to_owned()).into();
                    thing.attributes.push(Attribute { name: unescape(name), time: None, value });
                }
            }
            _ => {
                metadata.member(name, value);
            }
        }
    }
    thing.metadata = flat(metadata.finish_filled());
    thing.metadata.pop();
    (!thing.id.is_empty()).then_some(thing)
}

/// Line breaks between tokens as spaces: a payload is one line.
fn flat(text: String) -> String {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some() { text.replace(['\n', '\r'], " ") } else { text }
}

/// What [`elements`] meets.
enum Part<'a> {
    /// A member of an element that is an object, unless its value is `null`.
    Member(&'a str, &'a str),
    /// The end of such an element.
    End,
    /// An element that is no object.
    Other(&'a str),
}

/// The elements of an array, which a scan has accepted.
fn elements<'a>(list: &'a str, mut each: impl FnMut(Part<'a>)) {
    let input = list.as_bytes();
    if input.first() != Some(&b'[') {
        return;
    }
    let slice = |start, end| list.get(start..end).unwrap_or_default();
    let mut at = scan::skip_space(input, 1);
    while input.get(at).is_some_and(|byte| *byte != b']') {
        if let Ok(mut members) = Members::new(input, at) {
            while let Ok(Some(member)) = members.next_member() {
                let value = slice(member.value.start, member.value.end);
                if value != "null" {
                    each(Part::Member(slice(member.name.start, member.name.end), value));
                }
            }
            each(Part::End);
            at = members.end();
        } else {
            let Ok(span) = scan::value(input, at) else {
                return;
            };
            each(Part::Other(slice(span.start, span.end)));
            at = span.end;
        }
        at = scan::skip_space(input, at);
        if input.get(at) == Some(&b',') {
            at = scan::skip_space(input, at + 1);
        }
    }
}

/// The ids of objects that a list of relationships names.
fn related<'a>(list: &'a str, out: &mut Vec<Cow<'a, str>>) {
    elements(list, |part| {
        if let Part::Member("objectId" | "ocel:oid", id) = part {
            out.extend(record::plain(id));
        }
    });
}

/// Attributes in a list of names and values as one object. Gives whether that is all that they say.
fn named(list: &str, out: &mut String) -> bool {
    if !list.starts_with('[') {
        out.push_str(list);
        return true;
    }
    out.reserve(list.len());
    out.push('{');
    let mut all = true;
    let (mut own, mut held) = (None, "null");
    elements(list, |part| match part {
        Part::Member("name", value) if value.starts_with('"') => own = Some(value),
        Part::Member("value", value) => held = value,
        Part::Member(..) | Part::Other(_) => all = false,
        Part::End => {
            match own.take() {
                Some(own) => {
                    out.push_str(if out.len() > 1 { "," } else { "" });
                    out.push_str(own);
                    out.push(':');
                    out.push_str(held);
                }
                None => all = false,
            }
            held = "null";
        }
    });
    out.push('}');
    all
}

/// The values that attributes of an object have had. Gives whether that is all that they say.
fn history<'a>(list: &'a str, out: &mut Vec<Attribute<'a>>) -> bool {
    let mut all = list.starts_with('[');
    let new = || Attribute { name: Cow::default(), time: None, value: Cow::Borrowed("null") };
    let mut attribute = new();
    elements(list, |part| match part {
        Part::Member("name", value) => attribute.name = record::plain(value).unwrap_or_default(),
        Part::Member("time", value) => attribute.time = record::plain(value),
        Part::Member("value", value) => attribute.value = flat(value.to_owned()).into(),
        Part::Member(..) | Part::Other(_) => all = false,
        Part::End => {
            let attribute = std::mem::replace(&mut attribute, new());
            if attribute.name.is_empty() {
                all = false;
            } else {
                out.push(attribute);
            }
        }
    });
    all
}
