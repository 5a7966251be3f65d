//! One JSON value of a record as rules look at it: borrowed, found by name, never changed.

use std::borrow::Cow;

use foldback_event::Timestamp;
use foldback_event::json::{Children, Member, Members, Node, Span, Tree, scan, unescape};
use memchr::memchr;

use crate::{record, time};

/// The text of a value that a scan has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value<'a> {
    raw: &'a str,
    /// What lies in it, where that has been found already.
    inside: Option<Inside<'a>>,
}

/// Values that a pass over a whole text has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Inside<'a> {
    /// The whole text.
    text: &'a str,
    values: Children<'a>,
    has_escapes: bool,
}

impl<'a> Inside<'a> {
    #[inline]
    fn value(self, (node, values): (&Node, Children<'a>)) -> Value<'a> {
        let Span { start, end } = node.value();
        Value { raw: self.text.get(start..end).unwrap_or("null"), inside: Some(Self { values, ..self }) }
    }
}

/// A time as received, and as an instant where it could be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Time<'a> {
    pub text: Cow<'a, str>,
    pub created: Option<Timestamp>,
}

impl<'a> Value<'a> {
    /// The value that is all of a text.
    pub fn of(text: &'a str) -> Option<Self> {
        let span = scan::value(text.as_bytes(), 0).ok()?;
        Some(Self::scanned(text.get(span.start..span.end)?))
    }

    /// The value that is all of a text which a scan has accepted.
    pub fn scanned(raw: &'a str) -> Self {
        Self { raw, inside: None }
    }

    /// The text of the value.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// The text of a string.
    pub fn text(self) -> Option<Cow<'a, str>> {
        self.raw.starts_with('"').then(|| self.word())?
    }

    /// The text of a string, number or truth value.
    pub fn word(self) -> Option<Cow<'a, str>> {
        record::plain(self.raw)
    }

    /// Whether it is the string `text`.
    pub fn is(self, text: &str) -> bool {
        self.text().is_some_and(|own| own == text)
    }

    pub fn is_object(self) -> bool {
        self.raw.starts_with('{')
    }

    pub fn is_array(self) -> bool {
        self.raw.starts_with('[')
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        self.raw.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    }

    pub fn object(self) -> Option<Object<'a>> {
        match self.inside {
            Some(Inside { text, values, has_escapes }) => {
                self.is_object().then_some(Object { text, own: self.raw, members: Held::InTree(values), has_escapes })
            }
            None => Object::of(self.raw),
        }
    }

    /// The elements of an array; none of anything else.
    pub fn elements(self) -> Vec<Self> {
        self.each().collect()
    }

    /// As [`Self::elements`], one after the other.
    pub fn each(self) -> Elements<'a> {
        Elements { raw: self.raw, inside: self.inside, at: self.is_array().then_some(1) }
    }

    /// The time that it names.
    pub fn time(self) -> Option<Time<'a>> {
        let text = self.word()?;
        let created = if self.is_number() { time::from_number(&text) } else { time::from_text(&text) };
        Some(Time { text, created })
    }

    /// The object or array that a string holds as text; else the value as it is.
    pub fn unwrapped(self) -> Cow<'a, str> {
        record::unwrap(self.raw).or_else(|| unwrap_array(self.raw)).map_or(Cow::Borrowed(self.raw), Cow::Owned)
    }

    /// As [`Self::unwrapped`]; of an object in a string, `tree` gets all that lies in it.
    pub fn unwrapped_into(self, tree: &mut Tree) -> Cow<'a, str> {
        tree.clear();
        let object = record::unwrap_by(self.raw, |object| tree.read(object.as_bytes(), 0).ok());
        if object.is_none() {
            tree.clear();
        }
        object.or_else(|| unwrap_array(self.raw)).map_or(Cow::Borrowed(self.raw), Cow::Owned)
    }
}

/// As `record::unwrap`, for arrays.
fn unwrap_array(value: &str) -> Option<String> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.starts_with('[') {
        return None;
    }
    let text = unescape(inside);
    let array = text.trim_ascii_end();
    let whole = scan::value(array.as_bytes(), 0).is_ok_and(|span| span.end == array.len());
    whole.then(|| record::one_line(array.to_owned()))
}

/// The elements of an array. It is small, for rules call themselves while they walk one.
pub(crate) struct Elements<'a> {
    raw: &'a str,
    inside: Option<Inside<'a>>,
    /// Where the next one may begin, as long as there may be one.
    at: Option<usize>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let at = self.at?;
        if let Some(inside) = &mut self.inside {
            let child = inside.values.next()?;
            return Some(inside.value(child));
        }
        let input = self.raw.as_bytes();
        let span = scan::value(input, at).ok()?;
        let behind = scan::skip_space(input, span.end);
        self.at = (input.get(behind) == Some(&b',')).then_some(behind + 1);
        Some(Value::scanned(self.raw.get(span.start..span.end).unwrap_or("null")))
    }
}

/// An object with the places of its members.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a> {
    /// What the places are places of.
    text: &'a str,
    /// Its own text, and what may follow.
    own: &'a str,
    members: Held<'a>,
    /// Whether a name may have an escape in it, so that names have to be compared with care.
    has_escapes: bool,
}

/// Where the members of an object are noted.
#[derive(Clone, Debug)]
enum Held<'a> {
    /// With all that lies in them.
    InTree(Children<'a>),
    Alone(Vec<Member>),
}

/// The places of names and values of members.
enum Walk<'a, 'o> {
    InTree(Children<'a>),
    Alone(std::slice::Iter<'o, Member>),
}

impl<'a> Iterator for Walk<'a, '_> {
    type Item = (Span, Span, Option<Children<'a>>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Walk::InTree(children) => {
                children.next().map(|(node, children)| (node.name(), node.value(), Some(children)))
            }
            Walk::Alone(members) => members.next().map(|member| (member.name, member.value, None)),
        }
    }
}

impl<'a> Object<'a> {
    /// The object that `text` begins with, which has been walked already: `tree` has it, or `members` its members.
    pub fn walked(text: &'a str, tree: &'a Tree, members: &[Member]) -> Self {
        match tree.root().and_then(|mut root| root.next()) {
            Some((_, children)) => Self::in_tree(text, children),
            None => Self::alone(text, members.to_vec()),
        }
    }

    /// The object that `text` begins with.
    pub fn of(text: &'a str) -> Option<Self> {
        let mut walk = Members::new(text.as_bytes(), 0).ok()?;
        let mut members = Vec::with_capacity(16);
        while let Some(member) = walk.next_member().ok()? {
            members.push(member);
        }
        Some(Self::alone(text, members))
    }

    /// The object that `text` begins with; `tree` may have all that lies in it.
    pub fn noted(text: &'a str, tree: &'a Tree) -> Option<Self> {
        match tree.root().and_then(|mut root| root.next()) {
            Some((_, children)) => Some(Self::in_tree(text, children)),
            None => Self::of(text),
        }
    }

    fn in_tree(text: &'a str, children: Children<'a>) -> Self {
        let has_escapes = has_escapes(text, children.names());
        Self { text, own: text, members: Held::InTree(children), has_escapes }
    }

    fn alone(text: &'a str, members: Vec<Member>) -> Self {
        let has_escapes = has_escapes(text, members.iter().map(|member| member.name));
        Self { text, own: text, members: Held::Alone(members), has_escapes }
    }

    /// The record that `text` begins with: an object, or an array as an object with one member without a name.
    pub fn of_record(text: &'a str) -> Option<Self> {
        let text = text.trim_ascii_start();
        if !text.starts_with('[') {
            return Self::of(text);
        }
        let value = scan::value(text.as_bytes(), 0).ok()?;
        let member = Member { name: Span { start: 0, end: 0 }, value };
        Some(Self { text, own: text, members: Held::Alone(vec![member]), has_escapes: false })
    }

    /// The text that it was found in, from its beginning on.
    pub fn text(&self) -> &'a str {
        let end = scan::value(self.own.as_bytes(), 0).map_or(self.own.len(), |span| span.end);
        self.own.get(..end).unwrap_or(self.own)
    }

    /// Whether it is an array as such an object.
    pub fn is_array(&self) -> bool {
        self.own.starts_with('[')
    }

    /// The elements of a record that is an array; none of any other.
    pub fn array(&self) -> Vec<Value<'a>> {
        if self.is_array() { self.find("").map(Value::elements).unwrap_or_default() } else { Vec::new() }
    }

    /// Whether a name, as it is written, is `name`.
    #[inline]
    pub(super) fn is_name(&self, own: &str, name: &str) -> bool {
        own == name || self.has_escapes && unescape(own) == name
    }

    #[inline]
    fn walk(&self) -> Walk<'a, '_> {
        match &self.members {
            Held::InTree(children) => Walk::InTree(*children),
            Held::Alone(members) => Walk::Alone(members.iter()),
        }
    }

    #[inline]
    fn value(&self, value: Span, children: Option<Children<'a>>) -> Value<'a> {
        let inside = children.map(|values| Inside { text: self.text, values, has_escapes: self.has_escapes });
        Value { raw: self.slice(value), inside }
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The names, as they are written, and the values.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        self.walk().map(|(name, value, children)| (self.slice(name), self.value(value, children)))
    }

    /// The value of the last member with this name, be it `null`.
    fn find(&self, name: &str) -> Option<Value<'a>> {
        if let (Held::InTree(children), false) = (&self.members, self.has_escapes) {
            let (node, inside) = children.named(self.text.as_bytes(), name.as_bytes())?;
            return Some(self.value(node.value(), Some(inside)));
        }
        let mut found = None;
        for (own, value, children) in self.walk() {
            if self.is_name(self.slice(own), name) {
                found = Some((value, children));
            }
        }
        found.map(|(value, children)| self.value(value, children))
    }

    /// No fewer bytes than its members have, up to what payloads usually need.
    pub(super) fn room(&self) -> usize {
        self.own.len().min(4096)
    }

    /// Whether there is a member with this name, be it `null`.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Whether there is no member but of these names.
    pub fn has_only(&self, names: &[&str]) -> bool {
        self.members().all(|(own, _)| names.iter().any(|name| self.is_name(own, name)))
    }

    /// The value of a member that is not `null`.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        self.find(name).filter(|value| value.raw() != "null")
    }

    /// The value that a path of names leads to.
    pub fn at(&self, path: &[&str]) -> Option<Value<'a>> {
        let (first, rest) = path.split_first()?;
        let value = self.get(first)?;
        if rest.is_empty() { Some(value) } else { value.object()?.at(rest) }
    }

    /// The string, number or truth value of a member, unless it is empty.
    pub fn word(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.word().filter(|word| !word.is_empty())
    }

    /// The first of these members that is a string, number or truth value.
    pub fn first_word(&self, names: &[&str]) -> Option<Cow<'a, str>> {
        names.iter().find_map(|name| self.word(name))
    }

    /// The object of a member.
    pub fn object(&self, name: &str) -> Option<Object<'a>> {
        self.get(name)?.object()
    }

    /// Whether a member is the string `text`.
    pub fn is(&self, name: &str, text: &str) -> bool {
        self.get(name).is_some_and(|value| value.is(text))
    }

    /// Whether a member is a string.
    pub fn is_text(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.raw().starts_with('"'))
    }
}

/// Whether one of these names in `text` has an escape.
fn has_escapes(text: &str, mut names: impl Iterator<Item = Span>) -> bool {
    let text = text.as_bytes();
    memchr(b'\\', text).is_some() && names.any(|name| name.of(text).contains(&b'\\'))
}
