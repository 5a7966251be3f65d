//! Events out: page by page in a form, whole or redacted. What a form looks like is the format crate's.

use foldback_event::Timestamp;
use foldback_format::{ExportFormat, Redactor};
use foldback_log::{Backend, View, derived_id};
use foldback_protocol::At;

use crate::{Read, Store, StoreError};

/// One page of an export.
#[derive(Debug)]
pub struct ExportPage<'a> {
    /// Which events.
    pub read: &'a Read,
    /// Whether it begins the file. It may have no event, so that counting does not tell.
    pub is_first: bool,
    /// In which form.
    pub format: ExportFormat,
    /// How many events the pages before had.
    pub written: u64,
    /// About how many bytes a page has.
    pub bytes: usize,
}

/// Where such a page ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Where the next one begins; `None` at the end.
    pub next: Option<u64>,
    /// The position behind the last event of the export.
    pub until: u64,
    /// Events of this page.
    pub events: u64,
}

impl<B: Backend> Store<B> {
    /// Adds one page to `out`. The pages after one another are the file: the first has what stands before the events, the last
    /// what stands behind them.
    ///
    /// With rules, ids that the log has made from the content of events are left out: without a key, they would tell whether
    /// a guess at what was hidden is right.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn export(
        &self,
        page: &ExportPage<'_>,
        mut redactor: Option<&mut Redactor>,
        out: &mut Vec<u8>,
    ) -> Result<Exported, StoreError> {
        let ExportPage { read, is_first, format, written, bytes } = *page;
        if is_first {
            out.extend_from_slice(format.opening());
        }
        let mut events = 0;
        let mut write = |view: &View<'_>| {
            let (position, revision) = (view.position.0, view.revision.0);
            let is_first_event = written + events == 0;
            view.with(|event| match &mut redactor {
                None => format.write(event, position, revision, is_first_event, out),
                Some(redactor) => {
                    let is_derived = event.id.is_some_and(|id| id == derived_id(event, revision));
                    let id = event.id.filter(|_| !is_derived);
                    let event = foldback_event::EventRef { id, ..*event };
                    redactor.redact(&event, |event| format.write(event, position, revision, is_first_event, out));
                }
            });
            events += 1;
            out.len() < bytes
        };
        let ended = self.read(read, &mut write).await?;
        if ended.next.is_none() {
            out.extend_from_slice(format.closing());
        }
        Ok(Exported { next: ended.next, until: ended.until, events })
    }

    /// The position behind the last event up to a moment.
    pub fn behind(&self, moment: At) -> u64 {
        match moment {
            At::Position(position) => position.saturating_add(1),
            At::Time(time) => self.log.index().position_at(Timestamp(time.saturating_add(1))),
        }
    }
}
