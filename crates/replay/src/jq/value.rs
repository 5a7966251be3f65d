//! From our JSON to jq's values and back.

use std::rc::Rc;

use foldback_event::json::{MAX_DEPTH, Object};
use foldback_event::{Json, Pointer};
use jaq_json::{Map, Num, Val};

use crate::Reads;
use crate::tree::{self, Key};

/// A value as jq has it. Numbers that are not whole keep their text.
pub fn into_jq(value: &Json) -> Val {
    match value {
        Json::Null => Val::Null,
        Json::Bool(value) => Val::Bool(*value),
        Json::Number(text) => {
            Val::Num(Num::from_str_radix(text, 10).unwrap_or_else(|| Num::Dec(Rc::new(text.to_string()))))
        }
        Json::String(text) => string(text),
        Json::Array(items) => Val::Arr(Rc::new(items.iter().map(into_jq).collect())),
        Json::Object(members) => {
            Val::obj(members.iter().map(|(name, value)| (string(name), into_jq(value))).collect::<Map>())
        }
    }
}

pub fn string(text: &str) -> Val {
    Val::utf8_str(text.as_bytes().to_vec())
}

/// A value of jq as JSON.
pub fn from_jq(value: &Val) -> Result<Json, String> {
    convert(value, 0)
}

fn convert(value: &Val, depth: usize) -> Result<Json, String> {
    if depth > MAX_DEPTH {
        return Err(format!("the value is nested deeper than {MAX_DEPTH} levels"));
    }
    Ok(match value {
        Val::Null => Json::Null,
        Val::Bool(value) => Json::Bool(*value),
        Val::Num(Num::Float(number)) if !number.is_finite() => {
            return Err(format!("{} is no JSON number", Num::Float(*number)));
        }
        Val::Num(number) => Json::Number(number.to_string().into()),
        Val::TStr(bytes) => Json::String(String::from_utf8_lossy(bytes).into()),
        Val::BStr(_) => return Err("a string of bytes is no JSON".to_owned()),
        Val::Arr(items) => Json::Array(items.iter().map(|item| convert(item, depth + 1)).collect::<Result<_, _>>()?),
        Val::Obj(members) => {
            let mut object = Object::default();
            for (name, value) in members.iter() {
                let Val::TStr(name) = name else {
                    return Err("the name of a member is no string".to_owned());
                };
                object.insert(String::from_utf8_lossy(name).into(), convert(value, depth + 1)?);
            }
            Json::Object(object)
        }
    })
}

/// The parts of a state that a filter reads, in their places; the rest of it is left out.
pub fn parts(state: &Json, reads: &Reads) -> Val {
    match reads {
        Reads::All => into_jq(state),
        Reads::Paths(paths) => part(state, &paths.iter().map(Pointer::keys).collect::<Vec<_>>()),
    }
}

fn part(value: &Json, ways: &[&[Box<str>]]) -> Val {
    if ways.iter().any(|way| way.is_empty()) {
        return into_jq(value);
    }
    let mut names: Vec<&str> = ways.iter().filter_map(|way| way.first()).map(|name| &**name).collect();
    names.sort_unstable();
    names.dedup();
    let below = |name: &str, value: &Json| {
        let on: Vec<&[Box<str>]> = ways
            .iter()
            .filter_map(|way| way.split_first())
            .filter(|(key, _)| ***key == *name)
            .map(|(_, rest)| rest)
            .collect();
        part(value, &on)
    };
    match value {
        Json::Object(members) => {
            let parts = names.iter().filter_map(|name| Some((string(name), below(name, members.get(*name)?))));
            Val::obj(parts.collect::<Map>())
        }
        Json::Array(items) => {
            let mut parts = Vec::new();
            for (name, at) in names.iter().filter_map(|name| Some((name, tree::number(name)? as usize))) {
                let Some(item) = tree::get(value, &[Key::of(name)]) else { continue };
                if parts.len() <= at {
                    parts.resize(at + 1, Val::Null);
                }
                if let Some(place) = parts.get_mut(at) {
                    *place = below(name, item);
                }
            }
            parts.truncate(items.len());
            Val::Arr(Rc::new(parts))
        }
        // What holds nothing is told as it is: looking into it fails as it does in the whole state.
        other => into_jq(other),
    }
}
