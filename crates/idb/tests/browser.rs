//! The backend in a real browser: the conformance suite over two handles, and the library's traps that it steps around.
//! What happens to a handle that the browser closes is in another file.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_idb::{Claim, IdbBackend, delete, estimate, list, persist};
use foldback_log::{Backend as _, Commit, StoredSegment, conformance};
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

async fn fresh(key: &str) -> IdbBackend {
    delete(key).await.unwrap();
    IdbBackend::open(key).await.unwrap()
}

#[wasm_bindgen_test]
async fn indexeddb_conforms() {
    let a = fresh("conformance").await;
    let b = IdbBackend::open("conformance").await.unwrap();
    conformance::run(&a, &b).await.unwrap();
}

#[wasm_bindgen_test]
async fn what_was_written_is_there_after_closing() {
    let place = fresh("reopen").await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let segment = StoredSegment { first: (1 << 53) - 1, header: vec![1], payload: bytes.clone() };
    place.commit(Commit { put: vec![segment], strict: true, ..Commit::default() }).await.unwrap();
    drop(place);
    let again = IdbBackend::open("reopen").await.unwrap();
    assert_eq!(again.payload((1 << 53) - 1).await, Ok(Some(bytes)), "bytes stay bytes and the largest key is exact");
}

#[wasm_bindgen_test]
async fn a_payload_of_any_length_comes_back_whole_and_a_shorter_one_takes_its_place() {
    let place = fresh("pieces").await;
    for length in [0, 1, 59_999, 60_000, 60_001, 250_000, 7] {
        let payload: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let put = vec![StoredSegment { first: 5, header: vec![], payload: payload.clone() }];
        place.commit(Commit { remove: std::iter::once(5..6).collect(), put, ..Commit::default() }).await.unwrap();
        assert_eq!(place.payload(5).await, Ok(Some(payload)), "{length} bytes");
        assert_eq!(place.payload(4).await, Ok(None));
        assert_eq!(place.payload(6).await, Ok(None));
    }
    place.commit(Commit { remove: std::iter::once(5..6).collect(), ..Commit::default() }).await.unwrap();
    assert_eq!(place.payload(5).await, Ok(None));
}

#[wasm_bindgen_test]
async fn what_is_not_there_is_not_made_by_looking() {
    delete("absent").await.unwrap();
    assert!(IdbBackend::open_existing("absent").await.unwrap().is_none());
    assert!(!list().await.unwrap().contains(&"absent".to_owned()));
    let place = fresh("present").await;
    assert!(IdbBackend::open_existing("present").await.unwrap().is_some());
    drop(place);
}

#[wasm_bindgen_test]
async fn the_browser_says_how_much_room_there_is() {
    let place = fresh("room").await;
    let segment = StoredSegment { first: 0, header: vec![], payload: vec![1; 300_000] };
    place.commit(Commit { put: vec![segment], ..Commit::default() }).await.unwrap();
    let said = estimate().await;
    let (usage, quota) = (said.usage.unwrap(), said.quota.unwrap());
    assert!(quota > 0.0 && (0.0..quota).contains(&usage), "{said:?}");
    // A worker cannot ask, and need not fail for it.
    assert_ne!(persist().await, Some(true));
}

#[wasm_bindgen_test]
async fn a_claim_is_one_holders_until_it_is_dropped() {
    let claim = Claim::take("import:x").await;
    assert!(claim.is_some());
    assert!(Claim::take("import:x").await.is_none());
    assert!(Claim::take("import:y").await.is_some());
    drop(claim);
    // The browser hears of the release in its own time.
    for _ in 0..100 {
        if Claim::take("import:x").await.is_some() {
            return;
        }
    }
    panic!("the claim was never released");
}

/// Waits until the byte of this worker's witness is this one; says the byte that it was last, or what was in the way.
const UNTIL: &str = "(async (byte) => {
    let seen;
    for (const start = performance.now(); seen !== byte && performance.now() < start + 5000; ) {
        try {
            const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('foldback-sessions');
            const file = await (await folder.getFileHandle('0')).getFile();
            [seen] = new Uint8Array(await file.arrayBuffer());
        } catch (error) {
            seen = String(error);
        }
    }
    return seen;
})";

#[wasm_bindgen_test]
async fn a_commit_is_witnessed_and_then_no_more() {
    let until = async |byte: u8| {
        let seen: Promise = js_sys::eval(&format!("{UNTIL}({byte})")).unwrap().into();
        JsFuture::from(seen).await.unwrap().as_f64()
    };
    let place = fresh("witnessed").await;
    assert_eq!(until(0).await, Some(0.0));
    place.commit(Commit { head: Some(vec![1]), ..Commit::default() }).await.unwrap();
    assert_eq!(until(1).await, Some(1.0));
    assert_eq!(until(0).await, Some(0.0));
}
