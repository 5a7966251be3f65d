//! Handing out events to whoever runs handlers, and taking what came of them.
//!
//! Projections that stand at the same place get the same page, so that the log is read once for all of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldback_log::{Backend, View};
use foldback_protocol::{PageWriter, ProjectionFailure, WorkAnswer, WorkKind};
use futures::future::select;

use super::elsewhere::Out;
use super::errands::wrong_lines;
use super::fits;
use super::given::Output;
use super::registry::{Body, Projection};
use super::standings::as_members;
use crate::news::Bell;
use crate::{Store, StoreError, write_event};

/// Events of a page at most.
const MOST: usize = 8192;

/// Bytes of a page, about.
const PAGE: u64 = 1 << 20;

/// Events are picked one by one when they are rarer in the log than this.
const SPARSE: u64 = 64;

/// Of so many pages, one is for those that are further than others, so that they do not wait until all stand at one place.
const IN_TURN: u64 = 4;

/// A page for handlers.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// What it is for.
    pub answer: WorkAnswer,
    /// The events.
    pub page: Vec<u8>,
}

/// Which events projections want.
struct Wants<'a> {
    group: &'a [Rc<Projection>],
    /// By the number of a stream: not known yet, no, or yes; for each of the group.
    streams: Vec<Vec<u8>>,
}

impl<'a> Wants<'a> {
    fn new(group: &'a [Rc<Projection>], streams: usize) -> Self {
        let all = |projection: &Projection| projection.asked.filter == Default::default();
        Self { group, streams: group.iter().map(|own| if all(own) { Vec::new() } else { vec![0; streams] }).collect() }
    }

    /// Whether one of them reads the stream.
    fn stream(&mut self, at: usize, number: u32, name: &str) -> bool {
        let Some(known) = self.streams[at].get_mut(number as usize) else {
            return self.streams[at].is_empty() || fits(&self.group[at].asked.filter, name);
        };
        if *known == 0 {
            *known = 1 + u8::from(fits(&self.group[at].asked.filter, name));
        }
        *known == 2
    }
}

/// What a page is to hold.
struct Selected {
    positions: Vec<u64>,
    to: u64,
    /// Of each of the group, what it passes over.
    passed_over: Vec<Vec<(u32, u64)>>,
}

/// A page is being read for these; another is not begun before it is done or given up.
struct Reading<'a> {
    group: &'a [Rc<Projection>],
    epochs: Vec<u64>,
    bell: &'a Bell,
}

impl<'a> Reading<'a> {
    fn begin(group: &'a [Rc<Projection>], bell: &'a Bell) -> Self {
        Self { group, epochs: group.iter().map(|projection| projection.elsewhere.begin_reading()).collect(), bell }
    }

    /// Those that wait for it still, with their places in the group.
    fn waiting(&self) -> impl Iterator<Item = (usize, &Projection)> {
        let waits = |(at, projection): &(usize, &Rc<Projection>)| projection.elsewhere.is_reading(self.epochs[*at]);
        self.group.iter().enumerate().filter(waits).map(|(at, projection)| (at, &**projection))
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        for (projection, epoch) in self.group.iter().zip(&self.epochs) {
            projection.elsewhere.end_reading(*epoch);
            projection.moved.ring();
        }
        self.bell.ring();
    }
}

impl<B: Backend> Store<B> {
    /// What there is to do for whoever runs handlers as `driver`; nothing while there is nothing. Up to two pages are out for a
    /// projection before the first comes back.
    ///
    /// # Errors
    /// What reading the events may say; their projections do not go on then.
    pub async fn next_work(&self, driver: u32) -> Result<Option<Work>, StoreError> {
        loop {
            let all = self.projections.all();
            if let Some(work) = errand(&all, driver) {
                return Ok(Some(work));
            }
            let Some((from, group)) = self.choose(&all, driver) else { return Ok(None) };
            let reading = Reading::begin(&group, &self.projections.work);
            let read = self.read_for(&reading, from).await;
            drop(reading);
            match read {
                Ok(None) => {}
                Ok(work) => return Ok(work),
                Err(error) => {
                    group.iter().for_each(|projection| self.fail(projection, error.clone()));
                    return Err(error);
                }
            }
        }
    }

    /// Returns when there may be work that was not there before.
    pub async fn work_news(&self) {
        let rung = self.projections.work.wait();
        select(rung, std::pin::pin!(self.news())).await;
    }

    /// The projections that get the next page, which begins where all of them stand.
    fn choose(&self, all: &[Rc<Projection>], driver: u32) -> Option<(u64, Vec<Rc<Projection>>)> {
        if self.head().importing {
            return None;
        }
        let mut places: BTreeMap<u64, Vec<Rc<Projection>>> = BTreeMap::new();
        for projection in all.iter().filter(|projection| projection.is_by_handlers()) {
            let place = projection.elsewhere.place_for(driver).filter(|place| *place < self.events());
            if let Some(place) = place.filter(|_| projection.failure().is_none()) {
                places.entry(place).or_default().push(projection.clone());
            }
        }
        let turn = &self.projections.turn;
        turn.set(turn.get() + 1);
        let at =
            if turn.get().is_multiple_of(IN_TURN) { (turn.get() / IN_TURN) as usize % places.len().max(1) } else { 0 };
        let (from, group) = places.into_iter().nth(at)?;
        // States are of one projection, and so is a page that brings them.
        match group.iter().find(|projection| projection.elsewhere.are_states_due()) {
            Some(alone) => Some((from, vec![alone.clone()])),
            None => Some((from, group)),
        }
    }

    async fn read_for(&self, reading: &Reading<'_>, from: u64) -> Result<Option<Work>, StoreError> {
        let group = reading.group;
        let selected = self.select_for(group, from);
        for projection in group {
            self.refuse_removed(projection, from..selected.to)?;
        }
        if selected.positions.is_empty() {
            for (at, projection) in reading.waiting() {
                let passed_over = &selected.passed_over[at];
                if projection.elsewhere.skip(selected.to, passed_over) {
                    self.arrive(projection, selected.to, passed_over);
                }
            }
            return Ok(None);
        }
        let (page, read) = self.read_page(&selected.positions).await?;
        let whole = read == selected.positions.len();
        // A page that became too long ends sooner, and so does what is passed over.
        let (to, passed_over) = if whole {
            (selected.to, selected.passed_over)
        } else {
            let to = selected.positions.get(read).copied().unwrap_or(selected.to);
            let shorter = self.select_until(group, from, to);
            (to, shorter.passed_over)
        };
        let states = match group {
            [one] if one.elsewhere.are_states_due() => Some(self.states_of(one)?),
            _ => None,
        };
        let job = self.projections.job();
        let mut projections = Vec::new();
        // Some may have been given up while the page was read.
        for (at, projection) in reading.waiting() {
            let passed_over = passed_over[at].clone();
            projection.elsewhere.give(Out { job, range: from..to, passed_over });
            projections.push(projection.name().to_owned());
        }
        if projections.is_empty() {
            return Ok(None);
        }
        let answer = WorkAnswer { job, projections, kind: WorkKind::Fold, from, to, states, only: None, end: true };
        Ok(Some(Work { answer, page }))
    }

    /// The events of a range that projections want, as many as are of a page, and the position behind what that covers.
    pub(crate) fn wanted_events(&self, group: &[Rc<Projection>], from: u64, until: u64) -> (Vec<u64>, u64) {
        let selected = self.select_until(group, from, until);
        (selected.positions, selected.to)
    }

    fn select_for(&self, group: &[Rc<Projection>], from: u64) -> Selected {
        self.select_until(group, from, self.events())
    }

    /// The events of a range that one of the group wants, as many as are of a page.
    fn select_until(&self, group: &[Rc<Projection>], from: u64, until: u64) -> Selected {
        let index = self.log.index();
        let mut wants = Wants::new(group, index.streams().len());
        let types: Vec<Vec<bool>> = group
            .iter()
            .map(|projection| {
                let wanted = &projection.asked.types;
                let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
                index.types().iter().map(|(name, _)| is_wanted(name)).collect()
            })
            .collect();
        let mut passed_over = vec![BTreeMap::<u32, u64>::new(); group.len()];
        let (streams, kinds) = (index.stream_column(), index.type_column());
        let mut selected = Selected { positions: Vec::new(), to: until, passed_over: Vec::new() };
        for position in from..until {
            if selected.positions.len() >= MOST {
                selected.to = position;
                break;
            }
            let at = usize::try_from(position).unwrap_or(usize::MAX);
            let (Some(stream), Some(kind)) = (streams.get(at), kinds.get(at)) else { break };
            let Some(entry) = index.streams().get(*stream as usize) else { continue };
            let mut wanted = false;
            for own in 0..group.len() {
                if wants.stream(own, *stream, &entry.name) {
                    if types[own].get(*kind as usize).copied().unwrap_or(true) {
                        wanted = true;
                    } else {
                        *passed_over[own].entry(*kind).or_default() += 1;
                    }
                }
            }
            if wanted {
                selected.positions.push(position);
            }
        }
        selected.passed_over = passed_over.into_iter().map(|counts| counts.into_iter().collect()).collect();
        selected
    }

    /// A page of these events, as a read gives it, and how many of them are in it: as many as are not too many bytes.
    pub(crate) async fn read_page(&self, positions: &[u64]) -> Result<(Vec<u8>, usize), StoreError> {
        let (Some(first), Some(last)) = (positions.first(), positions.last()) else {
            return Ok((PageWriter::sized(0, 0).finish(), 0));
        };
        let mut writer = PageWriter::sized(positions.len().min(4096), PAGE as usize);
        let mut read = 0;
        let mut take = |view: View<'_>| {
            while positions.get(read).is_some_and(|position| *position < view.position.0) {
                read += 1;
            }
            if positions.get(read) == Some(&view.position.0) {
                write_event(&view, &mut writer);
                read += 1;
            }
            (writer.len_bytes() as u64) < PAGE
        };
        if (last - first) / positions.len() as u64 >= SPARSE {
            self.log.pick(positions, &mut take).await?;
        } else {
            self.log.visit(*first..last + 1, &mut take).await?;
        }
        let is_full = writer.len_bytes() as u64 >= PAGE;
        Ok((writer.finish(), if is_full { read } else { positions.len() }))
    }

    /// The states of a projection, to go on from: a JSON object of JSON texts.
    fn states_of(&self, projection: &Projection) -> Result<String, StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(String::new()) };
        Ok(as_members(&run.borrow()))
    }

    /// Takes what came of a page, or of the part before its handlers failed. `now` is the time in milliseconds.
    ///
    /// # Errors
    /// What cannot be read: the projection does not go on then. Answers that come before their turn.
    pub async fn handled(
        &self,
        projection: &str,
        job: u64,
        bytes: &[u8],
        failure: Option<ProjectionFailure>,
        now: f64,
    ) -> Result<(), StoreError> {
        // One that was ended meanwhile is nobody's concern.
        let Ok(projection) = self.projections.find(projection) else { return Ok(()) };
        let of = |why| StoreError::ProjectionFailed { projection: projection.name().to_owned(), why };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| StoreError::InvalidProjection(format!("what its handlers gave is no UTF-8: {error}")));
        if let Some(answer) = projection.elsewhere.errand_done(job) {
            let answered = match (&failure, &text) {
                (Some(why), _) => Err(of(why.clone())),
                (None, text) => text.clone().map(str::to_owned),
            };
            // Whoever waited may have given up.
            let _ = answer.send(answered);
            self.projections.work.ring();
            return text.map(drop);
        }
        let Some(out) = projection.elsewhere.come_back(job)? else { return Ok(()) };
        let taken = text.and_then(|text| self.take(&projection, &out, text));
        match (taken, failure) {
            (Ok(_), None) => self.arrive(&projection, out.range.end, &out.passed_over),
            (Ok(behind), Some(why)) => {
                let position = why.position.unwrap_or(behind).clamp(behind, out.range.end);
                self.arrive(&projection, position, &[]);
                self.fail(&projection, of(why));
            }
            (Err(error), _) => {
                projection.elsewhere.set_broken(true);
                self.fail(&projection, error.clone());
                return Err(error);
            }
        }
        // What cannot be written now, for want of room say, is written another time: the states are here.
        let _ = self.snapshot_if_due(&projection, now).await;
        Ok(())
    }

    fn take(&self, projection: &Projection, out: &Out, text: &str) -> Result<u64, StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(out.range.end) };
        let (output, lines) = Output::read(text)?;
        let mut run = run.borrow_mut();
        let behind = run.take(lines, &out.range).map_err(|error| wrong_lines(&error))?;
        run.handled += output.handled;
        for (name, count) in &output.unhandled {
            run.pass_over(name, *count);
        }
        projection.elsewhere.keep(output);
        Ok(behind)
    }

    /// A projection has got to `next`.
    fn arrive(&self, projection: &Projection, next: u64, passed_over: &[(u32, u64)]) {
        let Body::Run(run) = &projection.body else { return };
        let mut run = run.borrow_mut();
        run.next = next;
        for (kind, count) in passed_over {
            if let Some((name, _)) = self.log.index().types().get(*kind as usize) {
                run.pass_over(name, *count);
            }
        }
        if projection.asking.get() == 0 {
            run.history.thin();
        }
        drop(run);
        projection.moved.ring();
        self.projections.work.ring();
    }

    /// A projection does not go on.
    fn fail(&self, projection: &Projection, error: StoreError) {
        let Body::Run(run) = &projection.body else { return };
        let next = {
            let mut run = run.borrow_mut();
            run.failed = Some(error);
            run.next
        };
        projection.elsewhere.go_on_from(next);
        projection.moved.ring();
        self.projections.work.ring();
    }
}

/// The next page of a job that somebody waits for.
fn errand(all: &[Rc<Projection>], driver: u32) -> Option<Work> {
    all.iter().find_map(|projection| {
        let errand = projection.elsewhere.next_errand(driver)?;
        projection.elsewhere.await_errand(errand.job, errand.answer);
        let answer = WorkAnswer {
            job: errand.job,
            projections: vec![projection.name().to_owned()],
            kind: errand.kind,
            from: errand.range.start,
            to: errand.range.end,
            states: errand.states,
            only: errand.only,
            end: errand.end,
        };
        Some(Work { answer, page: errand.page })
    })
}
