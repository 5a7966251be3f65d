//! Appends: a message may hold many, and each gets its own answer.

use foldback_event::Timestamp;
use foldback_log::{Batch, Condition, Criterion};
use foldback_protocol::{AppendAnswer, Appended, ErrorInfo, Request as Wanted, RequestFrame};
use futures::future::join_all;
use js_sys::Uint8Array;

use crate::failure::{from_expected, of_store};
use crate::logs::LogStore;
use crate::request::{Answer, Request};

pub async fn append(store: &LogStore, request: &Request) -> Result<Answer, ErrorInfo> {
    let invalid = |message: String| ErrorInfo::new("InvalidCall", message);
    let bytes = request.bytes.as_ref().map(|bytes| Uint8Array::new(bytes).to_vec());
    let bytes = bytes.ok_or_else(|| invalid("The call holds no events.".to_owned()))?;
    let frame = RequestFrame::read(&bytes).map_err(|error| invalid(format!("The events cannot be read: {error}.")))?;
    let now = Now::new();
    // All wait in the log's queue before the first is written, so that they share transactions.
    let appends = frame.requests().map(|wanted| {
        let (batch, condition) = (batch(&wanted, &now), condition(&wanted));
        let expected: Vec<_> = wanted.expected.iter().map(|(stream, at)| (*stream, from_expected(*at))).collect();
        let strict = wanted.strict;
        async move { store.append_batch(batch, &expected, condition, strict).await }
    });
    let mut answer = AppendAnswer::default();
    let mut written = Vec::with_capacity(frame.len() * 32);
    for (at, outcome) in join_all(appends).await.into_iter().enumerate() {
        match outcome {
            Ok(foldback_log::Appended { first, last, revision, written: new, .. }) => {
                Appended::write(Some(Appended { first, last, revision, written: new }), &mut written);
            }
            Err(error) => {
                Appended::write(None, &mut written);
                answer.errors.push((at as u32, of_store(&error)));
            }
        }
    }
    Answer::with(&answer, written)
}

/// The time at which events are recorded that bring none.
struct Now {
    created: Timestamp,
    text: String,
}

impl Now {
    fn new() -> Self {
        // Whole milliseconds: that is what the browser's clock gives.
        let created = Timestamp(js_sys::Date::now() as i64 * 1000);
        let mut text = String::with_capacity(24);
        created.write_utc(3, &mut text);
        Self { created, text }
    }
}

fn batch(wanted: &Wanted<'_>, now: &Now) -> Batch {
    let mut batch = Batch::default();
    for mut event in wanted.events() {
        if event.time.is_none() {
            event.time = Some(&now.text);
            event.created = Some(now.created);
        }
        batch.push(&event);
    }
    batch
}

fn condition(wanted: &Wanted<'_>) -> Option<Condition> {
    let condition = wanted.condition.as_ref()?;
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let criterion =
        |given: &foldback_protocol::Criterion<'_>| Criterion { types: owned(given.types), tags: owned(given.tags) };
    Some(Condition {
        after: condition.after.map(foldback_event::Position),
        fail_if: condition.criteria.iter().map(criterion).collect(),
    })
}
