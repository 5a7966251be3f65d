//! State, diff and blame: the store's answers in the protocol's words.

use foldback_event::json::write_string;
use foldback_event::{Change, Json, Pointer, Position, Timestamp};
use foldback_log::View;
use foldback_protocol::{
    At, BlameAnswer, BlameRequest, ChangeText, DiffRequest, DiffsRequest, ErrorInfo, PartitionsRequest, StateAnswer,
    StateRequest, StatesAnswer, StatesRequest, Write,
};
use foldback_store::MERGE;

use crate::convert::from_change;
use crate::failure::{of_log, of_store};
use crate::logs::LogStore;
use crate::request::{Answer, Request};

/// Writes of one answer.
const MOST: u32 = 10_000;

/// The position that a moment is at; `None` before the first event. Nothing is the head.
fn place(store: &LogStore, at: Option<At>) -> Option<u64> {
    match at {
        None => store.events().checked_sub(1),
        Some(At::Position(position)) => Some(position),
        Some(At::Time(time)) => store.place_of(Timestamp(time)),
    }
}

/// The same for the moment that another is compared with: nothing is before the first event.
fn before(store: &LogStore, from: Option<At>) -> Option<u64> {
    place(store, Some(from?))
}

/// The projection that a question is about.
fn named(projection: &Option<String>) -> &str {
    projection.as_deref().unwrap_or(MERGE)
}

/// The partition that it is about.
fn part(partition: &Option<String>) -> &str {
    partition.as_deref().unwrap_or_default()
}

/// Whether there is such a partition; before the first event that is all that can be asked.
async fn known(store: &LogStore, projection: &Option<String>, partition: &Option<String>) -> Result<(), ErrorInfo> {
    let known = store.ask(named(projection), part(partition), 0, |_, _| Ok(()));
    known.await.map_err(|error| of_store(&error))
}

pub async fn state(store: &LogStore, asked: &StateRequest) -> Result<Answer, ErrorInfo> {
    let Some(at) = place(store, asked.at) else {
        known(store, &asked.projection, &asked.partition).await?;
        return Answer::with(&StateAnswer::default(), Vec::new());
    };
    let moment = store
        .ask(named(&asked.projection), part(&asked.partition), at, |history, partition| history.moment(partition, at));
    let moment = moment.await.map_err(|error| of_store(&error))?;
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

pub fn partitions(store: &LogStore, asked: &PartitionsRequest) -> Result<Answer, ErrorInfo> {
    Answer::of(&store.list_partitions(asked, place(store, asked.at)).map_err(|error| of_store(&error))?)
}

pub async fn diff(store: &LogStore, asked: &DiffRequest) -> Result<Answer, ErrorInfo> {
    let (from, to) = (before(store, asked.from), place(store, asked.to));
    let changes = store.diff_of(named(&asked.projection), part(&asked.partition), from, to);
    let changes: Vec<ChangeText> = changes.await.map_err(|error| of_store(&error))?.iter().map(from_change).collect();
    Answer::of(&changes)
}

pub async fn states(store: &LogStore, request: &Request, asked: &StatesRequest) -> Result<Answer, ErrorInfo> {
    let at = place(store, asked.at);
    let mut text = String::from("{");
    let mut write = |stream: &str, state: &Json| {
        if text.len() > 1 {
            text.push(',');
        }
        write_string(stream, &mut text);
        text.push(':');
        text.push_str(&state.to_string());
    };
    if let Some(at) = at {
        let goes_on = || !request.cancelled.get();
        let shown = store.states(named(&asked.projection), &asked.filter, at, &goes_on, &mut write);
        shown.await.map_err(|error| of_store(&error))?;
    }
    text.push('}');
    Answer::with(&StatesAnswer { position: at }, text.into_bytes())
}

pub async fn diffs(store: &LogStore, request: &Request, asked: &DiffsRequest) -> Result<Answer, ErrorInfo> {
    let moments = (before(store, asked.from), place(store, asked.to));
    let mut all: Vec<ChangeText> = Vec::new();
    let mut write = |stream: &str, changes: Vec<Change>| {
        let stream = Pointer::root().child(stream).to_string();
        all.extend(changes.iter().map(|change| {
            let change = from_change(change);
            ChangeText { path: format!("{stream}{}", change.path), ..change }
        }));
    };
    let goes_on = || !request.cancelled.get();
    let shown = store.diffs(named(&asked.projection), &asked.filter, moments, &goes_on, &mut write);
    shown.await.map_err(|error| of_store(&error))?;
    Answer::of(&all)
}

pub async fn blame(store: &LogStore, asked: &BlameRequest) -> Result<Answer, ErrorInfo> {
    let path = &asked.path;
    let pointer = Pointer::parse(path).map_err(|error| ErrorInfo::new("InvalidPath", format!("{path} is {error}.")))?;
    let Some(at) = place(store, asked.at) else {
        known(store, &asked.projection, &asked.partition).await?;
        return Answer::of(&BlameAnswer::default());
    };
    let limit = asked.limit.min(MOST) as usize;
    let blame = store.ask(named(&asked.projection), part(&asked.partition), at, |history, partition| {
        history.blame(partition, &pointer, at, limit)
    });
    let blame = blame.await.map_err(|error| of_store(&error))?;
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
