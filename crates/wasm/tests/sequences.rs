//! Random sequences of what a log can do, by two clients over IndexedDB and by two over memory at the same time: every answer, every
//! read and the hash chain must be the same. The log over memory is compared with a model in `crates/log/tests/model`.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::EventRef;
use foldback_idb::{IdbBackend, delete};
use foldback_log::{
    Append, Appended, Backend, Condition, Criterion, Direction, Expected, Filter, Log, LogError, MemoryBackend,
    StreamMetadata,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SEQUENCES: u64 = 60;
const STEPS: u32 = 25;
const STREAMS: [&str; 3] = ["cart-1", "cart-2", "order-1"];
const TAGS: [&str; 2] = ["sku:tea", "sku:jam"];
const KEY: &str = "sequences";

/// Numbers that look random and are the same in every run.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn expected(&mut self) -> Expected {
        match self.below(6) {
            0 => Expected::NoStream,
            1 => Expected::StreamExists,
            2 => Expected::Revision(self.below(4)),
            _ => Expected::Any,
        }
    }
}

/// Does one thing, and says what came of it.
async fn step<B: Backend>(log: &Log<B>, dice: &mut Dice) -> String {
    let stream = STREAMS[dice.below(3) as usize];
    match dice.below(12) {
        0 => format!("{:?}", log.delete_stream(stream, dice.expected()).await),
        1 if dice.below(4) == 0 => format!("{:?}", log.tombstone_stream(stream, Expected::Any).await),
        2 => {
            let max_count = (dice.below(2) == 0).then(|| 1 + dice.below(4));
            let truncate_before = (dice.below(2) == 0).then(|| dice.below(6));
            let metadata = StreamMetadata { max_count, truncate_before, ..StreamMetadata::default() };
            format!("{:?}", log.set_stream_metadata(stream, metadata, None).await)
        }
        3 => format!("{:?}", log.compact(&mut async || {}, &mut |_| true).await.map(drop)),
        4 => {
            log.refresh().await.unwrap();
            let done = log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true).await;
            format!("{:?}", done.map(|done| done.events))
        }
        _ => format!("{:?}", append(log, stream, dice).await),
    }
}

async fn append<B: Backend>(log: &Log<B>, stream: &str, dice: &mut Dice) -> Result<Appended, LogError> {
    let texts: Vec<(String, Option<String>)> = (0..1 + dice.below(3))
        .map(|_| {
            (format!("{{\"n\":{}}}", dice.below(1000)), (dice.below(3) > 0).then(|| format!("id-{}", dice.below(9))))
        })
        .collect();
    let tags = [TAGS[dice.below(2) as usize]];
    let events: Vec<EventRef<'_>> = texts
        .iter()
        .map(|(data, id)| EventRef {
            stream,
            event_type: "Added",
            id: id.as_deref(),
            data: data.as_bytes(),
            tags: &tags,
            ..EventRef::default()
        })
        .collect();
    let after = (dice.below(2) == 0).then(|| foldback_event::Position(dice.below(20)));
    let criterion = Criterion { types: Vec::new(), tags: vec![TAGS[dice.below(2) as usize].to_owned()] };
    let condition = Condition { after, fail_if: vec![criterion] };
    let condition = (dice.below(4) == 0).then_some(&condition);
    let strict = dice.below(5) == 0;
    log.append(Append { events: &events, expected: &[(stream, dice.expected())], condition, strict }).await
}

/// All that can be read, either way.
async fn everything<B: Backend>(log: &Log<B>) -> String {
    log.refresh().await.unwrap();
    let mut read = format!("{:?}\n", (log.head().next, log.head().link));
    for direction in [Direction::Forwards, Direction::Backwards] {
        let from = if direction == Direction::Forwards { 0 } else { u64::MAX };
        let all = log.select_all(&Filter::default(), direction, from, u64::MAX, 999);
        let tagged = Filter { tags: vec![TAGS[0].to_owned()], ..Filter::default() };
        let tagged = log.select_all(&tagged, Direction::Forwards, 0, u64::MAX, 5);
        for selection in [all.unwrap(), tagged.unwrap()] {
            log.pick(&selection.positions, &mut |view| {
                read.push_str(&format!("{:?}\n", view.to_event()));
                true
            })
            .await
            .unwrap();
        }
        for stream in STREAMS {
            read.push_str(&format!("{:?}\n", log.select_stream(stream, direction, 3, u64::MAX, 2, 0)));
        }
    }
    let verified = log.verify(&mut |_| true).await.unwrap();
    assert!(verified.damaged.is_empty(), "{:?}", verified.damaged);
    read
}

#[wasm_bindgen_test]
async fn indexeddb_and_memory_give_the_same_answers() {
    for sequence in 1..=SEQUENCES {
        delete(KEY).await.unwrap();
        let memory = MemoryBackend::default();
        let mut ours = [
            Log::open(IdbBackend::open(KEY).await.unwrap()).await.unwrap(),
            Log::open(IdbBackend::open(KEY).await.unwrap()).await.unwrap(),
        ];
        let mut theirs = [Log::open(memory.clone()).await.unwrap(), Log::open(memory.clone()).await.unwrap()];
        let mut dice = Dice(sequence.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for at in 0..STEPS {
            let client = dice.below(2) as usize;
            if dice.below(8) == 0 {
                ours[client] = Log::open(IdbBackend::open(KEY).await.unwrap()).await.unwrap();
                theirs[client] = Log::open(memory.clone()).await.unwrap();
            }
            let mut again = dice.clone();
            let (done, wanted) = (step(&ours[client], &mut dice).await, step(&theirs[client], &mut again).await);
            assert_eq!(done, wanted, "sequence {sequence}, step {at}");
        }
        for (log, other) in ours.iter().zip(&theirs) {
            assert_eq!(everything(log).await, everything(other).await, "sequence {sequence}");
        }
    }
}
