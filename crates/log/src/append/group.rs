//! Group commit: appends that wait while another is being written share the next transaction, and each gets its own answer.

use foldback_event::Position;
use futures::channel::oneshot;

use super::check::{Ahead, Verdict};
use super::queue::{Lead, Request, Turn, Waiting};
use super::{Append, Appended, Condition, Expected};
use crate::backend::{Backend, Commit, Expect};
use crate::batch::Batch;
use crate::log::{Log, SegmentEntry};
use crate::segment::{Sealed, SegmentBuilder};
use crate::{Link, LogError, chain, limits};

/// What becomes of a group.
struct Plan {
    outcomes: Vec<Result<Appended, LogError>>,
    sealed: Vec<Sealed>,
    /// The hash chain before it.
    before: Link,
}

/// What became of a plan.
enum Carried {
    /// It is written.
    Out,
    /// Someone else was faster: it has to be made anew.
    Overtaken,
    /// The place was closed under it, and it was not written.
    Lost,
}

impl<B: Backend> Log<B> {
    /// Appends a batch. Whatever other tabs write meanwhile, its expectations are checked against what it follows.
    ///
    /// Appends that are issued together share transactions. One whose future is dropped while it waits is not written; one
    /// that is dropped while its group is written may be.
    ///
    /// # Errors
    /// [`LogError::InvalidEvent`], [`LogError::WrongExpectedRevision`], [`LogError::ConditionFailed`],
    /// [`LogError::StreamDeleted`], [`LogError::Full`], what the backend says; nothing is written then.
    /// [`LogError::Conflict`] only while an import into this log is running.
    pub async fn append(&self, append: Append<'_>) -> Result<Appended, LogError> {
        self.append_batch(Batch::of(append.events), append.expected, append.condition.cloned(), append.strict).await
    }

    /// The same with events that are copied already.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub async fn append_batch(
        &self,
        batch: Batch,
        expected: &[(&str, Expected)],
        condition: Option<Condition>,
        strict: bool,
    ) -> Result<Appended, LogError> {
        limits::check(&batch)?;
        let expected = expected.iter().map(|(stream, expected)| ((*stream).to_owned(), *expected)).collect();
        // Declared before the receiver, so that it is dropped after it: a future that is dropped does not pass the lead to itself.
        let mut lead = None;
        let (sender, turn) = oneshot::channel();
        let mut waiting = Waiting { queue: &self.queue, turn };
        {
            let mut queue = self.queue.borrow_mut();
            queue.add(Request { batch, expected, condition, strict, turn: Some(sender) });
            if queue.wants_lead() {
                lead = Some(Lead(&self.queue));
            }
        }
        loop {
            if let Some(lead) = &lead {
                self.lead(lead).await;
            }
            // The oldest that waits goes on, while this one takes its answer.
            drop(lead.take());
            match (&mut waiting.turn).await {
                Ok(Turn::Done(outcome)) => return outcome,
                Ok(Turn::Lead(rest)) => {
                    waiting.turn = rest;
                    lead = Some(Lead(&self.queue));
                }
                // Whoever wrote the group was dropped in the middle of it.
                Err(oneshot::Canceled) => return Err(LogError::Interrupted),
            }
        }
    }

    /// Writes the group that waits, in which the caller's own append is the oldest.
    async fn lead(&self, lead: &Lead<'_>) {
        let _alone = self.writing.lock().await;
        let group = lead.take();
        let outcomes = self.write_group(&group).await;
        for (request, outcome) in group.into_iter().zip(outcomes) {
            // Whoever does not wait any more needs no answer.
            let _ = request.turn.map(|turn| turn.send(Turn::Done(outcome)));
        }
    }

    async fn write_group(&self, group: &[Request]) -> Vec<Result<Appended, LogError>> {
        match self.try_group(group).await {
            Ok(outcomes) => outcomes,
            Err(error) if group.len() == 1 => vec![Err(error)],
            Err(LogError::Quota { .. } | LogError::Backend(_)) => {
                // One of them may be too much for the place: it shall fail alone.
                let mut outcomes = Vec::with_capacity(group.len());
                for request in group {
                    let alone = self.try_group(std::slice::from_ref(request)).await;
                    outcomes.push(alone.and_then(|mut only| only.pop().unwrap_or(Err(LogError::Interrupted))));
                }
                outcomes
            }
            Err(error) => group.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    /// Writes a group in one transaction, as often as others come in between.
    async fn try_group(&self, group: &[Request]) -> Result<Vec<Result<Appended, LogError>>, LogError> {
        let mut is_new = vec![false; group.len()];
        let (mut fresh, mut reopened) = (false, false);
        loop {
            if let Err(error) = self.writable() {
                // An import may have ended since this handle last looked.
                if fresh || !self.sync().await? {
                    return Err(error);
                }
                fresh = true;
                continue;
            }
            if group.iter().any(|request| self.wants_ids(request)) {
                self.cover_recent().await?;
            }
            let seen = self.known();
            let mut verdicts = self.verdicts(group, &is_new);
            // What another handle has written since may be just what an append waits for.
            // An append without events writes nothing that could conflict.
            let unsure =
                |(verdict, request): (&Verdict, &Request)| *verdict != Verdict::Write || request.batch.is_empty();
            if !fresh && verdicts.iter().zip(group).any(unsure) {
                fresh = true;
                self.sync().await?;
                if self.known() != seen {
                    continue;
                }
            }
            let mut told_new = is_new.clone();
            for (at, verdict) in verdicts.iter_mut().enumerate() {
                if let Verdict::Perhaps(positions) = verdict {
                    match self.holds_ids(&group[at].batch, positions, group).await {
                        Ok(repeated) => told_new[at] = !repeated,
                        // Whether it is a repetition cannot be told: that is no matter of the others.
                        Err(error @ LogError::Corrupt { .. }) => *verdict = Verdict::Fail(error),
                        Err(error) => return Err(error),
                    }
                }
            }
            // While this waited, another future of this handle may have taken up more: then it was decided on too little.
            if self.known() != seen {
                continue;
            }
            if told_new != is_new {
                is_new = told_new;
                continue;
            }
            let plan = self.plan(group, verdicts)?;
            // An error does not say that nothing was written: only what is known to be lost is tried once more.
            match self.carry_out(group, &plan).await? {
                Carried::Out => return Ok(self.with_revisions(plan.outcomes)),
                Carried::Overtaken => fresh = true,
                Carried::Lost if !reopened => reopened = true,
                Carried::Lost => return Err(LogError::Closed),
            }
        }
    }

    fn verdicts(&self, group: &[Request], is_new: &[bool]) -> Vec<Verdict> {
        let state = self.state.borrow();
        let mut ahead = Ahead::new(&state);
        let mut verdicts = Vec::with_capacity(group.len());
        for (request, is_new) in group.iter().zip(is_new) {
            let mut verdict = ahead.verdict(request, *is_new);
            match &verdict {
                Verdict::Write => ahead.add(&request.batch),
                // Those that the group itself adds can be told at once.
                Verdict::Perhaps(positions) => {
                    let batch = &request.batch;
                    let told = positions
                        .iter()
                        .enumerate()
                        .map(|(at, position)| ahead.id_in_group(*position).map(|id| id == batch.id(at)));
                    if told.into_iter().any(|same| same == Some(false)) {
                        verdict = ahead.verdict(request, true);
                        if verdict == Verdict::Write {
                            ahead.add(batch);
                        }
                    }
                }
                Verdict::Fail(_) => {}
            }
            verdicts.push(verdict);
        }
        verdicts
    }

    fn plan(&self, group: &[Request], verdicts: Vec<Verdict>) -> Result<Plan, LogError> {
        let state = self.state.borrow();
        let mut plan = Plan { outcomes: Vec::new(), sealed: Vec::new(), before: state.head.link };
        let mut builder = SegmentBuilder::new(state.index.len(), state.head.link);
        let before = |stream: &str| state.next_revision(stream);
        for (request, verdict) in group.iter().zip(verdicts) {
            let batch = &request.batch;
            let count = batch.len() as u64;
            plan.outcomes.push(match verdict {
                Verdict::Fail(error) => Err(error),
                Verdict::Perhaps(positions) => {
                    let (first, last) = (positions.first().copied(), positions.last().copied());
                    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
                    Ok(Appended { first, last, count, revision: 0, written: false })
                }
                Verdict::Write => {
                    let first = builder.next();
                    let mut revision = 0;
                    for at in 0..batch.len() {
                        if builder.is_full() {
                            plan.sealed.push(builder.seal());
                        }
                        revision = batch.with(at, |event| builder.push(&before, event))?;
                    }
                    let last = if count == 0 { first } else { builder.next() - 1 };
                    Ok(Appended { first, last, count, revision, written: count > 0 })
                }
            });
        }
        if builder.len() > 0 {
            plan.sealed.push(builder.seal());
        }
        Ok(plan)
    }

    /// Commits a plan.
    async fn carry_out(&self, group: &[Request], plan: &Plan) -> Result<Carried, LogError> {
        if plan.sealed.is_empty() {
            return self.flush_repeated(group, plan).await;
        }
        let (expect, mut head) = (self.expect(), self.head());
        if let Some(last) = plan.sealed.last() {
            head.next = last.header.first + last.header.events.len() as u64;
            head.link = last.header.link;
        }
        // The log's end is said by its last segment. The head is written once, so that a place with a log can be told.
        let stored_head = (expect == Expect::Head(None)).then(|| head.to_bytes());
        let strict = group.iter().any(|request| request.strict);
        let commit = Commit {
            expect,
            head: stored_head.clone(),
            put: plan.sealed.iter().map(|sealed| sealed.stored.clone()).collect(),
            strict,
            ..Commit::default()
        };
        match self.backend.commit(commit).await {
            Ok(()) => {}
            Err(LogError::Conflict) => {
                self.sync().await?;
                return Ok(Carried::Overtaken);
            }
            // The place was closed under the commit. It may have happened all the same, and looking tells.
            Err(LogError::Closed) => {
                // Until it was looked, nobody may take it for lost.
                let unknown = |_| LogError::Closed;
                self.sync().await.map_err(unknown)?;
                return Ok(if self.landed(plan).await.map_err(unknown)? { Carried::Out } else { Carried::Lost });
            }
            Err(error) => return Err(error),
        }
        let mut state = self.state.borrow_mut();
        // Another future of this handle may have taken up the commit already, by refreshing.
        if plan.sealed.first().is_some_and(|sealed| sealed.header.first == state.index.len()) {
            for sealed in &plan.sealed {
                state.index.add(&sealed.header)?;
                state.segments.push(SegmentEntry::new(&sealed.header, sealed.stored.header.len()));
            }
            state.head = head;
            if stored_head.is_some() {
                state.stored_head = stored_head;
            }
            for (request, outcome) in group.iter().zip(&plan.outcomes) {
                if let Ok(Appended { first, written: true, .. }) = outcome {
                    state.recent.append(*first, &request.batch);
                }
            }
        }
        Ok(Carried::Out)
    }

    /// A strict append that was written before may have been relaxed then: what it wrote is brought to the disk now.
    async fn flush_repeated(&self, group: &[Request], plan: &Plan) -> Result<Carried, LogError> {
        let repeated = |outcome: &Result<Appended, LogError>| {
            outcome.as_ref().is_ok_and(|appended| !appended.written && appended.count > 0)
        };
        if !group.iter().zip(&plan.outcomes).any(|(request, outcome)| request.strict && repeated(outcome)) {
            return Ok(Carried::Out);
        }
        let head = self.state.borrow().stored_head.clone();
        let commit = Commit { expect: self.expect(), head, strict: true, ..Commit::default() };
        match self.backend.commit(commit).await {
            Ok(()) => Ok(Carried::Out),
            Err(LogError::Conflict) => {
                self.sync().await?;
                Ok(Carried::Overtaken)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether what lies where the plan's events would be is the plan's, all of it: the hash chain tells.
    async fn landed(&self, plan: &Plan) -> Result<bool, LogError> {
        let (Some(Sealed { header: first, .. }), Some(Sealed { header: last, .. })) =
            (plan.sealed.first(), plan.sealed.last())
        else {
            return Ok(true);
        };
        let end = last.first + last.events.len() as u64;
        if let Some(found) = self.segments().iter().find(|segment| segment.end() == end) {
            return Ok(found.link == last.link);
        }
        // Others may have appended behind it and compacted it since.
        let (mut link, mut scratch) = (plan.before, Vec::new());
        self.visit(first.first..end, &mut |view| {
            link = chain::link(&link, view.position.0, &view.digest(&mut scratch));
            true
        })
        .await?;
        Ok(link == last.link)
    }

    /// Adds where in their streams the events of repeated appends are.
    fn with_revisions(&self, mut outcomes: Vec<Result<Appended, LogError>>) -> Vec<Result<Appended, LogError>> {
        let index = self.index();
        for appended in outcomes.iter_mut().flatten().filter(|appended| !appended.written && appended.count > 0) {
            let last = Position(appended.last);
            let revision = index.stream_at(last).and_then(|stream| index.revision_at(stream, last));
            appended.revision = revision.unwrap_or_default().0;
        }
        outcomes
    }
}
