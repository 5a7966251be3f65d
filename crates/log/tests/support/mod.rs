//! What the tests of the log share: short words for events and appends, and a place under a log that fails when told to.
#![allow(dead_code, reason = "each test uses its part")]

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use foldback_event::{Event, EventRef};
use foldback_log::{
    Append, Appended, Backend, Commit, Expected, Log, LogError, MemoryBackend, PayloadRange, Snapshot, StoredHeader,
    Verified,
};

/// Polls this often before it says that a future waits for nothing.
const POLLS: u32 = 1_000_000;

/// Runs a future to its end. Unlike an executor it notices when nobody will ever wake it.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    run_until(future, || false).unwrap()
}

/// Runs a future to its end, or drops it as soon as `stop` says so.
pub fn run_until<T>(future: impl Future<Output = T>, stop: impl Fn() -> bool) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..POLLS {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return Some(value),
            Poll::Pending if stop() => return None,
            Poll::Pending => {}
        }
    }
    panic!("it waits for something that never happens")
}

/// Lets others have their turn once.
pub async fn yield_once() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// What is done to a commit.
#[derive(Clone, Debug)]
pub enum Fault {
    None,
    /// It fails and nothing happened.
    Before(LogError),
    /// It happened, and what is said of it is this.
    After(LogError),
}

/// What goes wrong, and when. Shared by all handles on a place that were made with it.
#[derive(Default)]
pub struct Plan {
    /// Unless 0, every call lets others have their turn first, as often as these bits say.
    pub yields: Cell<u64>,
    /// Calls so far.
    pub calls: Cell<u64>,
    /// The call at which everything stops: just before it takes effect, or just behind.
    pub stop: Cell<Option<(u64, bool)>>,
    pub stopped: Cell<bool>,
    /// So many reads fail from now on because the place is closed.
    pub closed_reads: Cell<u32>,
    #[allow(clippy::type_complexity, reason = "it is named once")]
    pub on_commit: RefCell<Option<Box<dyn FnMut(&Commit) -> Fault>>>,
}

/// A place in memory where things go wrong.
#[derive(Clone, Default)]
pub struct Place {
    pub memory: MemoryBackend,
    pub plan: Rc<Plan>,
}

impl Place {
    pub fn over(memory: &MemoryBackend) -> Self {
        Self { memory: memory.clone(), plan: Rc::default() }
    }

    pub fn yielding(memory: &MemoryBackend, seed: u64) -> Self {
        let place = Self::over(memory);
        place.plan.yields.set(seed);
        place
    }

    /// Answers the commits to come.
    pub fn on_commit(&self, answer: impl FnMut(&Commit) -> Fault + 'static) {
        *self.plan.on_commit.borrow_mut() = Some(Box::new(answer));
    }

    async fn turn(&self) -> bool {
        let bits = self.plan.yields.get();
        if bits > 0 {
            // A xorshift generator: it never comes to 0.
            let bits = bits ^ bits << 13;
            let bits = bits ^ bits >> 7;
            self.plan.yields.set(bits ^ bits << 17);
            for _ in 0..=bits >> 9 & 3 {
                yield_once().await;
            }
        }
        self.plan.calls.set(self.plan.calls.get() + 1);
        let stops = self.plan.stop.get().filter(|(at, _)| *at == self.plan.calls.get());
        if stops.is_some_and(|(_, behind)| !behind) {
            self.halt().await;
        }
        stops.is_some()
    }

    async fn halt(&self) {
        self.plan.stopped.set(true);
        std::future::pending::<()>().await;
    }

    async fn read<T>(&self, value: impl Future<Output = Result<T, LogError>>) -> Result<T, LogError> {
        let stops = self.turn().await;
        if stops {
            self.halt().await;
        }
        let closed = self.plan.closed_reads.get();
        if closed > 0 {
            self.plan.closed_reads.set(closed - 1);
            return Err(LogError::Closed);
        }
        value.await
    }
}

impl Backend for Place {
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError> {
        self.read(self.memory.snapshot(from)).await
    }

    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        self.read(self.memory.payloads(ranges)).await
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        self.read(self.memory.payload(first)).await
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        self.read(self.memory.note(key)).await
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        self.read(self.memory.notes(prefix)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        let stops = self.turn().await;
        let answer = self.plan.on_commit.borrow_mut().as_mut().map_or(Fault::None, |answer| answer(&commit));
        let outcome = match answer {
            Fault::Before(error) => Err(error),
            Fault::None => self.memory.commit(commit).await,
            Fault::After(error) => self.memory.commit(commit).await.and(Err(error)),
        };
        if stops {
            self.halt().await;
        }
        outcome
    }
}

pub fn opened<B: Backend + Clone>(place: &B) -> Log<B> {
    run(Log::open(place.clone())).unwrap()
}

pub fn event<'a>(stream: &'a str, data: &'a str) -> EventRef<'a> {
    EventRef { stream, event_type: "Added", data: data.as_bytes(), ..EventRef::default() }
}

pub fn with_id<'a>(stream: &'a str, data: &'a str, id: &'a str) -> EventRef<'a> {
    EventRef { id: Some(id), ..event(stream, data) }
}

/// Appends with an expectation about the first event's stream.
pub async fn append<B: Backend>(
    log: &Log<B>,
    events: &[EventRef<'_>],
    expected: Expected,
) -> Result<Appended, LogError> {
    let expected: Vec<_> = events.first().map(|event| (event.stream, expected)).into_iter().collect();
    log.append(Append { events, expected: &expected, ..Append::default() }).await
}

/// All events that are there, in their order.
pub fn all<B: Backend>(log: &Log<B>) -> Vec<Event> {
    run(visited(log)).unwrap()
}

pub async fn visited<B: Backend>(log: &Log<B>) -> Result<Vec<Event>, LogError> {
    let mut events = Vec::new();
    log.visit(0..u64::MAX, &mut |view| {
        events.push(view.to_event());
        true
    })
    .await?;
    Ok(events)
}

pub fn texts<B: Backend>(log: &Log<B>) -> Vec<String> {
    all(log).into_iter().map(|event| String::from_utf8(event.data).unwrap()).collect()
}

pub fn verified<B: Backend>(log: &Log<B>) -> Verified {
    run(log.verify(&mut |_| true)).unwrap()
}

/// Checks that a log is whole: no damage, every event counted, the chain ends as the head says.
pub fn assert_whole<B: Backend>(log: &Log<B>) {
    let verified = verified(log);
    assert_eq!(verified.damaged, []);
    assert_eq!((verified.events, verified.link), (log.head().next, log.head().link));
    assert_eq!(log.index().len(), log.head().next);
}

/// Everything that a place holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub head: Option<Vec<u8>>,
    pub segments: Vec<(u64, Vec<u8>, Vec<u8>)>,
    pub notes: Vec<(String, Vec<u8>)>,
}

pub fn held(place: &MemoryBackend) -> Held {
    let payload = |stored: StoredHeader| {
        let payload = run(place.payload(stored.first)).unwrap().unwrap();
        (stored.first, stored.header, payload)
    };
    let Snapshot { head, headers } = run(place.snapshot(0)).unwrap();
    Held { head, segments: headers.into_iter().map(payload).collect(), notes: run(place.notes("")).unwrap() }
}

/// A place that holds this.
pub fn placed(held: &Held) -> MemoryBackend {
    let place = MemoryBackend::default();
    let put = held.segments.iter().map(|(first, header, payload)| foldback_log::StoredSegment {
        first: *first,
        header: header.clone(),
        payload: payload.clone(),
    });
    let notes = held.notes.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
    let commit = Commit { head: held.head.clone(), put: put.collect(), notes, ..Commit::default() };
    run(place.commit(commit)).unwrap();
    place
}

/// The whole backup of a log.
pub async fn backup<B: Backend>(log: &Log<B>) -> Result<Vec<u8>, LogError> {
    let mut file = Vec::new();
    log.backup(&mut |part, _| {
        match part {
            foldback_log::BackupPart::Anew => file.clear(),
            foldback_log::BackupPart::Bytes(bytes) => file.extend(bytes),
        }
        true
    })
    .await?;
    Ok(file)
}

/// Restores a file, in pieces of so many bytes.
pub async fn restore<B: Backend>(place: &B, file: &[u8], piece: usize) -> Result<(), LogError> {
    let mut restore = foldback_log::Restore::begin(place).await?;
    for bytes in file.chunks(piece.max(1)) {
        restore.push(bytes).await?;
    }
    restore.finish().await
}
