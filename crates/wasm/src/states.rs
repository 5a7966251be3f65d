//! State, diff and blame: the store's answers in the protocol's words.

use foldback_event::json::write_string;
use foldback_event::{Change, Json, Pointer, Position, Timestamp};
use foldback_log::View;
use foldback_protocol::{
    At, BlameAnswer, BlameRequest, ChangeText, DiffRequest, DiffsRequest, ErrorInfo, PartitionsRequest, StateAnswer,
    StateRequest, StatesAnswer, StatesRequest, Write,
};
use foldback_store::{MERGE, On, Origin};

use crate::convert::from_change;
use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::{Answer, Request};

/// Writes of one answer.
const MOST: u32 = 10_000;

/// The position that a moment is at; `None` before the first event. Nothing is the head, behind all that a branch has there.
pub fn place(store: &LogStore, branch: &Option<String>, at: Option<At>) -> Option<u64> {
    match at {
        None if branch.is_some() => Some(u64::MAX),
        None => store.events().checked_sub(1),
        Some(At::Position(position)) => Some(position),
        Some(At::Time(time)) => store.place_of(Timestamp(time)),
    }
}

/// The same for the moment that another is compared with: nothing is before the first event.
fn before(store: &LogStore, branch: &Option<String>, from: Option<At>) -> Option<u64> {
    place(store, branch, Some(from?))
}

/// What a question is about.
pub fn on<'a>(projection: &'a Option<String>, branch: &'a Option<String>) -> On<'a> {
    On { projection: projection.as_deref().unwrap_or(MERGE), branch: branch.as_deref() }
}

/// The partition that it is about.
pub fn part(partition: &Option<String>) -> &str {
    partition.as_deref().unwrap_or_default()
}

/// A path into a state.
pub fn pointer(path: &str) -> Result<Pointer, ErrorInfo> {
    Pointer::parse(path).map_err(|error| ErrorInfo::new("InvalidPath", format!("{path} is {error}.")))
}

/// Whether there is such a partition; before the first event that is all that can be asked.
async fn known(store: &LogStore, on: On<'_>, partition: &Option<String>) -> Result<(), ErrorInfo> {
    let known = store.ask_on(on, part(partition), 0, |_, _| Ok(()));
    known.await.map_err(|error| of_store(&error))
}

pub async fn state(store: &LogStore, asked: &StateRequest) -> Result<Answer, ErrorInfo> {
    let on = on(&asked.projection, &asked.branch);
    let Some(at) = place(store, &asked.branch, asked.at) else {
        known(store, on, &asked.partition).await?;
        return Answer::with(&StateAnswer::default(), Vec::new());
    };
    let followed = followed(store, asked, at)?;
    let partition = if asked.follows { &followed } else { &asked.partition };
    let moment = store.ask_on(on, part(partition), at, |future, partition| future.moment(partition, at));
    let moment = moment.await.map_err(|error| of_store(&error))?;
    // In a branch another event may stand there.
    let revision = moment.position.filter(|_| asked.branch.is_none()).and_then(|position| {
        let (index, at) = (store.log().index(), Position(position));
        index.revision_at(index.stream_at(at)?, at)
    });
    let answer = StateAnswer {
        partition: followed,
        position: moment.position,
        revision: revision.map(|revision| revision.0),
        changes: moment.changes.iter().map(from_change).collect(),
        passed_over: moment.passed_over,
    };
    Answer::with(&answer, moment.state.map(|state| Json::to_string(&state).into_bytes()).unwrap_or_default())
}

/// The stream of the event at a position, or of the next one where that was removed; nothing where it is not asked for.
fn followed(store: &LogStore, asked: &StateRequest, at: u64) -> Result<Option<String>, ErrorInfo> {
    if !asked.follows {
        return Ok(None);
    }
    if asked.projection.is_some() || asked.branch.is_some() || asked.partition.is_some() {
        let message = "A state that follows the event is of merge and of the log itself. Name the partition instead.";
        return Err(ErrorInfo::new("InvalidCall", message));
    }
    let index = store.log().index();
    let stream = (at..store.events()).find_map(|at| index.stream_at(Position(at)));
    Ok(stream.and_then(|id| index.streams().get(id as usize)).map(|stream| stream.name.to_string()))
}

pub fn partitions(store: &LogStore, asked: &PartitionsRequest) -> Result<Answer, ErrorInfo> {
    Answer::of(&store.list_partitions(asked, place(store, &None, asked.at)).map_err(|error| of_store(&error))?)
}

pub async fn diff(store: &LogStore, asked: &DiffRequest) -> Result<Answer, ErrorInfo> {
    let own = on(&asked.projection, &asked.branch);
    let from = before(store, &asked.branch, asked.from);
    let changes = match &asked.with {
        None => store.diff_on(own, part(&asked.partition), from, place(store, &asked.branch, asked.to)).await,
        Some(with) if with.log.as_ref().is_some_and(|other| *other != asked.log) => {
            let message = "A diff is within one log. To compare two logs, ask with compare.";
            return Err(ErrorInfo::new("InvalidCall", message));
        }
        Some(with) => {
            let projection = with.projection.clone().or_else(|| asked.projection.clone());
            let to = (on(&projection, &with.branch), place(store, &with.branch, asked.to));
            store.diff_between(part(&asked.partition), (own, from), to).await
        }
    };
    let changes: Vec<ChangeText> = changes.map_err(|error| of_store(&error))?.iter().map(from_change).collect();
    Answer::of(&changes)
}

pub async fn states(store: &LogStore, request: &Request, asked: &StatesRequest) -> Result<Answer, ErrorInfo> {
    let at = place(store, &asked.branch, asked.at);
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
        let shown = store.states(on(&asked.projection, &asked.branch), &asked.filter, at, &goes_on, &mut write);
        shown.await.map_err(|error| of_store(&error))?;
    }
    text.push('}');
    let head = store.head_on(asked.branch.as_deref()).map_err(|error| of_store(&error))?;
    let at = if at == Some(u64::MAX) { head } else { at };
    Answer::with(&StatesAnswer { position: at }, text.into_bytes())
}

pub async fn diffs(store: &LogStore, request: &Request, asked: &DiffsRequest) -> Result<Answer, ErrorInfo> {
    let moments = (before(store, &asked.branch, asked.from), place(store, &asked.branch, asked.to));
    let mut all: Vec<ChangeText> = Vec::new();
    let mut write = |stream: &str, changes: Vec<Change>| {
        let stream = Pointer::root().child(stream).to_string();
        all.extend(changes.iter().map(|change| {
            let change = from_change(change);
            ChangeText { path: format!("{stream}{}", change.path), ..change }
        }));
    };
    let goes_on = || !request.cancelled.get();
    let shown = store.diffs(on(&asked.projection, &asked.branch), &asked.filter, moments, &goes_on, &mut write);
    shown.await.map_err(|error| of_store(&error))?;
    Answer::of(&all)
}

pub async fn blame(store: &LogStore, asked: &BlameRequest) -> Result<Answer, ErrorInfo> {
    let path = pointer(&asked.path)?;
    let on = on(&asked.projection, &asked.branch);
    let Some(at) = place(store, &asked.branch, asked.at) else {
        known(store, on, &asked.partition).await?;
        return Answer::of(&BlameAnswer::default());
    };
    let limit = asked.limit.min(MOST) as usize;
    let blame = store.blame_on(on, part(&asked.partition), &path, at, limit).await;
    let (blame, origins) = blame.map_err(|error| of_store(&error))?;
    let mut writes: Vec<Write> = blame
        .writes
        .iter()
        .map(|write| Write {
            position: write.position,
            changes: match asked.positions_only {
                true => Vec::new(),
                false => write.changes.iter().map(from_change).collect(),
            },
            ..Write::default()
        })
        .collect();
    let mut of_log: Vec<(u64, usize)> = Vec::with_capacity(writes.len());
    for (at, (origin, write)) in origins.into_iter().zip(&mut writes).enumerate() {
        match origin {
            Origin::Log(position) => of_log.push((position, at)),
            Origin::Own { event_type, time } => {
                (write.event_type, write.own) = (event_type, true);
                write.time = time.map(|time| {
                    let mut text = String::new();
                    Timestamp(time).write_utc(6, &mut text);
                    text
                });
            }
        }
    }
    if asked.positions_only {
        return Answer::of(&BlameAnswer { total: blame.total, writes });
    }
    let positions: Vec<u64> = of_log.iter().map(|(position, _)| *position).collect();
    let mut places = of_log.iter().map(|(_, at)| *at);
    let mut describe = |view: View<'_>| {
        if let Some(write) = places.next().and_then(|at| writes.get_mut(at)) {
            write.revision = view.revision.0;
            write.event_type = view.event_type.to_owned();
            write.type_index = view.type_id;
            write.time = view.time();
        }
        true
    };
    store.log().pick(&positions, &mut describe).await.map_err(|error| crate::failure::of_log(&error))?;
    Answer::of(&BlameAnswer { total: blame.total, writes })
}
