//! A witness of dying while writing: a byte in a file that says whether this worker was writing lately. Whoever comes after a worker
//! that died so rotates the log file of IndexedDB (see `rotation`), which the death may have torn.
//!
//! A tab that is closed while it writes dies like a browser that is killed, and costs a rotation that was not needed. A worker without
//! such files, which is every one that is not dedicated, is without a witness and is followed by none.
//!
//! It never makes anyone wait, neither an opening nor a commit, and its failing fails nothing.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use crate::slots::{self, Slot};
use crate::{navigator, rotation};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: u32);
}

/// The folder of the bytes, in the origin private file system.
const FOLDER: &str = "foldback-sessions";

/// The byte of one that was not writing, or not at all yet. Any other means that it may have been.
const QUIET: u8 = 0;
const WRITING: u8 = 1;

/// How long after a write the byte goes on saying so. Appends that are awaited one after the other then cost no writing of it, and a
/// worker that outlives its browser for a moment, and sees its writes fail, does not call that quiet.
const LATELY: u32 = 200;

/// How long after the first opening begins. A small log is open by then.
const SOON: u32 = 100;

thread_local! {
    static WITNESS: Rc<Witness> = Rc::default();
}

/// Begins to be witness for this worker in a moment, out of the way of an opening, which it would make 6 ms longer.
pub fn begin_soon() {
    WITNESS.with(|witness| {
        if !witness.soon.replace(true) {
            set_timeout(Closure::once_into_js(begin).unchecked_ref(), SOON);
        }
    });
}

/// Begins to be witness for this worker, in the background, and rotates if need be. Again it does nothing.
///
/// Nothing is lost by beginning with the first commit: it takes a write behind a torn record to do harm.
pub fn begin() {
    WITNESS.with(|witness| {
        // Firefox and WebKit keep IndexedDB in SQLite, which reads nothing behind a torn record.
        if !witness.begun.replace(true) && navigator::is_chromium() {
            let witness = witness.clone();
            spawn_local(async move {
                witness.start(FOLDER).await;
            });
        }
    });
}

/// Something is written to IndexedDB for as long as this lives.
pub fn writing() -> InFlight {
    WITNESS.with(|witness| witness.clone().enter())
}

/// A store was closed: what comes next may be the end of this worker, long before its byte would fall quiet by itself.
pub fn rest() {
    WITNESS.with(|witness| witness.rest());
}

/// A write that is under way.
#[derive(Debug)]
pub struct InFlight(Rc<Witness>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let left = self.0.in_flight.get() - 1;
        self.0.in_flight.set(left);
        if left == 0 && !self.0.waiting.replace(true) {
            let witness = self.0.clone();
            let after = Closure::once_into_js(move || witness.fall_quiet());
            set_timeout(after.unchecked_ref(), LATELY);
        }
    }
}

#[derive(Debug, Default)]
struct Witness {
    soon: Cell<bool>,
    begun: Cell<bool>,
    /// Where the byte lies, once it is taken; never where there are no such files.
    slot: OnceCell<Slot>,
    /// What it is, so that it is written only when it changes.
    byte: Cell<u8>,
    in_flight: Cell<usize>,
    /// Something was in flight, and no timer has run out since.
    lately: Cell<bool>,
    /// A timer is set.
    waiting: Cell<bool>,
    /// A rotation is needed and not done: whoever comes after this worker has to do it then.
    owing: Cell<bool>,
}

impl Witness {
    /// Takes a byte, and rotates if one that nobody holds says that its worker died writing. Whether it did.
    async fn start(&self, folder: &str) -> bool {
        let taken = slots::take_all(folder).await.unwrap_or_default();
        self.owing.set(taken.iter().any(|slot| slot.read() != QUIET));
        let mut taken = taken.into_iter();
        let Some(own) = taken.next() else { return false };
        self.byte.set(own.read());
        // It is started once.
        let _ = self.slot.set(own);
        let torn: Vec<Slot> = taken.filter(|slot| slot.read() != QUIET).collect();
        self.say();
        if !self.owing.get() || rotation::rotate().await.is_none() {
            return false;
        }
        // Not before, so that a death meanwhile is followed by another rotation.
        torn.iter().for_each(|slot| slot.write(QUIET));
        self.owing.set(false);
        self.say();
        true
    }

    fn enter(self: Rc<Self>) -> InFlight {
        self.in_flight.set(self.in_flight.get() + 1);
        self.lately.set(true);
        self.say();
        InFlight(self)
    }

    fn fall_quiet(&self) {
        self.waiting.set(false);
        // What is in flight sets a timer when it ends.
        self.rest();
    }

    fn rest(&self) {
        if self.in_flight.get() == 0 {
            self.lately.set(false);
            self.say();
        }
    }

    fn say(&self) {
        let byte = if self.lately.get() || self.owing.get() { WRITING } else { QUIET };
        if let Some(slot) = self.slot.get()
            && self.byte.replace(byte) != byte
        {
            slot.write(byte);
        }
    }
}

#[cfg(all(test, target_family = "wasm"))]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use js_sys::Promise;
    use wasm_bindgen_futures::JsFuture;
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    use super::*;

    wasm_bindgen_test_configure!(run_in_dedicated_worker);

    /// A folder of these bytes, each still held.
    async fn held(folder: &str, bytes: &[u8]) -> Vec<Slot> {
        let mut held = Vec::new();
        for byte in bytes {
            // As all before it are held, one is made.
            let slot = slots::take_all(folder).await.unwrap().pop().unwrap();
            slot.write(*byte);
            held.push(slot);
        }
        held
    }

    async fn bytes(folder: &str) -> Vec<u8> {
        slots::take_all(folder).await.unwrap().iter().map(Slot::read).collect()
    }

    fn says(witness: &Witness) -> u8 {
        witness.slot.get().unwrap().read()
    }

    #[wasm_bindgen_test]
    async fn a_worker_that_died_writing_is_followed_by_a_rotation_and_one_that_was_quiet_is_not() {
        for (folder, left, rotates) in [
            ("first", [QUIET, QUIET, QUIET], false),
            ("second", [QUIET, QUIET, WRITING], true),
            ("third", [WRITING, QUIET, QUIET], true),
            ("fourth", [QUIET, 7, QUIET], true),
        ] {
            drop(held(folder, &left).await);
            let witness = Witness::default();
            assert_eq!(witness.start(folder).await, rotates, "{left:?}");
            assert_eq!(says(&witness), QUIET);
            assert_eq!(bytes(folder).await, [QUIET; 2], "it holds one, and what the others said is done");
        }
    }

    #[wasm_bindgen_test]
    async fn where_nobody_was_before_there_is_no_rotation() {
        assert!(!Witness::default().start("empty").await);
    }

    #[wasm_bindgen_test]
    async fn a_worker_that_lives_is_left_alone() {
        let mut live = held("live", &[WRITING, QUIET]).await;
        drop(live.pop());
        let witness = Witness::default();
        assert!(!witness.start("live").await);
        assert_eq!(live[0].read(), WRITING);
    }

    #[wasm_bindgen_test]
    async fn a_rotation_that_fails_is_owed_to_whoever_comes_next() {
        let put = |code| js_sys::eval(code).map(drop).unwrap();
        drop(held("owed", &[QUIET, WRITING]).await);
        put("self.opening = IDBFactory.prototype.open;
            IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError'); };");
        let witness = Rc::new(Witness::default());
        assert!(!witness.start("owed").await);
        drop(witness.clone().enter());
        witness.fall_quiet();
        assert_eq!((says(&witness), bytes("owed").await), (WRITING, vec![WRITING]));
        put("IDBFactory.prototype.open = self.opening;");
        assert!(Witness::default().start("owed").await, "the one that was left");
        drop(witness);
    }

    #[wasm_bindgen_test]
    async fn the_byte_says_writing_from_before_the_first_write_until_a_while_after_the_last() {
        let witness = Rc::new(Witness::default());
        let early = witness.clone().enter();
        witness.start("byte").await;
        assert_eq!(says(&witness), WRITING, "what was in flight before it was taken");
        let second = witness.clone().enter();
        drop(early);
        wait().await;
        assert_eq!(says(&witness), WRITING, "one is still in flight");
        drop(second);
        assert_eq!(says(&witness), WRITING);
        wait().await;
        assert_eq!(says(&witness), QUIET);
        let third = witness.clone().enter();
        witness.rest();
        assert_eq!(says(&witness), WRITING, "a store was closed, but not the one that is written to");
        drop(third);
        witness.rest();
        assert_eq!(says(&witness), QUIET, "the last was closed");
    }

    async fn wait() {
        let promise = Promise::new(&mut |resolve, _| set_timeout(&resolve, 3 * LATELY));
        JsFuture::from(promise).await.unwrap();
    }
}
