//! Events and objects of OCEL 1.0 in XML, which are written as XES writes events; they come as the JSON that is made of
//! those.

use std::borrow::Cow;

use foldback_event::json::unescape;

use super::thing::{Attribute, Happening, Thing};
use crate::known::{Object, Value, Writer};

/// An object without its last brace, or nothing.
pub(super) fn open(writer: Writer) -> String {
    let mut text = writer.finish_filled();
    text.pop();
    text
}

/// The members of a list as [`Attributes`](crate::process::attributes::Attributes) write it: objects of one member each.
fn listed<'a>(list: Option<Value<'a>>) -> Vec<(&'a str, Value<'a>)> {
    let member = |element: Value<'a>| element.object()?.members().next();
    list.map(Value::elements).unwrap_or_default().into_iter().filter_map(member).collect()
}

/// A member by its name in 1.0, which some write with a prefix.
fn old<'a>(object: &Object<'a>, name: &str) -> Option<Value<'a>> {
    object.get(name).or_else(|| object.get(&format!("ocel:{name}")))
}

/// The members that have no role in 1.0.
fn old_rest(object: &Object<'_>, taken: &[&str]) -> Writer {
    let mut writer = Writer::default();
    for (name, value) in object.members() {
        if !taken.contains(&name.strip_prefix("ocel:").unwrap_or(name)) {
            writer.member(name, value.raw());
        }
    }
    writer
}

/// An event.
pub(super) fn event(members: &str) -> Happening<'static> {
    let Some(object) = Object::of(members) else {
        return Happening::default();
    };
    let word = |name| Some(Cow::Owned(old(&object, name)?.word()?.into_owned()));
    let mut data = Writer::default();
    for (name, value) in listed(old(&object, "vmap")) {
        data.member(name, value.raw());
    }
    let ids = listed(old(&object, "omap"));
    let mut metadata = old_rest(&object, &["id", "activity", "timestamp", "vmap", "omap"]);
    if !ids.is_empty() {
        let raw: Vec<&str> = ids.iter().map(|(_, value)| value.raw()).collect();
        metadata.member("ocel:omap", &format!("[{}]", raw.join(",")));
    }
    Happening {
        id: word("id"),
        kind: word("activity").unwrap_or_default(),
        time: word("timestamp"),
        data: data.finish_filled(),
        metadata: metadata.finish_filled(),
        objects: ids.iter().filter_map(|(_, value)| Some(Cow::Owned(value.word()?.into_owned()))).collect(),
    }
}

/// An object, if it has an id.
pub(super) fn thing(members: &str) -> Option<Thing<'_>> {
    let object = Object::of(members)?;
    let mut thing = Thing {
        id: old(&object, "id")?.word()?,
        kind: old(&object, "type").and_then(Value::word).unwrap_or_default(),
        metadata: open(old_rest(&object, &["id", "type", "ovmap"])),
        ..Thing::default()
    };
    for (name, value) in listed(old(&object, "ovmap")) {
        thing.attributes.push(Attribute { name: unescape(name), time: None, value: value.raw().into() });
    }
    Some(thing)
}
