//! Where a projection stands, written down: what it takes to go on from there after the store was closed.
//!
//! A snapshot is of one definition. One of another, one that cannot be read and one that is ahead of the log are removed.

use foldback_event::Json;
use foldback_event::json::{parse, write_string};
use foldback_log::Backend;
use foldback_replay::Standing;

use super::errands::states_text;
use super::registry::{Body, Projection};
use super::run::{Run, SHARED};
use crate::{Store, StoreError};

/// What begins the names of notes that hold snapshots; the projection follows.
const NOTES: &str = "projection:";

/// Events after which a snapshot is written unless something else is asked for.
const EVENTS: u64 = 100_000;

/// The latest states of a run, to go on from.
pub fn as_members(run: &Run) -> String {
    states_text(all(run).map(|(name, standing)| (name, standing.state)))
}

/// Where each partition stands, in the order in which they began.
fn all(run: &Run) -> impl Iterator<Item = (&str, Standing)> {
    let mut numbers: Vec<u32> = run.history.partitions().collect();
    numbers.sort_unstable();
    // Latest states can always be told.
    numbers.into_iter().filter_map(|number| {
        let standing = run.history.standing(number).ok().flatten()?;
        Some((&**run.names.name(number)?, standing))
    })
}

/// A snapshot as text: the definition's identity, how far it reaches and what was counted, and a line for each partition.
#[derive(Debug, PartialEq)]
pub struct Snapshot {
    identity: String,
    next: u64,
    handled: u64,
    unhandled: Vec<(String, u64)>,
    standings: Vec<(String, Standing)>,
}

fn write_line(name: &str, standing: &Standing, text: &mut String) {
    let Standing { position, entries, passed_over, state } = standing;
    text.push('[');
    write_string(name, text);
    text.push_str(&format!(",{position},{entries},{passed_over}"));
    if let Some(state) = state {
        text.push(',');
        state.write(text);
    }
    text.push_str("]\n");
}

fn write_head(identity: &str, next: u64, handled: u64, unhandled: &[(&str, u64)]) -> String {
    let mut text = String::from("[");
    write_string(identity, &mut text);
    text.push_str(&format!(",{next},{handled}"));
    for (name, count) in unhandled {
        text.push(',');
        write_string(name, &mut text);
        text.push_str(&format!(",{count}"));
    }
    text.push_str("]\n");
    text
}

fn number(value: Option<Json>) -> Option<u64> {
    if let Json::Number(text) = value? { text.parse().ok() } else { None }
}

fn string(value: Option<Json>) -> Option<String> {
    if let Json::String(text) = value? { Some(text.into_string()) } else { None }
}

impl Snapshot {
    fn of_run(identity: &str, run: &Run) -> String {
        let unhandled: Vec<(&str, u64)> = run.unhandled.iter().map(|(name, count)| (&**name, *count)).collect();
        let mut text = write_head(identity, run.next, run.handled, &unhandled);
        all(run).for_each(|(name, standing)| write_line(name, &standing, &mut text));
        text
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(bytes).ok()?.lines();
        let Json::Array(head) = parse(lines.next()?.as_bytes()).ok()? else { return None };
        let mut head = head.into_iter();
        let (identity, next, handled) = (string(head.next())?, number(head.next())?, number(head.next())?);
        let mut unhandled = Vec::new();
        while let Some(name) = head.next() {
            unhandled.push((string(Some(name))?, number(head.next())?));
        }
        let mut standings = Vec::new();
        for line in lines {
            let Json::Array(parts) = parse(line.as_bytes()).ok()? else { return None };
            let mut parts = parts.into_iter();
            let name = string(parts.next())?;
            let (position, entries) = (number(parts.next())?, number(parts.next())?);
            let (passed_over, state) = (number(parts.next())?, parts.next());
            if position >= next || parts.next().is_some() {
                return None;
            }
            let entries = usize::try_from(entries).ok()?;
            standings.push((name, Standing { position, entries, passed_over, state }));
        }
        Some(Self { identity, next, handled, unhandled, standings })
    }
}

impl<B: Backend> Store<B> {
    /// Goes on from what was kept of a projection, if it is of this one.
    pub(crate) async fn resume(&self, projection: &Projection) -> Result<(), StoreError> {
        let key = format!("{NOTES}{}", projection.name());
        let Some(bytes) = self.log.note(&key).await? else { return Ok(()) };
        let identity = projection.identity();
        let snapshot = Snapshot::read(&bytes).filter(|read| Some(&read.identity) == identity.as_ref());
        let Some(snapshot) = snapshot.filter(|read| read.next <= self.events()) else {
            return Ok(self.log.set_note(&key, None).await?);
        };
        projection.snapshot.set(Some(snapshot.next));
        match &projection.body {
            Body::Run(run) => {
                let mut run = run.borrow_mut();
                for (name, standing) in &snapshot.standings {
                    let number = run.names.number(name);
                    if name == SHARED {
                        run.history.pin(number);
                    }
                    run.history.resume(number, standing);
                }
                (run.next, run.begun, run.handled) = (snapshot.next, snapshot.next, snapshot.handled);
                snapshot.unhandled.iter().for_each(|(name, count)| run.pass_over(name, *count));
                projection.elsewhere.go_on_from(snapshot.next);
            }
            Body::Streams(streams) => {
                let index = self.log.index();
                let mut streams = streams.borrow_mut();
                for (name, standing) in &snapshot.standings {
                    let Some(number) = index.stream_id(name) else { continue };
                    let entry = &index.streams()[number as usize];
                    let taken = entry.positions.partition_point(|at| u64::from(*at) <= standing.position) as u64;
                    // Events may have been removed that it has not seen.
                    if taken == 0 && entry.first_revision > 0 && standing.entries as u64 != entry.first_revision {
                        continue;
                    }
                    streams.resume(number, entry.first_revision + taken, standing);
                }
                streams.resumed(snapshot.next, self.head().removed_at);
            }
        }
        Ok(())
    }

    /// Removes what is kept of a projection.
    pub(crate) async fn forget_snapshot(&self, name: &str) -> Result<(), StoreError> {
        Ok(self.log.set_note(&format!("{NOTES}{name}"), None).await?)
    }

    /// Folds a projection up to the head and keeps its states. Gives the position of the last event in them; nothing where it has no
    /// identity that others could tell it by, or there is no event.
    ///
    /// # Errors
    /// As [`Self::ask`]; what writing may say.
    pub async fn checkpoint(&self, name: &str) -> Result<Option<u64>, StoreError> {
        let projection = self.projections.find(name)?;
        let Some(last) = self.events().checked_sub(1) else { return Ok(None) };
        match &projection.body {
            Body::Run(_) => {
                self.fold_all(name, last, &|| true).await?;
                self.write_run(&projection, 0.0).await
            }
            Body::Streams(_) => self.write_streams(&projection, last).await,
        }
    }

    /// The same for all projections that can get there: what they need of events that are about to be removed is in it then.
    pub(crate) async fn checkpoint_all(&self) -> Result<(), StoreError> {
        for projection in self.projections.all() {
            let is_stopped = projection.is_by_handlers() && projection.elsewhere.driver().is_none();
            if projection.failure().is_some() || is_stopped || projection.identity().is_none() {
                continue;
            }
            match self.checkpoint(projection.name()).await {
                // It says itself why it does not go on.
                Err(StoreError::ProjectionFailed { .. } | StoreError::ProjectionNotFound(_)) => {}
                Err(StoreError::Log(foldback_log::LogError::Scavenged { .. })) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// Writes what a projection has come to, if it is time to.
    pub(crate) async fn snapshot_if_due(&self, projection: &Projection, now: f64) -> Result<(), StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(()) };
        let next = run.borrow().next;
        if self.is_snapshot_due(projection, next, now) {
            self.write_run(projection, now).await?;
        }
        Ok(())
    }

    /// Whether it is time to write what a projection has come to that reaches to `next`.
    pub(crate) fn is_snapshot_due(&self, projection: &Projection, next: u64, now: f64) -> bool {
        let since = next - projection.snapshot.get().unwrap_or_default().min(next);
        if projection.written.get() == 0.0 {
            projection.written.set(now);
        }
        let policy = projection.asked.snapshots;
        let many = policy.events.unwrap_or(EVENTS);
        let is_due = many > 0 && since >= many
            || policy.ms.is_some_and(|ms| since > 0 && now - projection.written.get() >= ms as f64);
        is_due && projection.identity().is_some()
    }

    async fn write_run(&self, projection: &Projection, now: f64) -> Result<Option<u64>, StoreError> {
        let (Some(identity), Body::Run(run)) = (projection.identity(), &projection.body) else { return Ok(None) };
        let (text, next) = (Snapshot::of_run(&identity, &run.borrow()), run.borrow().next);
        self.put(projection, text, next).await?;
        if now > 0.0 {
            projection.written.set(now);
        }
        Ok(next.checked_sub(1))
    }

    async fn write_streams(&self, projection: &Projection, last: u64) -> Result<Option<u64>, StoreError> {
        let name = projection.name();
        self.fold_all(name, last, &|| true).await?;
        let Some(identity) = projection.identity() else { return Ok(None) };
        let mut text = write_head(&identity, last + 1, 0, &[]);
        for (_, stream) in self.partitions(name)? {
            let standing = self.ask(name, &stream, last, |history, partition| history.standing(partition)).await?;
            // Of one that has gone on meanwhile nothing is kept: it is folded from its beginning then.
            if let Some(standing) = standing.filter(|standing| standing.position <= last) {
                write_line(&stream, &standing, &mut text);
            }
        }
        self.put(projection, text, last + 1).await?;
        Ok(Some(last))
    }

    async fn put(&self, projection: &Projection, text: String, next: u64) -> Result<(), StoreError> {
        if projection.gone.get() {
            return Ok(());
        }
        self.log.set_note(&format!("{NOTES}{}", projection.name()), Some(text.into_bytes())).await?;
        projection.snapshot.set(Some(next));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_reads_back_and_what_is_none_is_nothing() {
        let mut text = write_head("an \"identity\"", 9, 7, &[("T", 2)]);
        let standing = |state: Option<Json>| Standing { position: 8, entries: 3, passed_over: 1, state };
        let standings = vec![
            (String::new(), standing(parse(b"{\"a\":[1.50]}").ok())),
            ("b\n".to_owned(), standing(None)),
            ("\0shared".to_owned(), standing(Some(Json::Null))),
        ];
        standings.iter().for_each(|(name, standing)| write_line(name, standing, &mut text));
        let snapshot = Snapshot {
            identity: "an \"identity\"".into(),
            next: 9,
            handled: 7,
            unhandled: vec![("T".into(), 2)],
            standings,
        };
        assert_eq!(Snapshot::read(text.as_bytes()), Some(snapshot));
        for cut in 1..text.len() {
            if !text.is_char_boundary(cut) || text.as_bytes()[cut - 1] == b'\n' || text.as_bytes()[cut] == b'\n' {
                continue;
            }
            assert_eq!(Snapshot::read(&text.as_bytes()[..cut]), None, "{cut}");
        }
        for wrong in ["", "[]", "[\"i\",1]", "[\"i\",9,0]\n[\"\",9,1,0,{}]"] {
            assert_eq!(Snapshot::read(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
