//! Random states changed by random writes, and the plainest way to perform them: what histories are compared with.
#![allow(dead_code, reason = "each test file uses a part of it")]

use foldback_event::json::{parse, write_string};
use foldback_event::{Json, Pointer};
use proptest::prelude::*;

/// A write in the making: which of the places there are it goes to, what it does there, and a value for it.
#[derive(Clone, Debug)]
pub struct Wish {
    place: prop::sample::Index,
    kind: u8,
    value: Json,
}

/// One event: its writes as text, and the state behind it.
#[derive(Clone, Debug)]
pub struct Step {
    pub writes: String,
    pub state: Option<Json>,
}

impl Step {
    /// The line that tells of it.
    pub fn line(&self, position: u64, partition: &str) -> String {
        let mut name = String::new();
        write_string(partition, &mut name);
        format!("[{position},{name},{}]\n", self.writes)
    }
}

/// Small values with few different leaves, so that values come back, and some long enough that keyframes are made.
pub fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (0..3u8).prop_map(|n| Json::Number(n.to_string().into())),
        "[a~/]{0,2}".prop_map(|text| Json::String(text.into())),
        "[a-c]{200}".prop_map(|text| Json::String(text.into())),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec(("[ab0~/]{1,2}", inner), 0..4)
                .prop_map(|members| { Json::Object(members.into_iter().map(|(k, v)| (k.into(), v)).collect()) }),
        ]
    })
}

pub fn wishes() -> impl Strategy<Value = Vec<Vec<Wish>>> {
    let wish =
        (any::<prop::sample::Index>(), 0..20u8, values()).prop_map(|(place, kind, value)| Wish { place, kind, value });
    prop::collection::vec(prop::collection::vec(wish, 0..4), 1..50)
}

/// Every path that there is in a value.
pub fn places(value: &Json) -> Vec<Pointer> {
    fn walk(value: &Json, path: Pointer, all: &mut Vec<Pointer>) {
        match value {
            Json::Object(members) => members.iter().for_each(|(name, value)| walk(value, path.child(name), all)),
            Json::Array(items) => {
                items.iter().enumerate().for_each(|(at, value)| walk(value, path.child(&at.to_string()), all));
            }
            _ => {}
        }
        all.push(path);
    }
    let mut all = Vec::new();
    walk(value, Pointer::root(), &mut all);
    all
}

/// Makes writes of wishes that lead somewhere in the state as it is then, and performs them.
pub fn steps(wishes: &[Vec<Wish>]) -> Vec<Step> {
    let mut state: Option<Json> = None;
    let event = |wishes: &Vec<Wish>| {
        let writes: Vec<String> = wishes.iter().map(|wish| perform(wish, &mut state)).collect();
        Step { writes: format!("[{}]", writes.join(",")), state: state.clone() }
    };
    wishes.iter().map(event).collect()
}

fn perform(wish: &Wish, state: &mut Option<Json>) -> String {
    let quoted = |path: &Pointer| {
        let mut text = String::new();
        write_string(&path.to_string(), &mut text);
        text
    };
    let value = &wish.value;
    let Some(root) = state else {
        *state = Some(value.clone());
        return format!("[\"\",{value}]");
    };
    let places = places(root);
    let path = &places[wish.place.index(places.len())];
    match (wish.kind, root.get_mut(path)) {
        (0, _) => {
            *state = None;
            "[\"\"]".to_owned()
        }
        // A new member, or one that is there.
        (1..6, Some(Json::Object(members))) => {
            members.insert("a".into(), value.clone());
            format!("[{},{value}]", quoted(&path.child("a")))
        }
        (6..8, Some(Json::Object(members))) => {
            members.shift_remove("a");
            format!("[{}]", quoted(&path.child("a")))
        }
        (1..6, Some(Json::Array(items))) => {
            items.push(value.clone());
            format!("[{},{value}]", quoted(&path.child(&(items.len() - 1).to_string())))
        }
        (6..8, Some(Json::Array(items))) => {
            items.truncate(items.len() / 2);
            format!("[{},\"#\",{}]", quoted(path), items.len())
        }
        (_, Some(place)) => {
            *place = value.clone();
            format!("[{},{value}]", quoted(path))
        }
        (_, None) => panic!("the place was found in the state"),
    }
}

/// Where the value at `path` changed, newest first, by looking at all states.
pub fn writers(steps: &[Step], path: &Pointer) -> Vec<usize> {
    let value = |at: Option<usize>| at.and_then(|at| steps[at].state.as_ref()).and_then(|state| state.get(path));
    (0..steps.len()).filter(|at| value(Some(*at)) != value(at.checked_sub(1))).rev().collect()
}

pub fn json(text: &str) -> Json {
    parse(text.as_bytes()).unwrap()
}
