//! What every backend must do, as one suite that each backend's tests run over their own places.

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, StoredHeader, StoredSegment};

fn segment(first: u64, fill: u8) -> StoredSegment {
    StoredSegment { first, header: vec![fill; 3], payload: vec![fill; 300] }
}

fn check(what: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("the backend breaks the contract: {what}")) }
}

/// Runs the suite. `a` and `b` are two handles on the same empty place.
///
/// # Errors
/// The sentence of the contract that does not hold.
pub async fn run<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    empty_place(a).await?;
    whole_commits(a, b).await?;
    expected_heads(a, b).await?;
    order_and_bounds(a).await?;
    replace_and_remove(a, b).await?;
    notes(a, b).await
}

fn said<T>(result: Result<T, LogError>) -> Result<T, String> {
    result.map_err(|error| format!("the backend failed: {error}"))
}

async fn empty_place<B: Backend>(a: &B) -> Result<(), String> {
    check("an empty place has no head", said(a.head().await)?.is_none())?;
    check("an empty place has no headers", said(a.headers(0).await)?.is_empty())?;
    check("what was never written is absent", said(a.payload(0).await)?.is_none())?;
    check("no note before it is set", said(a.note("title").await)?.is_none())
}

async fn whole_commits<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let commit = Commit { head: Some(vec![1]), put: vec![segment(0, 7), segment(10, 0)], ..Commit::default() };
    said(a.commit(commit).await)?;
    check("the other handle sees the head", said(b.head().await)? == Some(vec![1]))?;
    check("the other handle sees the payload", said(b.payload(10).await)? == Some(vec![0; 300]))?;
    check("a key that lies between two segments holds nothing", said(b.payload(5).await)?.is_none())
}

async fn expected_heads<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let against = |head: Option<Vec<u8>>, new: u8, first: u64| Commit {
        expect: Expect::Head(head),
        head: Some(vec![new]),
        put: vec![segment(first, new)],
        strict: true,
        ..Commit::default()
    };
    said(a.commit(against(Some(vec![1]), 2, 20)).await)?;
    for wrong in [Some(vec![1]), None, Some(vec![2, 0])] {
        let refused = b.commit(against(wrong, 9, 30)).await;
        check("a commit against another head is a conflict", refused == Err(LogError::Conflict))?;
    }
    check("a refused commit leaves the head", said(a.head().await)? == Some(vec![2]))?;
    check("a refused commit writes nothing", said(a.payload(30).await)?.is_none())?;
    said(b.commit(against(Some(vec![2]), 3, 30)).await)?;
    said(a.commit(Commit { put: vec![segment(40, 4)], ..Commit::default() }).await)?;
    check("a commit without a head leaves it", said(b.head().await)? == Some(vec![3]))
}

async fn order_and_bounds<B: Backend>(a: &B) -> Result<(), String> {
    // Beyond 2^32 and with more digits than its neighbours: keys are numbers, not texts and not 32 bits wide.
    let far = 1 << 40;
    said(a.commit(Commit { put: vec![segment(far, 5), segment(9, 5)], ..Commit::default() }).await)?;
    let firsts = |headers: Vec<StoredHeader>| headers.iter().map(|stored| stored.first).collect::<Vec<_>>();
    check("headers come in the order of positions", firsts(said(a.headers(0).await)?) == [0, 9, 10, 20, 30, 40, far])?;
    check("the lower bound counts", firsts(said(a.headers(10).await)?) == [10, 20, 30, 40, far])?;
    check("nothing lies behind the end", said(a.headers(far + 1).await)?.is_empty())?;
    check("headers are bytes as written", said(a.headers(far).await)?[0].header == [5; 3])
}

async fn replace_and_remove<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let commit = Commit { remove: vec![9, 10], put: vec![segment(10, 8)], ..Commit::default() };
    said(a.commit(commit).await)?;
    check("what was removed is gone", said(b.payload(9).await)?.is_none())?;
    check("what was removed and put again is new", said(b.payload(10).await)? == Some(vec![8; 300]))
}

async fn notes<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let note = |value: Option<Vec<u8>>| Commit { notes: vec![("title".to_owned(), value)], ..Commit::default() };
    said(a.commit(note(Some(b"cart".to_vec()))).await)?;
    check("the other handle reads the note", said(b.note("title").await)? == Some(b"cart".to_vec()))?;
    said(b.commit(note(None)).await)?;
    check("a note without a value is gone", said(a.note("title").await)?.is_none())
}

#[cfg(test)]
mod tests {
    use crate::MemoryBackend;

    #[test]
    fn memory_conforms() {
        let place = MemoryBackend::default();
        futures::executor::block_on(super::run(&place, &place.clone())).unwrap();
    }
}
