//! Events of an open store out, as lines.

use foldback_event::Timestamp;
use foldback_format::write_line;
use foldback_log::{Filter, View};
use foldback_protocol::{At, ErrorInfo, ReadAnswer, ReadFilter, ReadFrom};
use foldback_store::{From, Read};

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::reads::{MOST, PAGE, now};
use crate::request::Answer;

/// What a page of an export reads.
pub fn read(
    store: &LogStore,
    filter: ReadFilter,
    from: Option<ReadFrom>,
    to: Option<At>,
    until: Option<u64>,
    max_events: u32,
) -> Read {
    let ReadFilter { types, stream_prefixes, tags } = filter;
    Read {
        filter: Filter { types, stream_prefixes, tags },
        from: match from {
            None | Some(ReadFrom::Start) => None,
            Some(ReadFrom::End) => Some(From::Place(store.events())),
            Some(ReadFrom::At(place)) => Some(From::Place(place)),
            Some(ReadFrom::Time(time)) => Some(From::Time(Timestamp(time))),
        },
        until: until.or_else(|| to.map(|to| store.behind(to))),
        limit: max_events.clamp(1, MOST) as usize,
        now: now(),
        ..Read::default()
    }
}

/// One page of events as lines.
pub async fn lines(store: &LogStore, read: &Read) -> Result<Answer, ErrorInfo> {
    let mut lines = Vec::new();
    let mut write = |view: &View<'_>| {
        view.with(|event| write_line(event, view.position.0, view.revision.0, &mut lines));
        lines.len() < PAGE
    };
    let page = store.read(read, &mut write).await.map_err(|error| of_store(&error))?;
    Answer::with(&ReadAnswer { next: page.next, until: page.until }, lines)
}
