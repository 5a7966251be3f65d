//! Folding events by handlers for somebody who waits for what comes of it: again what was let go or is rebuilt, and branches.

use std::ops::Range;
use std::rc::Rc;

use foldback_event::Json;
use foldback_event::json::write_string;
use foldback_log::Backend;
use foldback_protocol::{PageWriter, ProjectionFailure, WorkKind};
use foldback_replay::WireError;
use futures::channel::oneshot;

use super::elsewhere::Errand;
use super::registry::Projection;
use crate::{Store, StoreError};

/// A fold of its own by the handlers of a projection. It ends with its last page, or when this is dropped.
#[derive(Debug)]
pub struct Job {
    projection: Rc<Projection>,
    number: u64,
    kind: WorkKind,
    states: Option<String>,
    only: Option<String>,
    begun: bool,
    ended: bool,
}

impl Job {
    /// Of one partition: the events of the others do not matter.
    pub fn only(mut self, partition: &str) -> Self {
        self.only = Some(partition.to_owned());
        self
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if !self.begun || self.ended {
            return;
        }
        // Whoever folds it can forget it.
        let (answer, _) = oneshot::channel();
        self.projection.elsewhere.send(Errand {
            job: self.number,
            kind: self.kind,
            range: 0..0,
            states: None,
            only: None,
            end: true,
            page: PageWriter::sized(0, 0).finish(),
            answer,
        });
    }
}

/// What is on its way from handlers.
pub struct Coming {
    projection: Rc<Projection>,
    answer: oneshot::Receiver<Result<String, StoreError>>,
}

impl Coming {
    /// All that they gave: a line beside states, then lines of the wire.
    ///
    /// # Errors
    /// [`StoreError::ProjectionFailed`]: they failed, or whoever ran them has left.
    pub async fn text(self) -> Result<String, StoreError> {
        self.answer.await.unwrap_or_else(|_| Err(stopped(&self.projection)))
    }
}

/// Nobody runs the handlers of a projection.
pub fn stopped(projection: &Projection) -> StoreError {
    let projection = projection.name().to_owned();
    let message = format!(
        "Nobody runs the handlers of the projection {projection} any more: the store that it was named in was closed. Name it again."
    );
    let why = ProjectionFailure { code: "ProjectionStopped".to_owned(), message, ..ProjectionFailure::default() };
    StoreError::ProjectionFailed { projection, why }
}

/// States to go on from, as work brings them: a JSON object of JSON texts. A state that has ended is `null`.
pub fn states_text<'a>(states: impl Iterator<Item = (&'a str, Option<Json>)>) -> String {
    let mut text = String::from("{");
    for (name, state) in states {
        if text.len() > 1 {
            text.push(',');
        }
        write_string(name, &mut text);
        text.push(':');
        write_string(&state.map_or_else(|| "null".to_owned(), |state| state.to_string()), &mut text);
    }
    text.push('}');
    text
}

impl<B: Backend> Store<B> {
    /// Begins a job for the handlers of a projection, from these states on, by partition; a state that has ended is `None`.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`]; [`StoreError::InvalidProjection`] for one by a fold of the engine;
    /// [`StoreError::ProjectionFailed`] when nobody runs its handlers.
    pub fn begin_elsewhere<'a>(
        &self,
        projection: &str,
        kind: WorkKind,
        states: impl Iterator<Item = (&'a str, Option<Json>)>,
    ) -> Result<Job, StoreError> {
        let projection = self.projections.find(projection)?;
        if !projection.is_by_handlers() {
            return Err(StoreError::InvalidProjection(format!("{} has no handlers", projection.name())));
        }
        self.begin_job(&projection, kind, states_text(states))
    }

    pub(crate) fn begin_job(
        &self,
        projection: &Rc<Projection>,
        kind: WorkKind,
        states: String,
    ) -> Result<Job, StoreError> {
        if projection.elsewhere.driver().is_none() {
            return Err(stopped(projection));
        }
        let (projection, number) = (projection.clone(), self.projections.job());
        Ok(Job { projection, number, kind, states: Some(states), only: None, begun: false, ended: false })
    }

    /// Hands out the next page of a job: events as a read gives them, which cover these positions. Several may be under way; they
    /// come back in their order.
    pub fn give_elsewhere(&self, job: &mut Job, page: Vec<u8>, range: Range<u64>, end: bool) -> Coming {
        let (answer, coming) = oneshot::channel();
        job.begun = true;
        job.ended = end;
        if job.projection.elsewhere.driver().is_some() {
            job.projection.elsewhere.send(Errand {
                job: job.number,
                kind: job.kind,
                range,
                states: job.states.take(),
                only: job.only.clone(),
                end,
                page,
                answer,
            });
            self.projections.work.ring();
        }
        Coming { projection: job.projection.clone(), answer: coming }
    }

    /// The same, and waits for the lines of the wire.
    ///
    /// # Errors
    /// As [`Coming::text`].
    pub async fn fold_elsewhere(
        &self,
        job: &mut Job,
        page: Vec<u8>,
        range: Range<u64>,
        end: bool,
    ) -> Result<String, StoreError> {
        let text = self.give_elsewhere(job, page, range, end).text().await?;
        Ok(text.split_once('\n').map(|(_, lines)| lines.to_owned()).unwrap_or_default())
    }

    /// A page of the events of these positions that a projection reads, and the position behind what it covers.
    ///
    /// # Errors
    /// [`foldback_log::LogError::Scavenged`]; what reading may say.
    pub(crate) async fn page_for(
        &self,
        projection: &Rc<Projection>,
        range: Range<u64>,
    ) -> Result<(Vec<u8>, u64), StoreError> {
        let group = std::slice::from_ref(projection);
        let (positions, to) = self.wanted_events(group, range.start, range.end);
        self.refuse_removed(projection, range.start..to)?;
        let (page, read) = self.read_page(&positions).await?;
        Ok((page, positions.get(read).copied().unwrap_or(to)))
    }
}

/// Lines that cannot be taken, as an error of the store.
pub fn wrong_lines(error: &WireError) -> StoreError {
    StoreError::InvalidProjection(format!("what its handlers wrote cannot be taken: {error}"))
}
