//! Events and objects of OCEL in XML. Those of 2.0 say who they are in attributes of their tags; those of 1.0 are written
//! as XES writes events.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::in_old_xml;
use super::thing::{Attribute, Happening, Thing};
use super::weave::{Out, Weave};
use crate::known::Writer;
use crate::process::Done;
use crate::process::attributes::Attributes;
use crate::process::values::{Type, string};
use crate::record::{Place, Records};
use crate::xml::{At, Element, Fault, Piece};
use crate::{ImportError, Sink, WarningCode, excerpt};

/// Kinds of elements that no warning has room for beyond.
const LISTED: usize = 8;

/// Makes events and objects of elements.
#[derive(Default)]
pub(crate) struct InXml {
    weave: Weave,
    attributes: Attributes,
    /// The types of attributes that the log declares, by the type of event or object.
    types: FxHashMap<String, FxHashMap<String, Type>>,
    /// Elements that have no place in a log.
    unknown: Vec<String>,
}

/// An attribute as it is written.
struct Written<'a> {
    name: Cow<'a, str>,
    time: Option<Cow<'a, str>>,
    text: Cow<'a, str>,
}

/// What an element of OCEL 2.0 says.
#[derive(Default)]
struct Said<'a> {
    id: Option<Cow<'a, str>>,
    kind: Cow<'a, str>,
    time: Option<Cow<'a, str>>,
    attributes: Vec<Written<'a>>,
    /// Id and qualifier.
    related: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
    /// Other attributes of its tag.
    others: Vec<(&'a str, Cow<'a, str>)>,
}

impl InXml {
    #[allow(clippy::unnecessary_wraps, reason = "the other kind of log is asked the same")]
    pub fn open(&mut self, _at: At, _records: &mut Records, _sink: &mut dyn Sink) -> Result<(), ImportError> {
        Ok(())
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
        let mut out = Out { records, sink };
        match (at, name) {
            (At::Events | At::Log | At::Trace, b"event") => self.event(text, place, &mut out),
            (At::Objects, b"object") => self.thing(text, place, &mut out),
            (At::Log, b"object-types" | b"event-types") => Ok(self.declared(text)),
            (At::Log, b"global") => Ok(Ok(())),
            _ => {
                self.note_unknown(&String::from_utf8_lossy(name));
                Ok(Ok(()))
            }
        }
    }

    fn event(&mut self, text: &str, place: Place, out: &mut Out<'_, '_>) -> Done {
        let event = match self.said(text) {
            Err(fault) => return Ok(Err(fault)),
            Ok(None) => match self.old_members(text) {
                Ok(members) => in_old_xml::event(&members),
                Err(fault) => return Ok(Err(fault)),
            },
            Ok(Some(said)) => self.new_event(said),
        };
        self.weave.event(event, place, out)?;
        Ok(Ok(()))
    }

    fn thing(&mut self, text: &str, place: Place, out: &mut Out<'_, '_>) -> Done {
        let members;
        let thing = match self.said(text) {
            Err(fault) => return Ok(Err(fault)),
            Ok(None) => {
                members = match self.old_members(text) {
                    Ok(members) => members,
                    Err(fault) => return Ok(Err(fault)),
                };
                in_old_xml::thing(&members)
            }
            Ok(Some(said)) => Some(self.new_thing(said)),
        };
        match thing.filter(|thing| !thing.id.is_empty()) {
            Some(thing) => self.weave.thing(&thing, place, out)?,
            None => {
                let message = "this object has no id".to_owned();
                return Ok(Err(Fault { at: 0, code: WarningCode::Objects, message }));
            }
        }
        Ok(Ok(()))
    }

    /// What an element of 2.0 says; nothing if it is one of 1.0, whose tag has no attributes.
    fn said<'a>(&mut self, text: &'a str) -> Result<Option<Said<'a>>, Fault> {
        let mut element = Element::new(text);
        let mut said = Said::default();
        let Some(Piece::Open(tag)) = element.next_piece()? else {
            return Err(element.fault("there is no tag"));
        };
        let mut pairs = tag.attributes();
        while let Some((name, own)) = pairs.next_pair()? {
            match name {
                "id" => said.id = Some(own),
                "type" => said.kind = own,
                "time" => said.time = Some(own),
                _ => said.others.push((name, own)),
            }
        }
        let is_old = said.id.is_none() && said.kind.is_empty() && said.time.is_none();
        if is_old {
            return Ok(None);
        }
        let mut in_value = false;
        while let Some(piece) = element.next_piece()? {
            match piece {
                Piece::Close => in_value = false,
                Piece::Text(text) if in_value => {
                    if let Some(Written { text: value, .. }) = said.attributes.last_mut() {
                        if value.is_empty() {
                            *value = text;
                        } else {
                            value.to_mut().push_str(&text);
                        }
                    }
                }
                Piece::Text(text) if text.trim().is_empty() => {}
                Piece::Text(_) => return Err(element.fault("text stands where only elements may")),
                Piece::Open(tag) => {
                    let kind = tag.name();
                    if matches!(kind, "event" | "trace" | "events") {
                        return Err(element.fault("a record lies in another"));
                    }
                    let (mut first, mut second, mut value) = (None, None, None);
                    let mut pairs = tag.attributes();
                    while let Some((name, own)) = pairs.next_pair()? {
                        match name {
                            "name" | "object-id" => first = Some(own),
                            "time" | "qualifier" => second = Some(own),
                            "value" => value = Some(own),
                            _ => self.note_unknown(name),
                        }
                    }
                    match (kind, first) {
                        ("attribute", Some(name)) => {
                            in_value = true;
                            said.attributes.push(Written { name, time: second, text: value.unwrap_or_default() });
                        }
                        ("relationship" | "relobj" | "object", Some(id)) => said.related.push((id, second)),
                        ("attributes" | "objects" | "relationships", None) => {}
                        (kind, _) => self.note_unknown(kind),
                    }
                }
            }
        }
        Ok(Some(said))
    }

    /// The members of an element of 1.0, as an object of JSON.
    fn old_members(&mut self, text: &str) -> Result<String, Fault> {
        let mut element = Element::new(text);
        element.next_piece()?;
        let mut members = String::new();
        self.attributes.read(&mut element, "", &mut members)?;
        Ok(format!("{{{members}}}"))
    }

    fn new_event<'a>(&self, said: Said<'a>) -> Happening<'a> {
        let types = self.types.get(said.kind.as_ref());
        let mut data = Writer::default();
        for Written { name, text, .. } in &said.attributes {
            declared(types, name).write(text, data.begin_named(name));
        }
        Happening {
            data: data.finish_filled(),
            metadata: beside(&said).finish_filled(),
            id: said.id,
            kind: said.kind,
            time: said.time,
            objects: said.related.into_iter().map(|(id, _)| id).collect(),
        }
    }

    fn new_thing<'a>(&self, said: Said<'a>) -> Thing<'a> {
        let metadata = in_old_xml::open(beside(&said));
        let types = self.types.get(said.kind.as_ref());
        let attribute = |Written { name, time, text }: Written<'a>| {
            let mut value = String::with_capacity(text.len() + 2);
            declared(types, &name).write(&text, &mut value);
            Attribute { value: value.into(), name, time }
        };
        let attributes = said.attributes.into_iter().map(attribute).collect();
        Thing { id: said.id.unwrap_or_default(), kind: said.kind, attributes, metadata }
    }

    /// The types of attributes in `<object-types>` or `<event-types>`.
    fn declared(&mut self, text: &str) -> Result<(), Fault> {
        let mut element = Element::new(text);
        let mut kind = String::new();
        while let Some(piece) = element.next_piece()? {
            let Piece::Open(tag) = piece else {
                continue;
            };
            let (mut name, mut of) = (None, None);
            let mut pairs = tag.attributes();
            while let Some((key, own)) = pairs.next_pair()? {
                match key {
                    "name" => name = Some(own.into_owned()),
                    "type" => of = Some(own.into_owned()),
                    _ => {}
                }
            }
            match (tag.name(), name, of) {
                ("object-type" | "event-type", Some(name), _) => kind = name,
                ("attribute", Some(name), Some(of)) if Type::of(&of) != Type::Text => {
                    self.types.entry(kind.clone()).or_default().insert(name, Type::of(&of));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn note_unknown(&mut self, name: &str) {
        let name = excerpt::cut_to(name.as_bytes(), 24);
        if self.unknown.len() <= LISTED && !self.unknown.contains(&name) {
            self.unknown.push(name);
        }
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut out = Out { records, sink };
        self.weave.finish(&mut out)?;
        if !self.unknown.is_empty() {
            let more = if self.unknown.len() > LISTED { ", …" } else { "" };
            let listed: Vec<&str> = self.unknown.iter().take(LISTED).map(String::as_str).collect();
            let message = format!("{}{more} have no place in an OCEL log and were not imported", listed.join(", "));
            out.records.note(WarningCode::OtherMembers, Place::default(), message, out.sink);
        }
        Ok(())
    }
}

/// The type of an attribute.
fn declared(types: Option<&FxHashMap<String, Type>>, name: &str) -> Type {
    types.and_then(|types| types.get(name)).copied().unwrap_or(Type::Text)
}

/// What belongs to neither role: the relationships with their qualifiers, and what else the tag says.
fn beside(said: &Said<'_>) -> Writer {
    let mut writer = Writer::default();
    if !said.related.is_empty() {
        let list = writer.begin("relationships");
        for (at, (id, qualifier)) in said.related.iter().enumerate() {
            list.push_str(if at > 0 { ",{\"objectId\":" } else { "[{\"objectId\":" });
            string(id, list);
            if let Some(qualifier) = qualifier {
                list.push_str(",\"qualifier\":");
                string(qualifier, list);
            }
            list.push('}');
        }
        list.push(']');
    }
    for (name, value) in &said.others {
        string(value, writer.begin_named(name));
    }
    writer
}
