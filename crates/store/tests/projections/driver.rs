//! Handlers outside the engine, in Rust: they fold events by a closure and speak `work` and `handled` as a client does.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::task::Poll;

use foldback_event::json::parse;
use foldback_event::{Event, EventRef, Json};
use foldback_log::{Append, Backend, Commit, LogError, MemoryBackend, PayloadRange, Snapshot};
use foldback_protocol::{ProjectRequest, ProjectionFailure, ProjectionSource, WorkKind, read_page};
use foldback_store::Store;
use futures::executor::block_on;
use futures::future::{Either, select};

/// A place that counts what is read of it.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    place: MemoryBackend,
    pub bytes: std::rc::Rc<Cell<usize>>,
    /// Whether others go on while something is read, as in a browser.
    pub waits: std::rc::Rc<Cell<bool>>,
}

impl Backend for Counted {
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError> {
        self.place.snapshot(from).await
    }

    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        if self.waits.get() {
            let mut waited = false;
            std::future::poll_fn(|context| match std::mem::replace(&mut waited, true) {
                true => Poll::Ready(()),
                false => {
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
            })
            .await;
        }
        let read = self.place.payloads(ranges).await?;
        self.bytes.set(self.bytes.get() + read.iter().flatten().map(Vec::len).sum::<usize>());
        Ok(read)
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        self.place.payload(first).await
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        self.place.note(key).await
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        self.place.notes(prefix).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        self.place.commit(commit).await
    }
}

pub type Shop = Store<Counted>;

pub fn open(place: &Counted) -> Shop {
    block_on(Store::open(place.clone())).unwrap()
}

/// Event `n` belongs to one of three streams, and its payload to one of four buckets; each fifth is of another type.
pub fn fill(store: &Shop, events: std::ops::Range<u64>) {
    let events: Vec<u64> = events.collect();
    for some in events.chunks(500) {
        let texts: Vec<(String, String)> = some
            .iter()
            .map(|n| {
                let fill = "x".repeat((n % 13) as usize * 9);
                (format!("cart-{}", n % 3), format!("{{\"n\":{n},\"bucket\":\"b{}\",\"fill\":\"{fill}\"}}", n % 4))
            })
            .collect();
        let events: Vec<EventRef<'_>> = some
            .iter()
            .zip(&texts)
            .map(|(n, (stream, data))| EventRef {
                stream,
                event_type: if n % 5 == 4 { "Removed" } else { "Added" },
                data: data.as_bytes(),
                ..EventRef::default()
            })
            .collect();
        block_on(store.append(Append { events: &events, ..Append::default() })).unwrap();
    }
}

pub fn handlers(name: &str, identity: Option<&str>) -> ProjectRequest {
    ProjectRequest {
        projection: name.to_owned(),
        source: ProjectionSource::Handlers,
        identity: identity.map(str::to_owned),
        ..ProjectRequest::default()
    }
}

const SHARED: &str = "\0shared";

/// A fold as a runtime of handlers would be: the state of each bucket counts and lists its events; with `shared`, it also holds how
/// many events there were in all.
#[derive(Default)]
pub struct Fold {
    states: BTreeMap<String, Json>,
    shared: bool,
}

fn of(state: &Json, name: &str) -> u64 {
    let Json::Object(members) = state else { return 0 };
    match members.get(name) {
        Some(Json::Number(text)) => text.parse().unwrap(),
        _ => 0,
    }
}

impl Fold {
    fn new(shared: bool, states: &str) -> Self {
        let Json::Object(members) = parse(states.as_bytes()).unwrap() else { panic!("{states}") };
        let state = |value: Json| {
            let Json::String(text) = value else { panic!("{value}") };
            parse(text.as_bytes()).unwrap()
        };
        Self { states: members.into_iter().map(|(name, value)| (name.to_string(), state(value))).collect(), shared }
    }

    /// The state of a bucket behind `n` events of the log that is filled by `fill`, all of which it handles.
    pub fn expected(shared: bool, bucket: &str, events: u64) -> Option<Json> {
        let mut fold = Self { shared, ..Self::default() };
        for n in 0..events {
            let _ = fold.handle(n, &format!("b{}", n % 4), 1);
        }
        fold.states.remove(bucket)
    }

    /// The same behind these events: their positions and buckets.
    pub fn expected_of(shared: bool, bucket: &str, events: &[(u64, String)]) -> Option<Json> {
        let mut fold = Self { shared, ..Self::default() };
        for (position, bucket) in events {
            let _ = fold.handle(*position, bucket, 1);
        }
        fold.states.remove(bucket)
    }

    fn handle(&mut self, position: u64, bucket: &str, by: u64) -> String {
        let all = self.shared.then(|| {
            let all = self.states.get(SHARED).map_or(0, |state| of(state, "all"));
            (self.states.contains_key(SHARED), all + 1)
        });
        let old = self.states.get(bucket).cloned();
        let count = old.as_ref().map_or(0, |state| of(state, "count")) + by;
        let seen = all.map_or(0, |(_, all)| all);
        let text = format!("{{\"count\":{count},\"last\":{position},\"seen\":{seen},\"pad\":\"{}\"}}", "y".repeat(40));
        let writes = match old {
            None => format!("[\"\",{text}]"),
            Some(_) => format!("[\"/count\",{count}],[\"/last\",{position}],[\"/seen\",{seen}]"),
        };
        self.states.insert(bucket.to_owned(), parse(text.as_bytes()).unwrap());
        let mut lines = format!("[{position},\"{bucket}\",[{writes}]]\n");
        if let Some((was, all)) = all {
            let writes = if was { format!("[\"/all\",{all}]") } else { format!("[\"\",{{\"all\":{all}}}]") };
            lines.push_str(&format!("[{position},\"\\u0000shared\",[{writes}]]\n"));
            self.states.insert(SHARED.to_owned(), parse(format!("{{\"all\":{all}}}").as_bytes()).unwrap());
        }
        lines
    }
}

/// What was handed out: kind, projections, from, to, with states, how many events.
pub type Seen = (WorkKind, Vec<String>, u64, u64, bool, usize);

/// Runs the handlers of any number of projections for one store.
pub struct Driver<'a> {
    pub store: &'a Shop,
    pub number: u32,
    folds: RefCell<HashMap<String, Fold>>,
    jobs: RefCell<HashMap<u64, Fold>>,
    /// Whether the projections have a shared state.
    shared: bool,
    /// The position at which a projection fails.
    pub fails: RefCell<HashMap<String, u64>>,
    /// By how much an event counts.
    pub by: Cell<u64>,
    pub seen: RefCell<Vec<Seen>>,
}

impl<'a> Driver<'a> {
    pub fn new(store: &'a Shop, number: u32) -> Self {
        Self {
            store,
            number,
            folds: RefCell::default(),
            jobs: RefCell::default(),
            shared: false,
            fails: RefCell::default(),
            by: Cell::new(1),
            seen: RefCell::default(),
        }
    }

    /// With a state that all partitions share, or without.
    pub fn sharing(self, shared: bool) -> Self {
        Self { shared, ..self }
    }

    /// Answers what is asked while it runs the handlers.
    pub fn ask<T>(&self, question: impl Future<Output = T>) -> T {
        match block_on(select(pin!(question), pin!(self.run()))) {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => panic!("it runs for ever"),
        }
    }

    /// Does all work that there is.
    pub fn work_off(&self) {
        while let Some(work) = block_on(self.store.next_work(self.number)).unwrap() {
            block_on(self.perform(work));
        }
    }

    async fn run(&self) {
        loop {
            match self.store.next_work(self.number).await.unwrap() {
                Some(work) => self.perform(work).await,
                None => self.store.work_news().await,
            }
        }
    }

    async fn perform(&self, work: foldback_store::Work) {
        let foldback_store::Work { answer, page } = work;
        let events = read_page(&page).unwrap();
        self.seen.borrow_mut().push((
            answer.kind,
            answer.projections.clone(),
            answer.from,
            answer.to,
            answer.states.is_some(),
            events.len(),
        ));
        for name in &answer.projections {
            let shared = self.shared;
            let fresh = || Fold { shared, ..Fold::default() };
            let mut fold = match answer.kind {
                WorkKind::Fold => self.folds.borrow_mut().remove(name).unwrap_or_else(fresh),
                _ => self.jobs.borrow_mut().remove(&answer.job).unwrap_or_else(fresh),
            };
            if let Some(states) = &answer.states {
                fold = Fold::new(shared, states);
            }
            let (given, failure) = self.fold(name, &mut fold, &events, answer.only.as_deref());
            match answer.kind {
                WorkKind::Fold => drop(self.folds.borrow_mut().insert(name.clone(), fold)),
                _ if !answer.end => drop(self.jobs.borrow_mut().insert(answer.job, fold)),
                _ => {}
            }
            self.store.handled(name, answer.job, given.as_bytes(), failure, 0.0).await.unwrap();
        }
    }

    fn fold(
        &self,
        name: &str,
        fold: &mut Fold,
        events: &[Event],
        only: Option<&str>,
    ) -> (String, Option<ProjectionFailure>) {
        let (mut lines, mut handled, mut failure) = (String::new(), 0, None);
        for event in events {
            if self.fails.borrow().get(name) == Some(&event.position.0) {
                let message = format!("it fails at {}", event.position.0);
                let position = Some(event.position.0);
                failure = Some(ProjectionFailure { code: "HandlerFailed".into(), message, position, path: None });
                break;
            }
            let Json::Object(data) = parse(&event.data).unwrap() else { panic!("no object") };
            let Json::String(bucket) = &data["bucket"] else { panic!("no bucket") };
            if only.is_none_or(|only| only == &**bucket) {
                lines.push_str(&fold.handle(event.position.0, bucket, self.by.get()));
                handled += 1;
            }
        }
        let results = format!("{{\"position\":{}}}", events.first().map_or(0, |event| event.position.0));
        let head =
            format!("{{\"handled\":{handled},\"unhandled\":{{}},\"results\":[{results}],\"emitted\":[],\"logs\":[]}}");
        (format!("{head}\n{lines}"), failure)
    }
}
