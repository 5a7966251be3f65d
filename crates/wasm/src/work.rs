//! Projections in the protocol's words: naming them, handing out work to whoever runs handlers, and taking what came of it.

use std::pin::pin;

use foldback_protocol::{
    CheckpointAnswer, ErrorInfo, FailedRequest, GivenRequest, HandledRequest, Progress, ProjectRequest,
};
use futures::future::{Either, select};
use js_sys::Uint8Array;

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::reads::closed;
use crate::request::{Answer, Request, Why};
use crate::tasks::idle;

/// Milliseconds after which whoever waits for work looks for itself: a tab that was killed after it had appended told nobody.
const LOOK_AGAIN: u32 = 1000;

fn now() -> f64 {
    js_sys::Date::now()
}

/// Answers unless the call is cancelled, or its store closed, before.
pub async fn unless_cancelled(
    request: &Request,
    answer: impl Future<Output = Result<Answer, ErrorInfo>>,
) -> Result<Answer, ErrorInfo> {
    match select(pin!(answer), pin!(request.cancelled.asked())).await {
        Either::Left((answer, _)) => answer,
        Either::Right((Why::Cancelled, _)) => Err(ErrorInfo::new("Aborted", "Cancelled.")),
        Either::Right((Why::Closed, _)) => Err(closed()),
    }
}

pub async fn project(store: &LogStore, asked: ProjectRequest, request: &Request) -> Result<Answer, ErrorInfo> {
    let named = store.project(asked, request.client.number).await;
    Answer::of(&named.map_err(|error| of_store(&error))?)
}

pub async fn work(store: &LogStore, request: &Request) -> Result<Answer, ErrorInfo> {
    loop {
        let mut news = pin!(store.work_news());
        // Whatever comes from here on rings.
        let poll = futures::poll!(news.as_mut());
        let next = store.next_work(request.client.number).await.map_err(|error| of_store(&error))?;
        if let Some(work) = next {
            return Answer::with(&work.answer, work.page);
        }
        if store.has_ended() {
            return Err(closed());
        }
        if poll.is_ready() {
            continue;
        }
        let mut again = pin!(idle(LOOK_AGAIN));
        let looks_again = matches!(select(news, again.as_mut()).await, Either::Right(_));
        if looks_again {
            store.refresh().await.map_err(|error| of_store(&error))?;
        }
    }
}

fn bytes(request: &Request) -> Vec<u8> {
    request.bytes.as_ref().map(|bytes| Uint8Array::new(bytes).to_vec()).unwrap_or_default()
}

pub async fn handled(store: &LogStore, asked: HandledRequest, request: &Request) -> Result<Answer, ErrorInfo> {
    let taken = store.handled(&asked.projection, asked.job, &bytes(request), None, now()).await;
    Answer::of(&taken.map_err(|error| of_store(&error))?)
}

pub async fn failed(store: &LogStore, asked: FailedRequest, request: &Request) -> Result<Answer, ErrorInfo> {
    let taken = store.handled(&asked.projection, asked.job, &bytes(request), Some(asked.error), now()).await;
    Answer::of(&taken.map_err(|error| of_store(&error))?)
}

pub async fn rebuild(store: &LogStore, projection: &str, request: &Request) -> Result<Answer, ErrorInfo> {
    let mut go_on = |events: u64| {
        request.progress(&Progress { events, ..Progress::default() });
        !request.cancelled.get()
    };
    Answer::of(&store.rebuild(projection, &mut go_on).await.map_err(|error| of_store(&error))?)
}

pub async fn checkpoint(store: &LogStore, projection: &str) -> Result<Answer, ErrorInfo> {
    let position = store.checkpoint(projection).await.map_err(|error| of_store(&error))?;
    Answer::of(&CheckpointAnswer { position })
}

pub fn given(store: &LogStore, asked: &GivenRequest) -> Result<Answer, ErrorInfo> {
    let GivenRequest { projection, kind, from, limit, .. } = asked;
    let given = store.given(projection, *kind, *from, *limit as usize);
    let (first, lines) = given.map_err(|error| of_store(&error))?;
    Answer::with(&first, lines.into_bytes())
}
