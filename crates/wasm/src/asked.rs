//! What projections are asked beside states, and branches: the store's answers in the protocol's words.

use std::ops::RangeInclusive;
use std::rc::Rc;

use foldback_protocol::{At, Call, CompareRequest, ErrorInfo, FlipsRequest, PatchesRequest, QueryRequest};
use foldback_store::{MERGE, StoreError};

use crate::failure::of_store;
use crate::logs::{LogStore, Logs};
use crate::request::{Answer, Request};
use crate::states::{on, part, place, pointer};

/// What one answer lists at most.
const MOST: u32 = 100_000;

/// Events in one answer of patches, unless said otherwise.
const PATCHES: u32 = 10_000;

fn error(error: StoreError) -> ErrorInfo {
    of_store(&error)
}

fn listed(limit: u32) -> usize {
    limit.min(MOST) as usize
}

/// The positions of a range of moments; none where it ends before the first event.
fn range(
    store: &LogStore,
    branch: &Option<String>,
    (from, to): (Option<At>, Option<At>),
) -> Result<Option<RangeInclusive<u64>>, ErrorInfo> {
    let to = match to {
        // As a number it can be drawn.
        None => store.head_on(branch.as_deref()).map_err(error)?,
        to => place(store, branch, to),
    };
    let from = match from {
        None => Some(0),
        // A time before the first event is before all.
        from => place(store, branch, from).or(Some(0)),
    };
    Ok(from.zip(to).map(|(from, to)| from..=to))
}

/// Answers a question. `log` has others to compare with.
pub async fn answer(logs: &Rc<Logs>, store: &LogStore, call: Call, request: &Request) -> Result<Answer, ErrorInfo> {
    match call {
        Call::Changes(asked) => {
            let path = pointer(&asked.path)?;
            let Some(at) = range(store, &asked.branch, (asked.from, asked.to))? else {
                return Answer::of(&foldback_protocol::ChangesAnswer::default());
            };
            let on = on(&asked.projection, &asked.branch);
            let changes = store.changes_of(on, part(&asked.partition), &path, at, listed(asked.limit));
            Answer::of(&changes.await.map_err(error)?)
        }
        Call::Series(asked) => {
            let path = pointer(&asked.path)?;
            let Some(at) = range(store, &asked.branch, (asked.from, asked.to))? else {
                return Answer::of(&foldback_protocol::SeriesAnswer::default());
            };
            let on = on(&asked.projection, &asked.branch);
            let series = store.series_of(on, part(&asked.partition), &path, at, listed(asked.width));
            Answer::of(&series.await.map_err(error)?)
        }
        Call::Flips(asked) => flips(store, &asked, request).await,
        Call::Patches(asked) => patches(store, &asked).await,
        Call::Query(asked) => query(store, &asked, request).await,
        Call::DeclareIndex(asked) => {
            let projection = asked.projection.as_deref().unwrap_or(MERGE);
            Answer::of(&store.declare_index(projection, pointer(&asked.path)?).map_err(error)?)
        }
        Call::Find(asked) => {
            let (path, goes_on) = (pointer(&asked.path)?, || !request.cancelled.get());
            let projection = asked.projection.as_deref().unwrap_or(MERGE);
            Answer::of(&store.find(projection, &path, &asked, &goes_on).await.map_err(error)?)
        }
        Call::Branch(asked) => Answer::of(&store.branch(asked).map_err(error)?),
        Call::Unbranch { branch, .. } => Answer::of(&store.unbranch(&branch).map_err(error)?),
        Call::Branches { .. } => Answer::of(&store.branches()),
        Call::Compare(asked) => compare(logs, store, &asked, request).await,
        Call::Revert(asked) => {
            let projection = asked.projection.as_deref().unwrap_or(MERGE);
            Answer::of(&store.revert(projection, &asked.positions).await.map_err(error)?)
        }
        // Those that need no store were answered before.
        _ => Err(ErrorInfo::new("InvalidCall", "This call is about no store.")),
    }
}

async fn flips(store: &LogStore, asked: &FlipsRequest, request: &Request) -> Result<Answer, ErrorInfo> {
    // What is no filter is said of an empty log too.
    let at = range(store, &asked.branch, (asked.from, asked.to))?.unwrap_or(0..=0);
    let (on, goes_on) = (on(&asked.projection, &asked.branch), || !request.cancelled.get());
    let partition = asked.partition.as_deref();
    let flips = store.flips_of(on, partition, &asked.jq, at, listed(asked.limit), &goes_on);
    Answer::of(&flips.await.map_err(error)?)
}

async fn patches(store: &LogStore, asked: &PatchesRequest) -> Result<Answer, ErrorInfo> {
    let Some(at) = range(store, &asked.branch, (asked.from, asked.to))? else {
        return Answer::with(&foldback_protocol::PatchesAnswer::default(), b"\n".to_vec());
    };
    let limit = listed(asked.limit.unwrap_or(PATCHES).max(1));
    let on = on(&asked.projection, &asked.branch);
    let (answer, lines) = store.patches_of(on, part(&asked.partition), at, limit).await.map_err(error)?;
    Answer::with(&answer, lines.into_bytes())
}

async fn query(store: &LogStore, asked: &QueryRequest, request: &Request) -> Result<Answer, ErrorInfo> {
    let at = match asked.at {
        None => None,
        // Before the first event nothing has a state.
        at => match place(store, &asked.branch, at) {
            None => return Answer::of(&foldback_protocol::QueryAnswer::default()),
            at => at,
        },
    };
    let (on, goes_on) = (on(&asked.projection, &asked.branch), || !request.cancelled.get());
    let (answer, lines) = store.query(on, &asked.jq, at, asked.limit.min(MOST), &goes_on).await.map_err(error)?;
    Answer::with(&answer, lines.into_bytes())
}

async fn compare(
    logs: &Rc<Logs>,
    store: &LogStore,
    asked: &CompareRequest,
    request: &Request,
) -> Result<Answer, ErrorInfo> {
    let projection = asked.with.projection.clone().or_else(|| asked.projection.clone());
    let (own, with) = (on(&asked.projection, &asked.branch), on(&projection, &asked.with.branch));
    let (limit, goes_on) = (listed(asked.limit), || !request.cancelled.get());
    let other = asked.with.log.as_deref().filter(|other| *other != asked.log);
    let answer = match other {
        None => store.compare(own, (store, with), limit, &goes_on).await,
        Some(other) => {
            let other = logs.store(other).await?;
            other.refresh().await.map_err(error)?;
            store.compare(own, (&other, with), limit, &goes_on).await
        }
    };
    Answer::of(&answer.map_err(error)?)
}
