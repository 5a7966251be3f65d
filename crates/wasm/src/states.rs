//! State, diff and blame: the store's answers in the protocol's words.

use foldback_event::{Json, Pointer, Position};
use foldback_log::View;
use foldback_protocol::{BlameAnswer, ChangeText, ErrorInfo, StateAnswer, Write};

use crate::convert::from_change;
use crate::failure::{of_log, of_store};
use crate::logs::LogStore;
use crate::request::Answer;

/// Writes of one answer.
const MOST: u32 = 10_000;

pub async fn state(store: &LogStore, stream: &str, at: u64) -> Result<Answer, ErrorInfo> {
    let moment = store.moment(stream, at).await.map_err(|error| of_store(&error))?;
    let revision = moment.position.and_then(|position| {
        let (index, at) = (store.log().index(), Position(position));
        index.revision_at(index.stream_at(at)?, at)
    });
    let answer = StateAnswer {
        position: moment.position,
        revision: revision.map(|revision| revision.0),
        changes: moment.changes.iter().map(from_change).collect(),
        passed_over: moment.passed_over,
    };
    Answer::with(&answer, moment.state.map(|state| Json::to_string(&state).into_bytes()).unwrap_or_default())
}

pub async fn diff(store: &LogStore, stream: &str, from: Option<u64>, to: u64) -> Result<Answer, ErrorInfo> {
    let changes = store.diff(stream, from, to).await.map_err(|error| of_store(&error))?;
    let changes: Vec<ChangeText> = changes.iter().map(from_change).collect();
    Answer::of(&changes)
}

pub async fn blame(store: &LogStore, stream: &str, path: &str, at: u64, limit: u32) -> Result<Answer, ErrorInfo> {
    let pointer = Pointer::parse(path).map_err(|error| ErrorInfo::new("InvalidPath", format!("{path} is {error}.")))?;
    let blame = store.blame(stream, &pointer, at, limit.min(MOST) as usize).await.map_err(|error| of_store(&error))?;
    let mut writes = Vec::with_capacity(blame.writes.len());
    let positions: Vec<u64> = blame.writes.iter().map(|write| write.position).collect();
    let mut written = blame.writes.iter();
    let mut describe = |view: View<'_>| {
        writes.extend(written.next().map(|write| Write {
            position: write.position,
            revision: view.revision.0,
            event_type: view.event_type.to_owned(),
            type_index: view.type_id,
            time: view.time(),
            changes: write.changes.iter().map(from_change).collect(),
        }));
        true
    };
    store.log().pick(&positions, &mut describe).await.map_err(|error| of_log(&error))?;
    Answer::of(&BlameAnswer { total: blame.total, writes })
}
