//! What a handle does when the browser, another tab or a full disk gets in its way, in a real browser.
//! It never waits for such a thing to happen: it puts itself between the backend and the browser, and makes it happen.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_idb::{IdbBackend, delete, list};
use foldback_log::{Backend as _, Commit, Expect, LogError, StoredSegment};
use futures::future::join;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Notes every opening of a log's database and every transaction, and lets a test do something after each `put`.
const BETWEEN: &str = "
    if (!self.seen) {
        const { transaction } = IDBDatabase.prototype, { open } = IDBFactory.prototype, { put } = IDBObjectStore.prototype;
        IDBDatabase.prototype.transaction = function (...given) {
            const made = transaction.apply(this, given);
            seen.database = this;
            seen.transaction = made;
            return made;
        };
        IDBFactory.prototype.open = function (name, version) {
            if (!name.startsWith('foldback:')) return open.call(this, name, version);
            seen.opened += 1;
            return open.call(this, name, version + seen.ahead);
        };
        IDBObjectStore.prototype.put = function (...given) {
            const request = put.apply(this, given);
            seen.onPut(this.transaction);
            return request;
        };
    }
    self.seen = { opened: 0, ahead: 0, onPut: () => {} };
";

fn js(code: &str) -> JsValue {
    js_sys::eval(code).unwrap()
}

async fn fresh(key: &str) -> IdbBackend {
    js(BETWEEN);
    delete(key).await.unwrap();
    let place = IdbBackend::open(key).await.unwrap();
    place.commit(to(None, 1)).await.unwrap();
    js("seen.opened = 0");
    place
}

fn to(from: Option<u8>, head: u8) -> Commit {
    let put = vec![StoredSegment { first: head.into(), header: vec![head; 3], payload: vec![head; 300] }];
    Commit { expect: Expect::Head(from.map(|head| vec![head])), head: Some(vec![head]), put, ..Commit::default() }
}

fn opened() -> Option<f64> {
    js("seen.opened").as_f64()
}

async fn head_of(place: &IdbBackend) -> Result<Option<Vec<u8>>, LogError> {
    Ok(place.snapshot(0).await?.head)
}

#[wasm_bindgen_test]
async fn a_transaction_is_as_durable_as_was_asked_and_no_wider_than_needed() {
    let place = fresh("durability").await;
    let made = |what: &str| js(&format!("`${{{what}}}`")).as_string().unwrap();
    for (strict, name, head) in [(true, "strict", 1), (false, "relaxed", 2)] {
        place.commit(Commit { strict, ..to(Some(head), head + 1) }).await.unwrap();
        assert_eq!(made("seen.transaction.durability"), name);
        assert_eq!(made("[...seen.transaction.objectStoreNames]"), "head,headers", "a small payload is in one record");
    }
    place.commit(Commit { notes: vec![("a".to_owned(), None)], ..Commit::default() }).await.unwrap();
    assert_eq!(made("[...seen.transaction.objectStoreNames]"), "head,notes");
    place.commit(Commit { head: Some(vec![1]), ..Commit::default() }).await.unwrap();
    assert_eq!(made("[...seen.transaction.objectStoreNames]"), "head");
}

#[wasm_bindgen_test]
async fn of_two_commits_at_once_against_one_head_one_happens() {
    let a = fresh("race").await;
    let b = IdbBackend::open("race").await.unwrap();
    for round in 1..20 {
        let (mine, other) = (round * 2, round * 2 + 1);
        let head = head_of(&a).await.unwrap().unwrap()[0];
        let (at_a, at_b) = join(a.commit(to(Some(head), mine)), b.commit(to(Some(head), other))).await;
        let (won, lost) = if at_a.is_ok() { (mine, other) } else { (other, mine) };
        assert_eq!([&at_a, &at_b].into_iter().filter(|said| **said == Err(LogError::Conflict)).count(), 1);
        assert_eq!(head_of(&b).await, Ok(Some(vec![won])));
        assert_eq!(a.payload(won.into()).await, Ok(Some(vec![won; 300])));
        assert_eq!(a.payload(lost.into()).await, Ok(None), "nothing of a refused commit is there");
    }
}

#[wasm_bindgen_test]
async fn of_a_commit_that_finds_a_place_taken_nothing_is_done() {
    let place = fresh("taken").await;
    // The notes come behind the request that fails: there a browser could take the rest for complete.
    let notes = vec![("later".to_owned(), Some(vec![1]))];
    let put = vec![StoredSegment { first: 1, header: vec![2; 3], payload: vec![2; 300] }];
    for commit in [
        Commit { put, notes: notes.clone(), head: Some(vec![2]), ..Commit::default() },
        Commit { free: Some(1), notes, head: Some(vec![2]), ..Commit::default() },
    ] {
        assert_eq!(place.commit(commit).await, Err(LogError::Conflict));
        assert_eq!(head_of(&place).await, Ok(Some(vec![1])));
        assert_eq!(place.payload(1).await, Ok(Some(vec![1; 300])));
        assert_eq!(place.notes("").await, Ok(vec![]));
    }
}

#[wasm_bindgen_test]
async fn a_commit_that_nobody_waits_for_any_more_is_not_left_unchecked() {
    let place = fresh("dropped").await;
    let mut commit = Box::pin(place.commit(to(Some(7), 8)));
    assert!(futures::poll!(&mut commit).is_pending());
    drop(commit);
    assert_eq!(head_of(&place).await, Ok(Some(vec![1])));
    assert_eq!(place.payload(8).await, Ok(None));
}

#[wasm_bindgen_test]
async fn reads_of_a_handle_that_was_closed_open_it_once_and_go_on() {
    let place = fresh("closed-read").await;
    js("seen.database.close()");
    let (head, payload) = join(head_of(&place), place.payload(1)).await;
    assert_eq!((head, payload), (Ok(Some(vec![1])), Ok(Some(vec![1; 300]))));
    assert_eq!(opened(), Some(1.0), "two reads at once open it once");
    place.commit(to(Some(1), 2)).await.unwrap();
    assert_eq!(place.snapshot(2).await.unwrap().headers.len(), 1);
    assert_eq!(place.notes("").await, Ok(vec![]));
    assert_eq!(opened(), Some(1.0));
}

#[wasm_bindgen_test]
async fn a_commit_on_a_handle_that_was_closed_before_it_began_is_done() {
    let place = fresh("closed-commit").await;
    // Nobody is told of the first, the second is an event.
    for (head, close) in [(2, "seen.database.close()"), (3, "seen.database.dispatchEvent(new Event('close'))")] {
        js(close);
        place.commit(to(Some(head - 1), head)).await.unwrap();
        assert_eq!(head_of(&place).await, Ok(Some(vec![head])));
    }
    assert_eq!(opened(), Some(2.0));
}

#[wasm_bindgen_test]
async fn a_commit_that_the_browser_breaks_off_is_closed_and_the_next_call_opens_again() {
    let place = fresh("broken-off").await;
    js("seen.onPut = transaction => { seen.onPut = () => {}; queueMicrotask(() => transaction.abort()); }");
    assert_eq!(place.commit(to(Some(1), 2)).await, Err(LogError::Closed));
    assert_eq!(head_of(&place).await, Ok(Some(vec![1])));
    assert_eq!(opened(), Some(1.0));
    place.commit(to(Some(1), 2)).await.unwrap();
}

#[wasm_bindgen_test]
async fn deleting_makes_open_handles_step_aside_and_say_so() {
    let place = fresh("deleted").await;
    assert!(list().await.unwrap().contains(&"deleted".to_owned()));
    delete("deleted").await.unwrap();
    assert!(!list().await.unwrap().contains(&"deleted".to_owned()));
    assert_eq!(head_of(&place).await, Err(LogError::Closed));
    assert_eq!(place.notes("").await, Err(LogError::Closed));
    assert_eq!(place.commit(Commit::default()).await, Err(LogError::Closed));
    assert!(!list().await.unwrap().contains(&"deleted".to_owned()), "looking for it has not made it again");
    // Made anew by someone else, it is another one, in which what the handle knows would do harm.
    let other = IdbBackend::open("deleted").await.unwrap();
    assert_eq!(head_of(&place).await, Err(LogError::Closed));
    assert_eq!(head_of(&other).await, Ok(None));
    drop(other);
}

#[wasm_bindgen_test]
async fn a_newer_program_upgrades_at_once_and_the_handle_says_so() {
    let place = fresh("upgraded").await;
    let upgrade = "new Promise((done, failed) => {
        const request = indexedDB.open('foldback:upgraded', 3);
        request.onsuccess = () => { request.result.close(); done(); };
        request.onerror = request.onblocked = () => failed(request.error);
    })";
    JsFuture::from(js_sys::Promise::from(js(upgrade))).await.unwrap();
    let newer = LogError::NewerVersion { found: 3, supported: 2 };
    assert_eq!(head_of(&place).await, Err(newer.clone()));
    assert_eq!(place.commit(to(Some(1), 2)).await, Err(newer.clone()));
    assert_eq!(IdbBackend::open("upgraded").await.err(), Some(newer));
    delete("upgraded").await.unwrap();
}

#[wasm_bindgen_test]
async fn an_upgrade_that_another_tab_holds_up_says_so_and_holds_nobody_up_itself() {
    let place = fresh("blocked").await;
    // A tab of long ago: it does not step aside.
    js("seen.database.onversionchange = null; seen.ahead = 1");
    assert_eq!(IdbBackend::open("blocked").await.err(), Some(LogError::Blocked));
    drop(place);
    delete("blocked").await.unwrap();
    assert!(!list().await.unwrap().contains(&"blocked".to_owned()));
}

#[wasm_bindgen_test]
async fn an_opening_that_nobody_waits_for_any_more_holds_nobody_up() {
    drop(fresh("left").await);
    let mut opening = Box::pin(IdbBackend::open("left"));
    assert!(futures::poll!(&mut opening).is_pending());
    drop(opening);
    delete("left").await.unwrap();
    assert!(!list().await.unwrap().contains(&"left".to_owned()));
}

#[wasm_bindgen_test]
async fn a_full_disk_is_said_with_what_is_left_and_nothing_is_written() {
    let place = fresh("full").await;
    let at_once = "seen.onPut = () => { throw new DOMException('full', 'QuotaExceededError'); }";
    let at_the_end = "seen.onPut = transaction => {
        Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
        queueMicrotask(() => transaction.abort());
        seen.onPut = () => {};
    }";
    for failure in [at_once, at_the_end] {
        js(failure);
        match place.commit(to(Some(1), 2)).await {
            Err(LogError::Quota { needed: 304, available: Some(available) }) => assert!(available > 0),
            other => panic!("{other:?}"),
        }
        js("seen.onPut = () => {}");
        assert_eq!(head_of(&place).await, Ok(Some(vec![1])));
        assert_eq!(place.payload(2).await, Ok(None));
    }
    place.commit(to(Some(1), 2)).await.unwrap();
    assert_eq!(opened(), Some(0.0), "a full disk is no reason to open again");
}
