//! What every backend must do, as one suite that each backend's tests run over their own places.
//! It never panics: what does not hold is returned as a sentence.

use std::ops::Range;

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, PayloadRange, StoredHeader, StoredSegment};

fn segment(first: u64, fill: u8) -> StoredSegment {
    StoredSegment { first, header: vec![fill; 3], payload: vec![fill; 300] }
}

/// What a commit removes that removes all from one position up to another.
fn range(from: u64, to: u64) -> Vec<Range<u64>> {
    std::iter::once(from..to).collect()
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
    first_head(a, b).await?;
    whole_commits(a, b).await?;
    expected_heads(a, b).await?;
    order_and_bounds(a).await?;
    taken_places(a, b).await?;
    replace_and_remove(a, b).await?;
    lengths(a, b).await?;
    many_segments(a, b).await?;
    notes(a, b).await?;
    notes_by_prefix(a, b).await
}

async fn head_of<B: Backend>(place: &B) -> Result<Option<Vec<u8>>, LogError> {
    Ok(place.snapshot(u64::from(u32::MAX)).await?.head)
}

fn said<T>(result: Result<T, LogError>) -> Result<T, String> {
    result.map_err(|error| format!("the backend failed: {error}"))
}

async fn empty_place<B: Backend>(a: &B) -> Result<(), String> {
    check("an empty place has no head", said(head_of(a).await)?.is_none())?;
    check("an empty place has no headers", said(a.snapshot(0).await)?.headers.is_empty())?;
    check("what was never written is absent", said(a.payload(0).await)?.is_none())?;
    check("no note before it is set", said(a.note("title").await)?.is_none())?;
    check("an empty place has no notes", said(a.notes("").await)?.is_empty())
}

async fn first_head<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let first = |head: u8| Commit { expect: Expect::Head(None), head: Some(vec![head]), ..Commit::default() };
    let early = Commit { expect: Expect::Head(Some(vec![0])), head: Some(vec![9]), ..Commit::default() };
    check("where no head is, none is expected", a.commit(early).await == Err(LogError::Conflict))?;
    said(a.commit(first(0)).await)?;
    check("a first head is written", said(head_of(b).await)? == Some(vec![0]))?;
    check("there is one first head", b.commit(first(9)).await == Err(LogError::Conflict))?;
    check("the first head stays", said(head_of(a).await)? == Some(vec![0]))
}

async fn whole_commits<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let commit = Commit { head: Some(vec![1]), put: vec![segment(0, 7), segment(10, 0)], ..Commit::default() };
    said(a.commit(commit).await)?;
    check("the other handle sees the head", said(head_of(b).await)? == Some(vec![1]))?;
    check("the other handle sees the payload", said(b.payload(10).await)? == Some(vec![0; 300]))?;
    check("a key that lies between two segments holds nothing", said(b.payload(5).await)?.is_none())
}

async fn expected_heads<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let against = |head: Option<Vec<u8>>, new: u8, first: u64| Commit {
        expect: Expect::Head(head),
        head: Some(vec![new]),
        put: vec![segment(first, new)],
        notes: vec![("by".to_owned(), Some(vec![new]))],
        strict: true,
        ..Commit::default()
    };
    said(a.commit(against(Some(vec![1]), 2, 20)).await)?;
    for wrong in [Some(vec![1]), None, Some(vec![2, 0]), Some(vec![])] {
        let refused = b.commit(Commit { remove: range(20, 21), ..against(wrong, 9, 30) }).await;
        check("a commit against another head is a conflict", refused == Err(LogError::Conflict))?;
    }
    check("a refused commit leaves the head", said(head_of(a).await)? == Some(vec![2]))?;
    check("a refused commit writes nothing", said(a.payload(30).await)?.is_none())?;
    check("a refused commit removes nothing", said(a.payload(20).await)? == Some(vec![2; 300]))?;
    check("a refused commit sets no note", said(a.note("by").await)? == Some(vec![2]))?;
    said(b.commit(against(Some(vec![2]), 3, 30)).await)?;
    said(a.commit(Commit { put: vec![segment(40, 4)], ..Commit::default() }).await)?;
    check("a commit without a head leaves it", said(head_of(b).await)? == Some(vec![3]))
}

async fn order_and_bounds<B: Backend>(a: &B) -> Result<(), String> {
    // Beyond 2^32 and with more digits than its neighbours: keys are numbers, not texts and not 32 bits wide.
    let far = 1 << 40;
    said(a.commit(Commit { put: vec![segment(far, 5), segment(9, 5)], ..Commit::default() }).await)?;
    let firsts = |headers: Vec<StoredHeader>| headers.iter().map(|stored| stored.first).collect::<Vec<_>>();
    check(
        "headers come in the order of positions",
        firsts(said(a.snapshot(0).await)?.headers) == [0, 9, 10, 20, 30, 40, far],
    )?;
    check("the lower bound counts", firsts(said(a.snapshot(10).await)?.headers) == [10, 20, 30, 40, far])?;
    check("nothing lies behind the end", said(a.snapshot(far + 1).await)?.headers.is_empty())?;
    check("headers are bytes as written", said(a.snapshot(far).await)?.headers[0].header == [5; 3])
}

async fn taken_places<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let add = |first: u64| Commit { put: vec![segment(first, 6)], head: Some(vec![9]), ..Commit::default() };
    let before = said(head_of(a).await)?;
    let twice = Commit { put: vec![segment(50, 6), segment(20, 6)], ..add(50) };
    check("a segment where one is already is a conflict", b.commit(twice).await == Err(LogError::Conflict))?;
    check("and leaves it", said(a.payload(20).await)? == Some(vec![2; 300]))?;
    check("and nothing beside it is written", said(a.payload(50).await)?.is_none())?;
    check("nor the head", said(head_of(a).await)? == before)?;
    let not_free = Commit { free: Some(20), ..add(50) };
    check("a place that was to be free and is not is a conflict", b.commit(not_free).await == Err(LogError::Conflict))?;
    check("which writes nothing either", said(a.payload(50).await)?.is_none())?;
    said(b.commit(Commit { free: Some(50), head: None, ..add(60) }).await)?;
    said(b.commit(Commit { remove: range(60, 61), free: Some(60), ..Commit::default() }).await)
}

/// All the parts of payloads that [`lengths`] asks for come from where they should.
async fn parts<B: Backend>(b: &B, first: u64, length: usize) -> Result<(), String> {
    let whole = pattern(length);
    let middle = length / 2;
    let range = |from: usize, to: usize| PayloadRange { first, whole: length as u32, from: from as u32, to: to as u32 };
    let ranges = [range(0, length), range(middle, length), range(0, middle), range(middle, middle)];
    let read = said(b.payloads(&ranges).await)?;
    let right = read
        .iter()
        .zip(&ranges)
        .all(|(read, range)| read.as_deref() == whole.get(range.from as usize..range.to as usize));
    check("parts of a payload are those bytes of it", right && read.len() == ranges.len())?;
    let absent = PayloadRange { first: first + 1, whole: 9, from: 0, to: 9 };
    check("parts of what is not there are absent", said(b.payloads(&[absent]).await)? == [None])
}

async fn replace_and_remove<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let commit = Commit { remove: range(9, 11), put: vec![segment(10, 8)], ..Commit::default() };
    said(a.commit(commit).await)?;
    check("what was removed is gone", said(b.payload(9).await)?.is_none())?;
    check("what was removed and put again is new", said(b.payload(10).await)? == Some(vec![8; 300]))?;
    let headers = said(b.snapshot(9).await)?.headers;
    check("the header in its place is new", headers.first().is_some_and(|stored| stored.header == [8; 3]))?;
    said(b.commit(Commit { remove: vec![9..10, 11..20], ..Commit::default() }).await)?;
    check("removing what is not there removes nothing else", said(a.payload(10).await)? == Some(vec![8; 300]))
}

/// Bytes of which none is where it would be after an exchange of pieces.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 251 + at) as u8).collect()
}

async fn lengths<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    const FIRST: u64 = 1 << 41;
    // Each takes the place of the one before: a long one of a short one and the other way round.
    for length in [0, 1, 300_000, 60_000, 300_001, 2048, 2049, 180_000, 7] {
        let put = StoredSegment { first: FIRST, header: pattern(length / 10), payload: pattern(length) };
        said(a.commit(Commit { remove: range(FIRST, FIRST + 1), put: vec![put], ..Commit::default() }).await)?;
        check(
            "a payload comes back whole, whatever its length",
            said(b.payload(FIRST).await)? == Some(pattern(length)),
        )?;
        parts(b, FIRST, length).await?;
        let headers = said(b.snapshot(FIRST).await)?.headers;
        check("so does a header", headers == [StoredHeader { first: FIRST, header: pattern(length / 10) }])?;
    }
    said(b.commit(Commit { remove: range(FIRST, FIRST + 1), ..Commit::default() }).await)?;
    check("nothing is left of it", said(a.payload(FIRST).await)?.is_none())
}

async fn many_segments<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    const FIRST: u64 = 1 << 42;
    const COUNT: u64 = 300;
    let put = (0..COUNT).map(|n| segment(FIRST + n, n as u8)).collect();
    said(a.commit(Commit { put, ..Commit::default() }).await)?;
    let headers = said(b.snapshot(FIRST).await)?.headers;
    let in_order = headers.iter().enumerate().all(|(n, h)| h.first == FIRST + n as u64 && h.header == [n as u8; 3]);
    check("many segments come in their order", headers.len() as u64 == COUNT && in_order)?;
    check("each has its own payload", said(b.payload(FIRST + 77).await)? == Some(vec![77; 300]))?;
    let joined = StoredSegment { first: FIRST, header: vec![1], payload: pattern(90_000) };
    let remove = range(FIRST, FIRST + COUNT);
    said(b.commit(Commit { remove, put: vec![joined], ..Commit::default() }).await)?;
    check("one segment takes the place of many", said(a.snapshot(FIRST).await)?.headers.len() == 1)?;
    check("and holds what was put", said(a.payload(FIRST).await)? == Some(pattern(90_000)))?;
    check("the others are gone", said(a.payload(FIRST + 1).await)?.is_none())
}

async fn notes<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    let note = |value: Option<Vec<u8>>| Commit { notes: vec![("title".to_owned(), value)], ..Commit::default() };
    let before = said(head_of(a).await)?;
    said(a.commit(note(Some(b"cart".to_vec()))).await)?;
    check("the other handle reads the note", said(b.note("title").await)? == Some(b"cart".to_vec()))?;
    check("a commit of notes alone leaves the head", said(head_of(b).await)? == before)?;
    said(b.commit(note(Some(vec![]))).await)?;
    check("an empty note is not the same as none", said(a.note("title").await)? == Some(vec![]))?;
    said(b.commit(note(None)).await)?;
    check("a note without a value is gone", said(a.note("title").await)?.is_none())?;
    said(b.commit(note(None)).await)?;
    let refused = Commit { expect: Expect::Head(None), ..note(Some(vec![1])) };
    check("notes alone are refused as well", a.commit(refused).await == Err(LogError::Conflict))?;
    check("and not set", said(b.note("title").await)?.is_none())
}

async fn notes_by_prefix<B: Backend>(a: &B, b: &B) -> Result<(), String> {
    // The last two are where code units and code points are in a different order: 1F600 is D83D DE00, before FF41.
    let names = ["fold", "fold:", "fold:a", "fold:b", "fold:é", "fold:\u{1f600}", "fold:ａ", "fold:\u{ffff}x", "fold;"];
    let notes = names.iter().rev().map(|name| ((*name).to_owned(), Some(name.as_bytes().to_vec()))).collect();
    said(a.commit(Commit { notes, ..Commit::default() }).await)?;
    let found = said(b.notes("fold:").await)?;
    let of = |found: &[(String, Vec<u8>)]| found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    check("a prefix finds what begins with it, in the order of code units", of(&found) == names[1..8])?;
    check("each note has its own bytes", found.iter().all(|(name, value)| name.as_bytes() == value))?;
    check("a prefix may be a whole name", of(&said(b.notes("fold;").await)?) == ["fold;"])?;
    check("a prefix may end in a pair of code units", of(&said(b.notes("fold:\u{1f600}").await)?) == names[5..6])?;
    check("a prefix that nothing has finds nothing", said(b.notes("fold:c").await)?.is_empty())?;
    check("the empty prefix finds all", said(b.notes("").await)?.len() == names.len() + 1)?;
    let notes = names.iter().map(|name| ((*name).to_owned(), None)).collect();
    said(b.commit(Commit { notes, ..Commit::default() }).await)?;
    check("what was removed is not found", said(a.notes("fold").await)?.is_empty())
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
