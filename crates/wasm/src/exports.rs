//! Events of an open store out, as lines.

use foldback_format::write_line;
use foldback_log::{Filter, View};
use foldback_protocol::{ErrorInfo, ReadAnswer, ReadFilter};
use foldback_store::{From, Read};

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::reads::{MOST, PAGE, now};
use crate::request::Answer;

/// One page of events as lines.
pub async fn export(
    store: &LogStore,
    filter: ReadFilter,
    from: Option<u64>,
    until: Option<u64>,
    max_events: u32,
) -> Result<Answer, ErrorInfo> {
    let ReadFilter { types, stream_prefixes, tags } = filter;
    let read = Read {
        filter: Filter { types, stream_prefixes, tags },
        from: from.map(From::Place),
        until,
        limit: max_events.clamp(1, MOST) as usize,
        now: now(),
        ..Read::default()
    };
    let mut lines = Vec::new();
    let mut write = |view: &View<'_>| {
        view.with(|event| write_line(event, view.position.0, view.revision.0, &mut lines));
        lines.len() < PAGE
    };
    let page = store.read(&read, &mut write).await.map_err(|error| of_store(&error))?;
    Answer::with(&ReadAnswer { next: page.next, until: page.until }, lines)
}
