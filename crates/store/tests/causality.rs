//! Causes, effects and correlations against a naive look at every event.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::collections::{BTreeMap, BTreeSet};

use foldback_event::{EventRef, Timestamp};
use foldback_log::{Append, Expected, MemoryBackend};
use foldback_protocol::{CausalityAnswer, CauseLine, CauseNote, CauseWhat};
use foldback_store::Store;
use futures::executor::block_on;
use proptest::prelude::*;

/// How an event says what caused it.
#[derive(Clone, Debug)]
enum Says {
    Nothing,
    /// The id of its cause.
    Cause(u8),
    /// It is a span, perhaps of another.
    Span(u8, Option<u8>),
    /// It came about in a span.
    In(u8),
}

#[derive(Clone, Debug)]
struct Told {
    id: u8,
    stream: u8,
    correlation: Option<u8>,
    says: Says,
    /// Which system's names it uses.
    style: u8,
}

fn told(ids: u8) -> impl Strategy<Value = Told> {
    let says = prop_oneof![
        2 => Just(Says::Nothing),
        6 => (0..ids + 2).prop_map(Says::Cause),
        2 => (0..ids, prop::option::of(0..ids)).prop_map(|(span, of)| Says::Span(span, of)),
        1 => (0..ids).prop_map(Says::In),
    ];
    (0..ids, 0u8..3, prop::option::of(0u8..3), says, 0u8..6).prop_map(|(id, stream, correlation, says, style)| Told {
        id,
        stream,
        correlation,
        says,
        style,
    })
}

fn name(number: u8) -> String {
    format!("id-{number}")
}

impl Told {
    /// Metadata and data.
    fn written(&self) -> (String, String) {
        let mut members = Vec::new();
        let [correlation, cause] = match self.style {
            0 => ["$correlationId", "$causationId"],
            1 => ["correlation_id", "causation_id"],
            2 => ["X-Correlation-Id", "eventuous.causation-id"],
            _ => ["traceId", "causationId"],
        };
        let id = |number: u8| format!("\"{}\"", name(number));
        members.extend(self.correlation.map(|number| format!("\"{correlation}\":\"talk-{number}\"")));
        match self.says {
            Says::Nothing => {}
            Says::Cause(number) => members.push(format!("\"{cause}\":{}", id(number))),
            Says::Span(span, of) => {
                members.push(format!("\"span_id\":{}", id(span)));
                members.push(format!("\"parent_span_id\":{}", of.map_or("null".into(), id)));
            }
            Says::In(span) => members.push(format!("\"spanId\":{}", id(span))),
        }
        let object = format!("{{{}}}", members.join(","));
        match self.style {
            // Only what no other payload has counts there; a cause by any of these names does.
            4 => ("{\"user\":\"u\"}".into(), object),
            5 => (format!("{{\"headers\":{object}}}"), "{}".into()),
            _ => (object, "{\"correlationId\":\"not this one\"}".into()),
        }
        .pipe(|(metadata, data)| if members.is_empty() { ("{}".into(), "{}".into()) } else { (metadata, data) })
    }

    /// What it names as its cause, and whether outright.
    fn cause(&self) -> Option<(u8, bool)> {
        match self.says {
            Says::Nothing | Says::Span(_, None) => None,
            Says::Cause(id) | Says::Span(_, Some(id)) => Some((id, true)),
            Says::In(span) => Some((span, false)),
        }
    }

    /// How well it answers to a name.
    fn answers(&self, id: u8, outright: bool) -> Option<u8> {
        match self.says {
            _ if self.id == id => Some(0),
            Says::Span(span, _) if span == id => Some(0),
            Says::In(span) if span == id && outright => Some(1),
            _ => None,
        }
    }
}

trait Pipe: Sized {
    fn pipe<T>(self, then: impl FnOnce(Self) -> T) -> T {
        then(self)
    }
}

impl<T> Pipe for T {}

fn append(store: &Store<MemoryBackend>, told: &[Told]) {
    let written: Vec<_> =
        told.iter().map(|told| (name(told.id), format!("s-{}", told.stream), told.written())).collect();
    let events: Vec<EventRef<'_>> = (0..)
        .zip(&written)
        .map(|(at, (id, stream, (metadata, data)))| EventRef {
            stream,
            event_type: "T",
            id: Some(id),
            created: Some(Timestamp(at * 1000)),
            data: data.as_bytes(),
            metadata: metadata.as_bytes(),
            ..EventRef::default()
        })
        .collect();
    for event in &events {
        // With it an id that a stream has already is no append that is tried again.
        let next = store.log().next_revision(event.stream).checked_sub(1);
        let expected = [(event.stream, next.map_or(Expected::NoStream, Expected::Revision))];
        block_on(store.append(Append { events: &[*event], expected: &expected, ..Append::default() })).unwrap();
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Parent {
    None,
    Itself,
    Event(u64),
    Missing(u8),
}

fn parent(all: &[Told], of: usize) -> Parent {
    let Some((id, outright)) = all[of].cause() else { return Parent::None };
    let own = &all[of];
    if outright && own.answers(id, true) == Some(0) {
        return Parent::Itself;
    }
    let rank = |at: usize| {
        let claim = &all[at];
        let how = claim.answers(id, outright)?;
        let apart = own.correlation.is_some() && own.correlation != claim.correlation;
        let distance = if how > 0 { at } else { at.abs_diff(of) };
        Some((how, apart, claim.stream != own.stream, at > of, distance, at))
    };
    match (0..all.len()).filter(|at| *at != of).filter_map(rank).min() {
        Some(best) => Parent::Event(best.5 as u64),
        None if outright => Parent::Missing(id),
        None => Parent::None,
    }
}

/// Each event of the tree with the one above it, in the order of the lines.
fn edges(lines: &[CauseLine]) -> Vec<(u64, Option<u64>, u64)> {
    let mut above: Vec<Option<u64>> = Vec::new();
    let mut edges = Vec::new();
    for line in lines {
        above.truncate(line.level as usize);
        let position = match &line.what {
            CauseWhat::Event(event) => {
                assert_eq!(above.last().copied().flatten(), event.cause);
                edges.push((event.position, event.cause, event.effects));
                Some(event.position)
            }
            _ => None,
        };
        above.push(position);
    }
    edges
}

/// Everything that stands under what began these events.
fn closure(all: &[Told], from: impl Iterator<Item = u64>) -> BTreeSet<u64> {
    let parents: Vec<Parent> = (0..all.len()).map(|at| parent(all, at)).collect();
    let mut tree = BTreeSet::new();
    for start in from {
        let mut passed = vec![start];
        let mut missing = None;
        loop {
            match parents[*passed.last().unwrap() as usize] {
                Parent::Event(cause) if !passed.contains(&cause) => passed.push(cause),
                Parent::Missing(id) => break missing = Some(id),
                _ => break,
            }
        }
        let mut front: Vec<u64> = match missing {
            Some(id) => (0..all.len() as u64).filter(|at| parents[*at as usize] == Parent::Missing(id)).collect(),
            None => vec![*passed.last().unwrap()],
        };
        while let Some(at) = front.pop() {
            if tree.insert(at) {
                front.extend((0..all.len() as u64).filter(|effect| parents[*effect as usize] == Parent::Event(at)));
            }
        }
    }
    tree
}

fn check(store: &Store<MemoryBackend>, all: &[Told]) {
    let parents: &[Parent] = &(0..all.len()).map(|at| parent(all, at)).collect::<Vec<_>>();
    for at in 0..all.len() {
        let position = at as u64;
        let talk = all[at].correlation;
        let group: Vec<u64> = (0..all.len())
            .filter(|other| talk.is_some() && all[*other].correlation == talk)
            .map(|at| at as u64)
            .collect();
        let (answer, positions) = block_on(store.correlation(position, 1000)).unwrap();
        assert!(answer.coverage.is_whole());
        assert_eq!(positions, group, "the conversation of {at}");
        assert_eq!(answer.correlation.is_some(), talk.is_some());
        if let Some(correlation) = answer.correlation {
            let before = group.iter().filter(|other| **other < position).count() as u64;
            assert_eq!((correlation.events, correlation.before), (group.len() as u64, before));
            assert_eq!((Some(&correlation.first), Some(&correlation.last)), (group.first(), group.last()));
        }
        for forwards in [true, false] {
            let next = if forwards {
                group.iter().find(|other| **other > position)
            } else {
                group.iter().rfind(|other| **other < position)
            };
            assert_eq!(block_on(store.correlated(position, forwards, &|_| true)).unwrap().as_ref(), next);
        }

        let tree = block_on(store.causality(position, 32, 400)).unwrap();
        let right = match &parents[at] {
            Parent::Event(cause) => Some(*cause),
            _ => None,
        };
        assert_eq!(tree.parent, right, "the cause of {at}");
        let effects =
            |of: u64| (0..all.len() as u64).filter(move |other| parents[*other as usize] == Parent::Event(of));
        assert_eq!(tree.child, effects(position).next(), "the first effect of {at}");
        let edges = edges(&tree.lines);
        let shown: Vec<u64> = edges.iter().map(|(position, ..)| *position).collect();
        let set: BTreeSet<u64> = shown.iter().copied().collect();
        assert_eq!(set.len(), shown.len(), "no event stands twice");
        let is_lone = talk.is_none() && parents[at] != Parent::Itself && !matches!(parents[at], Parent::Missing(_));
        let wanted = closure(all, std::iter::once(position).chain(group.iter().copied()));
        if is_lone && wanted.len() == 1 {
            assert!(tree.lines.is_empty(), "nothing to say of {at}");
            continue;
        }
        assert_eq!(set, wanted, "around {at}");
        assert_eq!(tree.shown, set.iter().filter(|at| group.contains(at)).count() as u64);
        for (position, cause, count) in edges {
            match (&parents[position as usize], cause) {
                (Parent::Event(right), Some(cause)) => assert_eq!(cause, *right),
                (Parent::Event(_), None) => assert!(in_circle(parents, position), "{position} has a cause"),
                (_, cause) => assert_eq!(cause, None),
            }
            assert_eq!(count, effects(position).count() as u64, "effects of {position}");
        }
        assert!(!tree.lines.iter().any(|line| matches!(line.what, CauseWhat::More { .. })));
    }
}

/// Whether an event is its own cause, some causes on.
fn in_circle(parents: &[Parent], of: u64) -> bool {
    let mut at = of;
    for _ in 0..parents.len() {
        match parents[at as usize] {
            Parent::Event(cause) if cause == of => return true,
            Parent::Event(cause) => at = cause,
            _ => return false,
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn trees_and_conversations_are_those_of_a_naive_look(
        first in prop::collection::vec(told(9), 1..14),
        second in prop::collection::vec(told(9), 0..10),
    ) {
        let store = block_on(Store::open(MemoryBackend::default())).unwrap();
        append(&store, &first);
        check(&store, &first);
        // The log has grown: what was noted stays, what is new comes to it.
        append(&store, &second);
        check(&store, &[first, second].concat());
    }
}

fn plain(id: u8, says: Says) -> Told {
    Told { id, stream: 0, correlation: None, says, style: 0 }
}

fn of(told: &[Told]) -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    append(&store, told);
    store
}

/// Lines as text: a level, and what stands there.
fn text(answer: &CausalityAnswer) -> Vec<String> {
    let what = |what: &CauseWhat| match what {
        CauseWhat::Event(event) => match event.note {
            CauseNote::Nothing => format!("event {}", event.position),
            CauseNote::Itself => format!("event {} itself", event.position),
            CauseNote::Circle { position } => format!("event {} circle {position}", event.position),
            CauseNote::Several { events } => format!("event {} of {events}", event.position),
        },
        CauseWhat::Missing { name, id, effects } => format!("missing {name} {id} {effects}"),
        CauseWhat::Again { position } => format!("again {position}"),
        CauseWhat::More { cut, of, count } => format!("more {cut:?} {of:?} {count:?}"),
    };
    answer.lines.iter().map(|line| format!("{} {}", line.level, what(&line.what))).collect()
}

#[test]
fn circles_missing_causes_and_own_causes_are_said() {
    let circle = of(&[plain(1, Says::Cause(3)), plain(2, Says::Cause(1)), plain(3, Says::Cause(2))]);
    let answer = block_on(circle.causality(1, 8, 8)).unwrap();
    assert_eq!(text(&answer), ["0 event 2 circle 1", "1 event 0", "2 event 1", "3 again 2"]);
    let missing = of(&[plain(1, Says::Cause(9)), plain(2, Says::Cause(9)), plain(3, Says::Cause(1))]);
    let answer = block_on(missing.causality(2, 8, 8)).unwrap();
    assert_eq!(text(&answer), ["0 missing $causationId id-9 2", "1 event 0", "2 event 2", "1 event 1"]);
    let own = of(&[plain(1, Says::Cause(1)), plain(2, Says::Nothing)]);
    assert_eq!(text(&block_on(own.causality(0, 8, 8)).unwrap()), ["0 event 0 itself"]);
    assert!(block_on(own.causality(1, 8, 8)).unwrap().lines.is_empty());
    assert!(block_on(own.causality(7, 8, 8)).unwrap().lines.is_empty());
}

/// A log whose events each have an id of their own and a cause.
fn long(events: u64, cause: impl Fn(u64) -> Option<u64>) -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let written: Vec<(String, String)> = (0..events)
        .map(|at| {
            let metadata = cause(at).map_or("{}".into(), |cause| format!("{{\"causationId\":\"{cause}\"}}"));
            (at.to_string(), metadata)
        })
        .collect();
    let events: Vec<EventRef<'_>> = written
        .iter()
        .map(|(id, metadata)| EventRef {
            stream: "s",
            event_type: "T",
            id: Some(id),
            data: b"{}",
            metadata: metadata.as_bytes(),
            ..EventRef::default()
        })
        .collect();
    for events in events.chunks(1000) {
        block_on(store.append(Append { events, ..Append::default() })).unwrap();
    }
    store
}

#[test]
fn what_is_left_out_is_counted() {
    // One cause of everything, and an event in the middle that caused the last one.
    let store = long(5001, |at| match at {
        0 => None,
        5000 => Some(2500),
        _ => Some(0),
    });
    let answer = block_on(store.causality(2500, 3, 10)).unwrap();
    let lines = text(&answer);
    assert_eq!(lines[..2], ["0 event 0", "1 more Before Some(0) Some(2494)"]);
    assert!(lines.contains(&"1 event 2500".into()) && lines.contains(&"2 event 5000".into()), "{lines:?}");
    let shown = lines.iter().filter(|line| line.starts_with("1 event")).count() as u64;
    assert_eq!(shown, 10);
    assert_eq!(lines.last().unwrap(), &format!("1 more After Some(0) Some({})", 4999 - 2494 - shown));
    let CauseWhat::Event(first) = &answer.lines[0].what else { panic!("no event") };
    assert_eq!(first.effects, 4999);

    // Every event caused the next.
    let store = long(300, |at| at.checked_sub(1));
    let answer = block_on(store.causality(200, 4, 10)).unwrap();
    let lines = text(&answer);
    assert_eq!(lines[0], "0 more Above Some(136) None");
    assert_eq!(lines[1], "0 event 136");
    assert_eq!(lines.last().unwrap(), "69 more Below Some(204) Some(1)");
    assert_eq!((answer.parent, answer.child), (Some(199), Some(201)));
    let edges = edges(&answer.lines);
    let all: BTreeMap<u64, Option<u64>> = edges.iter().map(|(at, cause, _)| (*at, *cause)).collect();
    assert_eq!(all.keys().copied().collect::<Vec<_>>(), (136..=204).collect::<Vec<_>>());
}

#[test]
fn looking_can_be_given_up_and_goes_on_where_it_was() {
    let store = long(20_000, |_| None);
    assert_eq!(store.cause_coverage().covered, 0);
    let mut stretches = 0;
    while block_on(store.note_causes()).unwrap() {
        stretches += 1;
    }
    assert!(stretches >= 2);
    let coverage = store.cause_coverage();
    assert!(coverage.is_whole());
    assert_eq!((coverage.covered, coverage.correlated, coverage.caused, coverage.unread), (20_000, 0, 0, 0));
    // Eight bytes an event, of which one run may have some in hand.
    assert!(store.cause_weight() <= 20_000 * 16, "{}", store.cause_weight());
}
