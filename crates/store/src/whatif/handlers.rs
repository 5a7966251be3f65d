//! Branches of projections by handlers: whoever runs them folds the events of the branch by a fold of its own, from the states
//! before the first difference.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use foldback_event::{JSON_CONTENT_TYPE, Json, Timestamp};
use foldback_log::{Backend, View};
use foldback_protocol::{PageEvent, PageId, PageTime, PageWriter, WorkKind};
use foldback_replay::{Future, Handled, History, Step, read_patches};

use super::{Folded, Happening, Named};
use crate::page::page_event;
use crate::projections::errands::wrong_lines;
use crate::projections::errands::{Job, states_text};
use crate::projections::registry::{Body, Projection};
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// The partitions that the edited events wrote to, by their names.
    pub(super) async fn edited_partitions(&self, named: &Named, projection: &str) -> Result<Vec<String>, StoreError> {
        self.fold_all(projection, u64::MAX, &|| true).await?;
        let mut names = Vec::new();
        for position in named.plan.edited() {
            let numbers = self.ask(projection, "", u64::MAX, |history, _| history.partitions_at(position)).await?;
            for number in numbers {
                names.extend(self.partition_name(projection, number)?);
            }
        }
        Ok(names)
    }

    /// Has handlers fold the events of a branch from a position on.
    pub(super) async fn fold_branch_elsewhere(
        &self,
        projection: &Rc<Projection>,
        folded: &RefCell<Folded>,
        from: u64,
        steps: impl Iterator<Item = Step<'_, Happening>>,
    ) -> Result<(), StoreError> {
        let states = self.states_before(projection, folded, from).await?;
        let states = states_text(states.iter().map(|(name, state)| (name.as_str(), state.clone())));
        let mut job = self.begin_job(projection, WorkKind::Branch, states)?;
        for step in steps {
            match step {
                Step::Log(range) => {
                    let mut next = range.start;
                    while next < range.end.min(self.events()) {
                        let (page, to) = self.page_for(projection, next..range.end).await?;
                        self.fold_page(projection, folded, &mut job, page, next..to).await?;
                        next = to;
                    }
                }
                Step::Moved { from, at } => {
                    let mut page = None;
                    let mut take = |view: View<'_>| {
                        if projection.reads(view.stream, view.event_type) {
                            let mut writer = PageWriter::sized(1, view.data().len());
                            writer.push(&PageEvent { position: at, ..page_event(&view) }, view.tags());
                            page = Some(writer.finish());
                        }
                        true
                    };
                    self.log.pick(&[from], &mut take).await?;
                    if let Some(page) = page {
                        self.fold_page(projection, folded, &mut job, page, at..at + 1).await?;
                    }
                }
                Step::Own { event, at } if projection.reads(&event.stream, &event.event_type) => {
                    let page = self.page_of(event, at);
                    self.fold_page(projection, folded, &mut job, page, at..at + 1).await?;
                }
                Step::Own { .. } => {}
            }
        }
        Ok(())
    }

    /// The states of all partitions that have begun before a position, in the branch as far as it is folded.
    async fn states_before(
        &self,
        projection: &Rc<Projection>,
        folded: &RefCell<Folded>,
        from: u64,
    ) -> Result<Vec<(String, Option<Json>)>, StoreError> {
        let Some(before) = from.checked_sub(1) else { return Ok(Vec::new()) };
        let known = self.partitions(projection.name())?;
        let more = folded.borrow().more_than(&known);
        let mut states = Vec::with_capacity(known.len());
        for name in known.into_iter().map(|(_, name)| name).chain(more) {
            let question = |history: &History, number| {
                let folded = folded.borrow();
                let moment = Future::of(history, &folded.branch).moment(number, before)?;
                Ok(moment.position.map(|_| moment.state))
            };
            if let Some(state) = self.ask(projection.name(), &name, before, question).await? {
                states.push((name, state));
            }
        }
        Ok(states)
    }

    async fn fold_page(
        &self,
        projection: &Rc<Projection>,
        folded: &RefCell<Folded>,
        job: &mut Job,
        page: Vec<u8>,
        range: Range<u64>,
    ) -> Result<(), StoreError> {
        let lines = self.fold_elsewhere(job, page, range, false).await?;
        for line in read_patches(&lines) {
            let line = line.map_err(|error| wrong_lines(&error))?;
            self.take_line(projection, folded, &line).await?;
        }
        Ok(())
    }

    async fn take_line(
        &self,
        projection: &Rc<Projection>,
        folded: &RefCell<Folded>,
        line: &Handled<'_>,
    ) -> Result<(), StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(()) };
        // A partition may be in the branch alone; the log goes on with the same number when it comes there too.
        let number = run.borrow_mut().names.number(&line.partition);
        if !folded.borrow().branch.has(number) {
            let before = folded.borrow().branch.first().saturating_sub(1);
            let touch = |history: &History, _| folded.borrow_mut().branch.touch(history, number);
            self.ask(projection.name(), &line.partition, before, touch).await?;
            folded.borrow_mut().names.insert(line.partition.to_string());
        }
        folded.borrow_mut().branch.take(number, line).map_err(|error| wrong_lines(&error))
    }

    /// A page with one event of the branch alone.
    fn page_of(&self, event: &Happening, at: u64) -> Vec<u8> {
        let index = self.log.index();
        let stream = index.stream(&event.stream);
        let earlier = |positions: &[u32]| positions.partition_point(|position| u64::from(*position) < at) as u64;
        let revision = stream.map_or(0, |stream| stream.first_revision + earlier(&stream.positions));
        let page_event = PageEvent {
            position: at,
            revision,
            stream_id: 0,
            stream: &event.stream,
            type_id: 0,
            event_type: &event.event_type,
            id: PageId::Text(""),
            time: event.time.map_or(PageTime::None, |_| PageTime::Utc { digits: 6 }),
            created: event.time.map(Timestamp),
            content_type: JSON_CONTENT_TYPE,
            data: event.data.as_bytes(),
            metadata: event.metadata.as_bytes(),
            source: None,
        };
        let mut writer = PageWriter::sized(1, event.data.len());
        writer.push(&page_event, std::iter::empty());
        writer.finish()
    }
}
