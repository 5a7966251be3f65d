//! What is redacted is hidden, what is not is as it was, and what happened is counted.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod any_event;

use any_event::{Owned, event};
use foldback_event::{EventRef, SourceRef};
use foldback_format::{RedactionAction, RedactionRule, RedactionTarget, Redactor};
use proptest::prelude::*;
use serde_json::{Map, Value};

use RedactionAction::{Drop, Hash, Mask};
use RedactionTarget::{Data, Id, Metadata, Source, Stream, Tags};

fn rule(target: RedactionTarget, path: &str, action: RedactionAction) -> RedactionRule {
    RedactionRule::new(target, path, action).unwrap()
}

fn redacted(redactor: &mut Redactor, event: &Owned) -> Owned {
    let mut out = None;
    event.with(|event| redactor.redact(event, |event| out = Some(Owned::of(event))));
    out.unwrap()
}

fn data(rules: &[(&str, RedactionAction)], data: &str) -> (String, Vec<u64>) {
    let rules = rules.iter().map(|(path, action)| rule(Data, path, *action)).collect();
    let mut redactor = Redactor::new(rules, "key");
    let event = Owned { data: data.as_bytes().to_vec(), ..Owned::default() };
    let out = redacted(&mut redactor, &event).data;
    (String::from_utf8(out).unwrap(), redactor.counts().to_vec())
}

#[test]
fn what_is_dropped_goes_with_its_name_and_its_comma() {
    for (paths, text, expected) in [
        (&["/a"][..], r#"{"a":1,"b":1.10}"#, r#"{"b":1.10}"#),
        (&["/b"], r#"{ "a" : 1 , "b" : [ ] }"#, r#"{ "a" : 1 }"#),
        (&["/a"], r#"{ "a":1 }"#, "{  }"),
        (&["/b", "/c"], r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1}"#),
        (&["/a", "/b", "/c"], r#"{"a":1,"b":2,"c":3}"#, "{}"),
        (&["/a", "/c"], r#"{"a":1,"b":{"a":7},"c":3}"#, r#"{"b":{"a":7}}"#),
        (&["/*/a"], r#"{"x":{"a":1},"y":{"a":2,"b":3},"a":4}"#, r#"{"x":{},"y":{"b":3},"a":4}"#),
        (&["/**/a"], r#"{"x":[{"a":1}],"y":{"z":{"a":{"a":2}}},"a":4}"#, r#"{"x":[{}],"y":{"z":{}}}"#),
        (&["/list/1"], r#"{"list":[1,2,3]}"#, r#"{"list":[1,3]}"#),
        (&["/list/*"], r#"{"list":[1, [2],{"a":3}]}"#, r#"{"list":[]}"#),
        (&["/a~1b/~2"], r#"{"a/b":{"*":1,"c":2}}"#, r#"{"a/b":{"c":2}}"#),
        (&["/a"], r#"{"\u0061":1,"a":2,"b":3}"#, r#"{"b":3}"#),
        (&[""], " [1] ", "{}"),
        (&["/x", "/0"], r#"{"a":1e400,"b":"\u00e9"}"#, r#"{"a":1e400,"b":"\u00e9"}"#),
    ] {
        let rules: Vec<_> = paths.iter().map(|path| (*path, Drop)).collect();
        assert_eq!(data(&rules, text).0, expected, "{paths:?} of {text}");
    }
}

#[test]
fn equal_values_have_equal_hashes_and_the_key_decides() {
    let (out, counts) = data(&[("/*", Hash)], r#"{"a":"42","b":42,"c":"\u0034\u0032","d":"43","e":{"x":1},"f":null}"#);
    let out: Map<String, Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(counts, [6]);
    assert_eq!((&out["a"], &out["a"]), (&out["b"], &out["c"]));
    let all: std::collections::HashSet<&str> = out.values().map(|value| value.as_str().unwrap()).collect();
    assert_eq!(all.len(), 4);
    for hash in all {
        assert_eq!((hash.len(), &hash[14..15]), (36, "8"), "{hash} is no UUID of version 8");
    }

    let rules = || vec![rule(Data, "/id", Hash), rule(Stream, "", Hash).keeping_prefix(true), rule(Id, "", Hash)];
    let event = Owned {
        stream: "customer-42".to_owned(),
        id: Some("42".to_owned()),
        data: br#"{"id":42}"#.to_vec(),
        ..Owned::default()
    };
    let one = redacted(&mut Redactor::new(rules(), "one"), &event);
    let id = one.id.clone().unwrap();
    assert_eq!(
        (one.stream.clone(), one.data.clone()),
        (format!("customer-{id}"), format!(r#"{{"id":"{id}"}}"#).into_bytes())
    );
    assert_eq!(redacted(&mut Redactor::new(rules(), "one"), &event), one);
    assert_ne!(redacted(&mut Redactor::new(rules(), "two"), &event).id, one.id);
}

#[test]
fn the_first_rule_wins_and_each_is_counted() {
    let rules = [("/a/b", Mask), ("/a/*", Hash), ("/nothing", Drop), ("/a", Drop)];
    let (out, counts) = data(&rules, r#"{"a":{"b":"secret"},"c":1}"#);
    // The path /a ends before the others do.
    assert_eq!((out.as_str(), counts), (r#"{"c":1}"#, vec![0, 0, 0, 1]));
    let (out, counts) = data(&rules[..3], r#"{"a":{"b":"secret"},"c":1}"#);
    assert_eq!((out.as_str(), counts), (r#"{"a":{"b":"xxxxxx"},"c":1}"#, vec![1, 0, 0]));
}

#[test]
fn names_tags_and_sources_are_hidden_when_chosen() {
    let event = Owned {
        stream: "user-ada@example.com".to_owned(),
        event_type: "Joined".to_owned(),
        tags: vec!["user:ada".to_owned(), "plain".to_owned()],
        source: Some((None, Some("0/16B".to_owned()), 12)),
        metadata: br#"{"ip":"10.0.0.1","agent":"x"}"#.to_vec(),
        ..Owned::default()
    };
    let rules = vec![
        rule(Stream, "", Mask).keeping_prefix(true),
        rule(Tags, "", Mask),
        rule(Source, "", Drop),
        rule(Metadata, "/ip", Mask),
        rule(Id, "", Drop),
    ];
    let mut redactor = Redactor::new(rules, "key");
    let out = redacted(&mut redactor, &event);
    assert_eq!(out.stream, "user-xxx@xxxxxxx.xxx");
    assert_eq!(out.tags, ["xxxx:xxx", "xxxxx"]);
    assert_eq!((out.source, out.event_type.as_str()), (None, "Joined"));
    assert_eq!(out.metadata, br#"{"ip":"00.0.0.0","agent":"x"}"#);
    assert_eq!(redactor.counts(), [1, 2, 1, 1, 0]);
    let mut redactor = Redactor::new(vec![rule(Tags, "", Drop), rule(Metadata, "", Drop)], "key");
    let out = redacted(&mut redactor, &event);
    assert_eq!((out.tags.len(), out.metadata.len()), (0, 0));
    assert_eq!(redactor.counts(), [2, 1]);
}

#[test]
fn a_payload_that_is_no_json_is_said_or_goes_whole() {
    let event = Owned { content_type: "image/png".to_owned(), data: vec![0xff, 1], ..Owned::default() };
    let mut redactor = Redactor::new(vec![rule(Data, "/a", Hash)], "key");
    assert_eq!(redacted(&mut redactor, &event), event);
    assert_eq!((redactor.counts(), redactor.unread()), (&[0][..], 1));
    let mut redactor = Redactor::new(vec![rule(Data, "/a", Hash), rule(Data, "", Drop)], "key");
    let out = redacted(&mut redactor, &event);
    assert_eq!((out.data.as_slice(), out.content_type.as_str()), (&b""[..], ""));
    assert_eq!((redactor.counts(), redactor.unread()), (&[0, 1][..], 0));
    let mut redactor = Redactor::new(vec![rule(Data, "", Hash)], "key");
    let out = redacted(&mut redactor, &event);
    assert!(serde_json::from_slice::<Value>(&out.data).unwrap().is_string());
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-c\"\\\\é]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[a-c*]", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A rule by the plainest of means: on a tree, by recursion. Gives how many values it took out.
fn drop_naively(value: &mut Value, path: &[&str]) -> u64 {
    let Some((step, rest)) = path.split_first() else { return 0 };
    let fits = |name: &str| *step == "*" || *step == name;
    let mut count = 0;
    match value {
        Value::Object(members) => {
            let names: Vec<String> = members.keys().filter(|name| fits(name)).cloned().collect();
            for name in names {
                if rest.is_empty() {
                    members.remove(&name);
                    count += 1;
                } else {
                    count += drop_naively(&mut members[&name], rest);
                }
            }
        }
        Value::Array(items) if rest.is_empty() => {
            let before = items.len();
            let mut at = 0;
            items.retain(|_| (!fits(&at.to_string()), at += 1).0);
            count += (before - items.len()) as u64;
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate().filter(|(at, _)| fits(&at.to_string())) {
                let _ = at;
                count += drop_naively(item, rest);
            }
        }
        _ => {}
    }
    count
}

proptest! {
    #[test]
    fn dropping_is_what_a_tree_would_do(
        value in json(),
        path in proptest::collection::vec(prop_oneof!["[a-c]", "[0-2]", Just("*".to_owned())], 1..4),
        pretty in any::<bool>(),
    ) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let (out, counts) = data(&[(&format!("/{}", path.join("/")), Drop)], &text);
        let mut expected = value;
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let count = drop_naively(&mut expected, &path);
        prop_assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), expected);
        prop_assert_eq!(counts, [count]);
    }

    /// Whatever the rules, what comes out is JSON where it was, and nothing where no rule fits is another byte.
    #[test]
    fn any_event_can_be_redacted(event in event(), path in "(/[a-z*]{0,2}){0,3}", hash in any::<bool>()) {
        let rules = vec![rule(Data, &path, if hash { Hash } else { Mask }), rule(Metadata, "/never/there", Drop)];
        let mut redactor = Redactor::new(rules, "key");
        let out = redacted(&mut redactor, &event);
        if redactor.counts()[0] == 0 {
            prop_assert_eq!(&out, &event);
        } else {
            prop_assert_eq!(&Owned { data: event.data.clone(), content_type: event.content_type.clone(), ..out.clone() }, &event);
            let was_json = serde_json::from_slice::<Value>(&event.data).is_ok();
            let is_json = serde_json::from_slice::<Value>(&out.data).is_ok();
            prop_assert!(!was_json || is_json, "{:?}", out.data);
        }
    }
}

#[test]
fn what_an_event_borrows_is_passed_on() {
    let source = SourceRef { revision: Some("1"), position: None, place: 3 };
    let event = EventRef { stream: "s", event_type: "t", id: Some("i"), source: Some(source), ..EventRef::default() };
    Redactor::new(Vec::new(), "").redact(&event, |out| {
        assert_eq!((out.stream, out.event_type, out.id, out.source), ("s", "t", Some("i"), Some(source)));
    });
}
