//! Events that are written as Foldback's own lines and read again are the same events, whatever they hold.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod any_event;

use any_event::{Found, Owned, decode, event};
use foldback_format::{Decoder, Mapping, Options};
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_is_exported_is_read_back(events in proptest::collection::vec(event(), 1..6)) {
        let mut out = Vec::new();
        for (at, event) in events.iter().enumerate() {
            event.line(at as u64, at as u64 + 5, &mut out);
        }
        prop_assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), events.len());
        let found = decode(&out, Options::named("export"));
        prop_assert!(found.warnings.is_empty(), "{:?}", found.warnings);
        prop_assert_eq!(found.events.len(), events.len());
        let mut place = 0;
        for (at, (read, event)) in found.events.into_iter().zip(&events).enumerate() {
            prop_assert_eq!(read, event.read_back(at as u64, at as u64 + 5, place));
            place += out[place as usize..].iter().position(|byte| *byte == b'\n').unwrap() as u64 + 1;
        }
    }

    #[test]
    fn a_line_that_was_changed_is_an_event_or_a_warning(event in event(), at in any::<prop::sample::Index>(), by in any::<u8>()) {
        let mut out = Vec::new();
        event.line(0, 0, &mut out);
        let at = at.index(out.len());
        out[at] = by;
        let (mut found, mut decoder) = (Found::default(), Decoder::new(Options::named("export")));
        let ended = decoder.push(&out, &mut found).and_then(|()| decoder.finish(&mut found));
        if let Ok(outcome) = ended {
            prop_assert_eq!(outcome.records, outcome.events + outcome.skipped);
            prop_assert_eq!(outcome.events as usize, found.events.len());
        }
    }
}

#[test]
fn the_line_is_what_it_says() {
    let mut out = Vec::new();
    let mut event = Owned {
        stream: "cart-1".to_owned(),
        event_type: "Added".to_owned(),
        id: Some("a".to_owned()),
        data: br#"{"total": 8.60}"#.to_vec(),
        tags: vec!["sku:tea".to_owned()],
        ..Owned::default()
    };
    event.line(7, 2, &mut out);
    event.content_type = "text/plain".to_owned();
    event.source = Some((None, Some("0/16B".to_owned()), 12));
    event.tags.clear();
    event.line(8, 3, &mut out);
    let expected = concat!(
        r#"{"foldback":1,"position":7,"streamId":"cart-1","revision":2,"type":"Added","id":"a","data":{"total": 8.60},"tags":["sku:tea"]}"#,
        "\n",
        r#"{"foldback":1,"position":8,"streamId":"cart-1","revision":3,"type":"Added","id":"a","contentType":"text/plain","dataBase64":"eyJ0b3RhbCI6IDguNjB9","source":{"place":12,"position":"0/16B"}}"#,
        "\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_newer_version_and_what_cannot_be_read_are_left_out_with_a_warning() {
    let lines = concat!(
        r#"{"foldback":1,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":2,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":10,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":1,"streamId":7,"type":"t"}"#,
        "\n",
        r#"{"foldback":1,"type":"t"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","dataBase64":"*"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","tags":"x"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","source":[]}"#,
        "\n",
        r#"{"streamId":"a","type":"other","data":{"a":1}}"#,
        "\n",
    );
    let found = decode(lines.as_bytes(), Options::named("mixed"));
    let words: Vec<_> =
        found.warnings.iter().map(|warning| (warning.line, warning.skipped, warning.code.as_str())).collect();
    assert_eq!(words, (2..=8).map(|line| (line, true, "Native")).collect::<Vec<_>>());
    assert!(found.warnings[0].message.contains("newer version"), "{}", found.warnings[0].message);
    // A line of another form among them is read as what it is.
    let types: Vec<_> = found.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["t", "other"]);
}

#[test]
fn a_mapping_that_is_given_has_the_last_word() {
    let mut out = Vec::new();
    Owned { stream: "a".to_owned(), event_type: "t".to_owned(), ..Owned::default() }.line(0, 0, &mut out);
    let mapping =
        Mapping { stream: Some(["type"].into()), event_type: Some(["streamId"].into()), ..Mapping::named("x") };
    let found = decode(&out, Options { mapping: Some(mapping), ..Options::named("x") });
    assert_eq!((found.events[0].stream.as_str(), found.events[0].event_type.as_str()), ("t", "a"));
}

#[test]
fn a_payload_as_long_as_a_record_may_be_comes_back_as_base64_too() {
    let options = Options { max_record: 60_000, ..Options::named("x") };
    let long =
        Owned { stream: "a".to_owned(), event_type: "t".to_owned(), data: vec![0xfe; 60_000], ..Owned::default() };
    let mut out = Vec::new();
    long.line(0, 0, &mut out);
    out.extend(format!("{{\"streamId\":\"b\",\"type\":\"t\",\"data\":\"{}\"}}\n", "x".repeat(60_000)).bytes());
    let found = decode(&out, options);
    assert_eq!(found.events.iter().map(|event| event.data.len()).collect::<Vec<_>>(), [60_000]);
    assert_eq!((found.warnings.len(), found.warnings[0].line, found.warnings[0].code.as_str()), (1, 2, "TooLarge"));
}
