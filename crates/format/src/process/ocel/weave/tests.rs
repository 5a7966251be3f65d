//! Logs that need more to be held than is: in these tests the bound is 64 KiB.

use std::fmt::Write as _;

use foldback_event::EventRef;

use crate::{Decoder, Options, Outcome, Sink, Warning, WarningCode};

#[derive(Default)]
struct Seen {
    events: Vec<(String, String, Vec<String>)>,
    warnings: Vec<Warning>,
}

impl Sink for Seen {
    fn event(&mut self, event: EventRef<'_>) {
        let tags = event.tags.iter().map(|tag| (*tag).to_owned()).collect();
        self.events.push((event.stream.to_owned(), event.event_type.to_owned(), tags));
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

fn decode(text: &str) -> (Seen, Outcome) {
    let mut seen = Seen::default();
    let mut decoder = Decoder::new(Options::named("log"));
    for piece in text.as_bytes().chunks(10_000) {
        decoder.push(piece, &mut seen).unwrap();
    }
    let outcome = decoder.finish(&mut seen).unwrap();
    assert_eq!((outcome.events, outcome.skipped), (seen.events.len() as u64, 0));
    (seen, outcome)
}

fn lists(count: usize, history: &str) -> [String; 2] {
    let (mut events, mut objects) = (String::from("\"events\":["), String::from("\"objects\":["));
    for n in 0..count {
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(
            events,
            r#"{comma}{{"id":"e{n}","type":"go","time":"2026-01-02T00:00:00Z","relationships":[{{"objectId":"o{n}","qualifier":""}}]}}"#
        );
        let _ = write!(objects, r#"{comma}{{"id":"o{n}","type":"order","attributes":[{history}]}}"#);
    }
    [events + "]", objects + "]"]
}

fn log(lists: &[String]) -> String {
    format!(r#"{{"objectTypes":[],"eventTypes":[],{}}}"#, lists.join(","))
}

fn told(seen: &Seen) -> usize {
    seen.warnings.iter().filter(|warning| warning.code == WarningCode::Objects).count()
}

const LATER: &str = r#"{"name":"a","time":"2026-01-03T00:00:00Z","value":1}"#;

#[test]
fn objects_behind_too_many_events_go_by_their_ids() {
    let [events, objects] = lists(2000, LATER);
    let (seen, outcome) = decode(&log(&[events, objects]));
    assert_eq!((outcome.events, told(&seen)), (6000, 1));
    // Wherever an object is met, it goes by the same name.
    for (at, (stream, kind, tags)) in seen.events.iter().enumerate() {
        assert_eq!(kind == "go", at < 2000, "{at}");
        assert!(stream.starts_with('o') && *tags == [stream.clone()], "{stream} {tags:?}");
    }
}

#[test]
fn few_events_wait_for_their_objects() {
    let [events, objects] = lists(50, LATER);
    let (seen, _) = decode(&log(&[events, objects]));
    assert_eq!(told(&seen), 0);
    let kinds: Vec<&str> = seen.events.iter().map(|(_, kind, _)| kind.as_str()).collect();
    let expected = [["Object"; 50], ["go"; 50], ["ObjectChanged"; 50]].concat();
    assert_eq!(kinds, expected);
    assert!(
        seen.events.iter().all(|(stream, _, tags)| stream.starts_with("order-o") && tags[0].starts_with("order:o"))
    );
}

#[test]
fn too_many_changes_stand_before_the_events() {
    let [events, objects] = lists(400, LATER);
    let (seen, outcome) = decode(&log(&[objects, events]));
    assert_eq!((outcome.events, told(&seen)), (1200, 1));
    assert!(seen.events[800..].iter().all(|(stream, kind, _)| kind == "go" && stream.starts_with("order-o")));
}

#[test]
fn too_many_ids_are_not_all_remembered() {
    let [events, objects] = lists(2000, "");
    let (seen, outcome) = decode(&log(&[objects, events]));
    assert_eq!((outcome.events, told(&seen)), (4000, 2));
    let go: Vec<_> = seen.events.iter().filter(|(_, kind, _)| kind == "go").collect();
    assert_eq!(go[0].0, "order-o0");
    assert_eq!(go[1999].0, "o1999");
}
