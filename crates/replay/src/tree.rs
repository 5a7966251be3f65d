//! Writes into a state: set, remove and cut at a path, and the writes that lead from one value to another.
//!
//! Nothing here moves an element of an array: what shifts is written anew at each index, so that a path always names one place.

use foldback_event::{Json, Pointer};

use crate::record::Record;

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// A member.
    Name(&'a str),
    /// An element, or a member whose name is a number.
    Index(u32),
}

/// The number that `key` is written as, if it is one as arrays count: no sign, no leading zero, nine digits at most.
pub fn number(key: &str) -> Option<u32> {
    let digits = key.len() <= 9 && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || key.len() > 1 && key.starts_with('0') { None } else { key.parse().ok() }
}

/// A number as text, without an allocation.
struct Digits([u8; 10], usize);

impl Digits {
    fn of(mut number: u32) -> Self {
        let (mut digits, mut at) = ([b'0'; 10], 10);
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Self(digits, at);
            }
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0[self.1..]).unwrap_or_default()
    }
}

impl<'a> Key<'a> {
    /// The step that a name of a path is.
    pub fn of(key: &'a str) -> Self {
        number(key).map_or(Self::Name(key), Self::Index)
    }

    /// The steps of a path.
    pub fn all(path: &'a Pointer) -> Vec<Self> {
        path.keys().iter().map(|key| Self::of(key)).collect()
    }

    fn index(self) -> Option<usize> {
        match self {
            Self::Name(_) => None,
            Self::Index(index) => Some(index as usize),
        }
    }

    /// Does something with the name.
    pub fn with_name<T>(self, with: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Name(name) => with(name),
            Self::Index(index) => with(Digits::of(index).as_str()),
        }
    }
}

/// The path of these steps.
pub fn pointer(keys: &[Key<'_>]) -> Pointer {
    keys.iter().map(|key| key.with_name(|name| Box::from(name))).collect()
}

/// What stands at a path.
pub fn get<'j>(value: &'j Json, keys: &[Key<'_>]) -> Option<&'j Json> {
    keys.iter().try_fold(value, |value, key| match value {
        Json::Object(members) => key.with_name(|name| members.get(name)),
        Json::Array(items) => items.get(key.index()?),
        _ => None,
    })
}

fn get_mut<'j>(value: &'j mut Json, keys: &[Key<'_>]) -> Option<&'j mut Json> {
    keys.iter().try_fold(value, |value, key| match value {
        Json::Object(members) => key.with_name(|name| members.get_index_of(name)).and_then(|at| {
            let (_, member) = members.get_index_mut(at)?;
            Some(member)
        }),
        Json::Array(items) => items.get_mut(key.index()?),
        _ => None,
    })
}

/// Why a write leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// There is no state yet, and only the empty path makes one.
    NoState,
    /// Nothing stands where the path's last name should be looked for, or no object or array does.
    NoParent,
    /// The array ends before the index, or before the length to cut it to.
    Behind(usize),
    /// An element cannot be removed: arrays are set and cut.
    Element,
    /// What should be cut is no array.
    NoArray,
}

/// Puts `new` at a path.
pub fn set(state: &mut Option<Json>, keys: &[Key<'_>], new: Json) -> Result<(), Astray> {
    let Some((key, parents)) = keys.split_last() else {
        *state = Some(new);
        return Ok(());
    };
    let root = state.as_mut().ok_or(Astray::NoState)?;
    match get_mut(root, parents).ok_or(Astray::NoParent)? {
        Json::Object(members) => key.with_name(|name| match members.get_mut(name) {
            Some(member) => *member = new,
            None => {
                members.insert(name.into(), new);
            }
        }),
        Json::Array(items) => {
            let index = key.index().ok_or(Astray::NoParent)?;
            let length = items.len();
            match items.get_mut(index) {
                Some(item) => *item = new,
                None if index == length => items.push(new),
                None => return Err(Astray::Behind(length)),
            }
        }
        _ => return Err(Astray::NoParent),
    }
    Ok(())
}

/// Removes the member at a path; gives whether there was one.
pub fn remove(state: &mut Option<Json>, keys: &[Key<'_>]) -> Result<bool, Astray> {
    let Some((key, parents)) = keys.split_last() else {
        return Ok(state.take().is_some());
    };
    let root = state.as_mut().ok_or(Astray::NoState)?;
    match get_mut(root, parents).ok_or(Astray::NoParent)? {
        Json::Object(members) => Ok(key.with_name(|name| members.shift_remove(name)).is_some()),
        Json::Array(_) => Err(Astray::Element),
        _ => Err(Astray::NoParent),
    }
}

/// Cuts the array at a path to `length` elements; gives whether it was longer.
pub fn cut(state: &mut Option<Json>, keys: &[Key<'_>], length: usize) -> Result<bool, Astray> {
    let root = state.as_mut().ok_or(Astray::NoState)?;
    match get_mut(root, keys).ok_or(Astray::NoArray)? {
        Json::Array(items) if length <= items.len() => {
            let longer = length < items.len();
            items.truncate(length);
            Ok(longer)
        }
        Json::Array(items) => Err(Astray::Behind(items.len())),
        _ => Err(Astray::NoArray),
    }
}

/// Whether two values are written the same, the order of members included, which `==` does not look at.
pub fn identical(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|((name, value), (other, against))| name == other && identical(value, against))
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| identical(a, b)),
        (a, b) => a == b,
    }
}

/// Makes `new` of what stands at `path` and reports the writes that do it, as small as they are found without looking for
/// moved elements. Members that stay keep their order, as they do when the writes are performed elsewhere.
pub fn make(path: &mut Vec<&str>, old: &mut Json, new: &Json, record: &mut dyn Record) {
    match (old, new) {
        (Json::Object(before), Json::Object(after)) => {
            let gone: Vec<Box<str>> = before.keys().filter(|name| !after.contains_key(*name)).cloned().collect();
            for name in gone {
                before.shift_remove(&name);
                below(path, &name, |path| record.remove(path));
            }
            for (name, value) in after {
                below(path, name, |path| match before.get_mut(name) {
                    Some(was) => make(path, was, value, record),
                    None => {
                        record.set(path, value);
                        before.insert(name.clone(), value.clone());
                    }
                });
            }
        }
        (Json::Array(before), Json::Array(after)) => {
            for (at, value) in after.iter().enumerate() {
                match before.get_mut(at) {
                    Some(was) if was == value => {}
                    Some(was) => below(path, &at.to_string(), |path| make(path, was, value, record)),
                    None => {
                        below(path, &at.to_string(), |path| record.set(path, value));
                        before.push(value.clone());
                    }
                }
            }
            if after.len() < before.len() {
                before.truncate(after.len());
                record.cut(path, after.len());
            }
        }
        (old, new) if old == new => {}
        (old, new) => {
            record.set(path, new);
            *old = new.clone();
        }
    }
}

/// One name further down. The name need not live longer than that.
fn below(path: &[&str], name: &str, with: impl FnOnce(&mut Vec<&str>)) {
    let mut path = path.to_vec();
    path.push(name);
    with(&mut path);
}

/// Makes `new` the whole state and reports what is different.
pub fn replace(state: &mut Option<Json>, new: Option<Json>, record: &mut dyn Record) {
    match (&mut *state, new) {
        (Some(old), Some(new)) => make(&mut Vec::new(), old, &new, record),
        (None, Some(new)) => {
            record.set(&[], &new);
            *state = Some(new);
        }
        (Some(_), None) => {
            record.remove(&[]);
            *state = None;
        }
        (None, None) => {}
    }
}
