//! Does to a store and to the model the same, and compares every answer and everything that can be read.

use foldback_event::{Event, EventRef, Position, Timestamp};
use foldback_log::{
    Append, Appended, Condition, Criterion, Direction, Expected, Filter, Horizon, Log, LogError, MemoryBackend,
    Selection, StreamMetadata,
};

use crate::operation::{Ahead, Op, Page, STREAMS, TAGS, TYPES, ToAppend, Wish};
use crate::reference::{Ask, Given, Model, Wanted};
use crate::support::{Place, assert_whole, opened, run, visited};

pub struct Run {
    memory: MemoryBackend,
    clients: Vec<Log<Place>>,
    model: Model,
    /// What was appended before, to be tried again.
    done: Vec<Wanted>,
    serial: u32,
}

/// Plays a sequence of operations.
pub fn play(ops: &[Op]) {
    let memory = MemoryBackend::default();
    // All calls yield, so that appends which are issued together really wait for each other.
    let clients = (0..3).map(|_| opened(&Place::yielding(&memory, 1))).collect();
    let mut played = Run { memory, clients, model: Model::default(), done: Vec::new(), serial: 0 };
    for op in ops {
        played.step(op);
    }
    played.compare(&Page { direction: false, from: 0, until: 99, limit: 99, now: 50 });
    played.compare(&Page { direction: true, from: 99, until: 99, limit: 2, now: 50 });
    played.compare_verified();
}

impl Run {
    fn step(&mut self, op: &Op) {
        match op {
            Op::Append { client, together } => self.append(*client, together),
            Op::Delete { client, stream, wish, for_good } => {
                let (stream, log) = (STREAMS[*stream], &self.clients[*client]);
                let expected = resolve(&self.model, stream, *wish);
                let outcome = match for_good {
                    true => run(log.tombstone_stream(stream, expected)),
                    false => run(log.delete_stream(stream, expected)),
                };
                assert_eq!(outcome, self.model.delete(stream, expected, *for_good));
            }
            Op::Metadata { client, stream, max_count, max_age, truncate_before, expected } => {
                let (max_count, max_age, truncate_before) = (*max_count, *max_age, *truncate_before);
                let metadata = StreamMetadata { max_count, max_age, truncate_before, custom: String::new() };
                let stream = STREAMS[*stream];
                let outcome = run(self.clients[*client].set_stream_metadata(stream, metadata.clone(), *expected));
                assert_eq!(outcome, self.model.set_metadata(stream, &metadata, *expected));
            }
            Op::Compact { client, all } => {
                let log = &self.clients[*client];
                match all {
                    true => drop(run(log.compact(&mut async || {}, &mut |_| true)).unwrap()),
                    false => drop(run(log.compact_some(&mut async || {})).unwrap()),
                }
            }
            Op::Scavenge { client, now } => {
                let (log, now) = (&self.clients[*client], i64::from(*now) * 1_000_000);
                run(log.refresh()).unwrap();
                let horizons = log.horizons(now);
                let plain = |horizon: &Horizon| Horizon { generation: 0, ..horizon.clone() };
                assert_eq!(horizons.iter().map(plain).collect::<Vec<_>>(), self.model.horizons(now));
                let done = run(log.scavenge(&horizons, Vec::new(), &mut |_| true)).unwrap();
                assert_eq!(done.events, self.model.scavenge(&horizons));
                assert_eq!(log.horizons(now), []);
            }
            Op::Refresh { client } => drop(run(self.clients[*client].refresh()).unwrap()),
            Op::Reopen { client } => self.clients[*client] = opened(&Place::yielding(&self.memory, 1)),
            Op::Compare(page) => self.compare(page),
        }
    }

    /// Appends, all together when there are several: each is answered as if they had come one after another.
    fn append(&mut self, client: usize, together: &[ToAppend]) {
        let (mut wanted, mut outcomes) = (Vec::new(), Vec::new());
        for append in together {
            let append = self.wanted(append);
            outcomes.push(self.model.append(&append));
            wanted.push(append);
        }
        let log = &self.clients[client];
        let given = run(futures::future::join_all(wanted.iter().map(|append| put(log, append))));
        for ((given, outcome), append) in given.into_iter().zip(outcomes).zip(&wanted) {
            match (&given, &outcome) {
                // Which of several is named is not said.
                (Err(LogError::StreamDeleted { stream }), Err(LogError::StreamDeleted { .. })) => {
                    assert!(
                        append.events.iter().any(|e| e.stream == *stream)
                            || append.expected.iter().any(|e| e.0 == *stream)
                    );
                }
                _ => assert_eq!(given, outcome, "{append:?}\nof {wanted:?}"),
            }
        }
        self.done.extend(wanted);
    }

    fn wanted(&mut self, append: &ToAppend) -> Wanted {
        if let Some(again) = append.again.filter(|_| !self.done.is_empty()) {
            return self.done[again % self.done.len()].clone();
        }
        let event = |event: &Ahead| {
            self.serial += 1;
            Given {
                stream: STREAMS[event.stream].to_owned(),
                event_type: TYPES[event.kind].to_owned(),
                id: event
                    .id
                    .map(|id| [format!("id-{id}"), format!("0aaec32e-5395-4898-9189-9a065faa47e{id}")][id % 2].clone()),
                created: event.created.map(|seconds| i64::from(seconds) * 1_000_000),
                data: self.serial.to_string(),
                tags: TAGS
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| event.tags >> at & 1 == 1)
                    .map(|(_, tag)| (*tag).to_owned())
                    .collect(),
            }
        };
        let events = append.events.iter().map(event).collect();
        let expected = append
            .expected
            .iter()
            .map(|(stream, wish)| (STREAMS[*stream].to_owned(), resolve(&self.model, STREAMS[*stream], *wish)));
        let condition = append.condition.as_ref().map(|(back, criteria)| {
            let after = back.map(|back| (self.model.events.len() as u64).saturating_sub(back));
            let named = |all: &[&str], at: &Option<usize>| at.map(|at| all[at].to_owned()).into_iter().collect();
            (after, criteria.iter().map(|(kind, tag)| (named(&TYPES, kind), named(&TAGS, tag))).collect())
        });
        Wanted { events, expected: expected.collect(), condition }
    }

    /// Compares what all clients see, and a new one.
    fn compare(&self, page: &Page) {
        let fresh = opened(&Place::over(&self.memory));
        let link = fresh.head().link;
        for log in self.clients.iter().chain([&fresh]) {
            run(log.refresh()).unwrap();
            assert_eq!(log.head().next, self.model.events.len() as u64);
            assert_eq!(log.index().len(), self.model.events.len() as u64);
            assert_eq!(log.head().link, link);
            self.compare_selections(log, page);
            for stream in STREAMS {
                assert_eq!(log.next_revision(stream), self.model.next(stream));
            }
            let there: Vec<_> = self.model.events.iter().filter(|event| !event.removed).collect();
            let events = run(visited(log)).unwrap();
            assert_eq!(events.len(), there.len());
            for (event, recorded) in events.iter().zip(there) {
                assert_eq!((event.position.0, event.revision.0), (recorded.position, recorded.revision));
                compare_event(event, &recorded.given);
            }
        }
    }

    fn compare_selections(&self, log: &Log<Place>, page: &Page) {
        let direction = if page.direction { Direction::Backwards } else { Direction::Forwards };
        let ask = Ask {
            direction,
            from: u64::from(page.from),
            until: u64::from(page.until),
            limit: page.limit,
            now: i64::from(page.now) * 1_000_000,
        };
        for stream in STREAMS {
            let selection = log.select_stream(stream, direction, ask.from, ask.until, ask.limit, ask.now);
            let plain = |selection: Selection| (selection.positions, selection.next);
            let expected = self.model.select_stream(stream, &ask).map(plain);
            assert_eq!(selection.clone().map(plain), expected, "{stream} {ask:?}");
            let Ok(selection) = selection else { continue };
            let mut picked = Vec::new();
            run(log.pick(&selection.positions, &mut |view| {
                picked.push(view.to_event());
                true
            }))
            .unwrap();
            assert_eq!(picked.iter().map(|event| event.position.0).collect::<Vec<_>>(), selection.positions);
            for event in &picked {
                compare_event(event, &self.model.events[event.position.0 as usize].given);
            }
        }
        let (no, one) = (Vec::new, |text: &str| vec![text.to_owned()]);
        for (types, stream_prefixes, tags) in [
            (no(), no(), no()),
            (one(TYPES[0]), no(), no()),
            (no(), one("a"), no()),
            (no(), vec!["b-".to_owned(), "a-2".to_owned()], one(TAGS[0])),
            (
                TYPES[..2].iter().map(|name| (*name).to_owned()).collect(),
                no(),
                vec![TAGS[0].to_owned(), TAGS[1].to_owned()],
            ),
            (one("none"), no(), no()),
        ] {
            let expected = self.model.select_all(&types, &stream_prefixes, &tags, &ask);
            let filter = Filter { types, stream_prefixes, tags };
            let selection = log.select_all(&filter, direction, ask.from, ask.until, ask.limit).unwrap();
            assert_eq!(selection, expected, "{filter:?} {ask:?}");
        }
    }

    fn compare_verified(&self) {
        for log in &self.clients {
            assert_whole(log);
        }
        let removed = self.model.events.iter().find(|event| event.removed);
        if let Some(removed) = removed {
            assert_eq!(run(self.clients[0].event(Position(removed.position))), Ok(None));
            assert!(self.clients[0].index().stream_at(Position(removed.position)).is_none());
        }
    }
}

fn resolve(model: &Model, stream: &str, wish: Wish) -> Expected {
    let next = model.next(stream);
    match wish {
        Wish::Any => Expected::Any,
        Wish::NoStream => Expected::NoStream,
        Wish::StreamExists => Expected::StreamExists,
        Wish::Back(back) => match (next + 1).checked_sub(back + 1) {
            Some(revision) if revision > 0 => Expected::Revision(revision - 1),
            _ => Expected::NoStream,
        },
    }
}

async fn put(log: &Log<Place>, wanted: &Wanted) -> Result<Appended, LogError> {
    let tags: Vec<Vec<&str>> =
        wanted.events.iter().map(|event| event.tags.iter().map(String::as_str).collect()).collect();
    let event = |(given, tags)| {
        let (given, tags): (&Given, &Vec<&str>) = (given, tags);
        EventRef {
            stream: &given.stream,
            event_type: &given.event_type,
            id: given.id.as_deref(),
            created: given.created.map(Timestamp),
            data: given.data.as_bytes(),
            tags,
            ..EventRef::default()
        }
    };
    let events: Vec<EventRef<'_>> = wanted.events.iter().zip(&tags).map(event).collect();
    let expected: Vec<(&str, Expected)> =
        wanted.expected.iter().map(|(name, expected)| (name.as_str(), *expected)).collect();
    let condition = wanted.condition.as_ref().map(|(after, fail_if)| Condition {
        after: after.map(Position),
        fail_if: fail_if.iter().map(|(types, tags)| Criterion { types: types.clone(), tags: tags.clone() }).collect(),
    });
    log.append(Append { events: &events, expected: &expected, condition: condition.as_ref(), strict: false }).await
}

fn compare_event(event: &Event, given: &Given) {
    assert_eq!((&event.stream, &event.event_type, &event.tags), (&given.stream, &given.event_type, &given.tags));
    assert_eq!(event.created.map(|created| created.0), given.created);
    assert_eq!(event.data, given.data.as_bytes());
    match &given.id {
        Some(id) => assert_eq!(&event.id, id),
        None => assert_eq!(&event.id[14..15], "8", "a derived id is a UUID of version 8"),
    }
    let rest = (&event.time, event.content_type.as_str(), event.metadata.as_slice(), &event.source);
    assert_eq!(rest, (&None, "application/json", &b""[..], &None));
}
