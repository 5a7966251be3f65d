//! A merge patch that is applied while it is read, for payloads without escapes; the others go through a tree.

use foldback_event::Json;
use foldback_event::json::{Fault, Member, Members, Object, Span, parse, scan};
use rustc_hash::FxHashMap;

use super::without_nulls;
use crate::record::Record;

/// Objects with so many members are looked through for equal names one by one.
const FEW: usize = 16;

/// The text of a payload in which no string has an escape, so that its names and strings stand there as they are.
pub fn plain(data: &[u8]) -> Option<&str> {
    if data.contains(&b'\\') { None } else { std::str::from_utf8(data).ok() }
}

/// A merge patch that is applied as it is read: no tree is made of it, which would cost more than all the rest.
pub struct Streaming<'d, 'r> {
    text: &'d str,
    /// The members of the objects on the way down, each object's behind those of the one above.
    members: Vec<(&'d str, Span)>,
    path: Vec<&'d str>,
    record: &'r mut dyn Record,
}

impl<'d, 'r> Streaming<'d, 'r> {
    /// Reads the patch, all of which must be JSON before anything of it is applied. `None` when it is no object.
    pub fn new(text: &'d str, record: &'r mut dyn Record) -> Option<Self> {
        let mut streaming = Self { text, members: Vec::new(), path: Vec::new(), record };
        let end = streaming.open(0).ok()?;
        (scan::skip_space(text.as_bytes(), end) == text.len()).then_some(streaming)
    }

    /// Adds the members of the object that begins there; gives where it ends. Of equal names the last value counts.
    fn open(&mut self, at: usize) -> Result<usize, Fault> {
        let first = self.members.len();
        let mut members = Members::new(self.text.as_bytes(), at)?;
        while let Some(Member { name, value }) = members.next_member()? {
            self.members.push((self.text.get(name.start..name.end).unwrap_or_default(), value));
        }
        let mut known = FxHashMap::default();
        let mut at = first;
        while let Some((name, value)) = self.members.get(at).copied() {
            let few = self.members.len() - first <= FEW;
            let before = if few {
                self.members.iter().take(at).skip(first).position(|(other, _)| *other == name).map(|at| first + at)
            } else {
                known.insert(name, at)
            };
            match before {
                Some(before) => {
                    known.insert(name, before);
                    self.members.remove(at);
                    if let Some(member) = self.members.get_mut(before) {
                        member.1 = value;
                    }
                }
                None => at += 1,
            }
        }
        Ok(members.end())
    }

    /// Applies the members from there on, which are all of one object.
    pub fn members(&mut self, target: &mut Object, first: usize) {
        let mut at = first;
        while let Some((name, value)) = self.members.get(at).copied() {
            at += 1;
            self.path.push(name);
            let text = self.text.get(value.start..value.end).unwrap_or_default();
            let place = target.get_index_of(name);
            let old = place.and_then(|place| target.get_index_mut(place)).map(|(_, old)| old);
            match (old, text.as_bytes().first()) {
                (None, Some(b'n')) => {}
                (Some(_), Some(b'n')) => {
                    target.shift_remove(name);
                    self.record.remove(&self.path);
                }
                (Some(Json::Object(inner)), Some(b'{')) => {
                    let below = self.members.len();
                    // It was read once, with the object above.
                    if self.open(value.start).is_ok() {
                        self.members(inner, below);
                    }
                    self.members.truncate(below);
                }
                (Some(Json::Number(old)), Some(b'-' | b'0'..=b'9')) if **old == *text => {}
                (Some(Json::String(old)), Some(b'"')) if text.get(1..text.len() - 1) == Some(&**old) => {}
                (old, _) => {
                    let new = match parse(text.as_bytes()).unwrap_or_default() {
                        Json::Object(members) => Json::Object(without_nulls(members)),
                        other => other,
                    };
                    match old {
                        Some(old) if *old == new => {}
                        Some(old) => {
                            self.record.set(&self.path, &new);
                            *old = new;
                        }
                        None => {
                            self.record.set(&self.path, &new);
                            target.insert(name.into(), new);
                        }
                    }
                }
            }
            self.path.pop();
        }
    }
}
