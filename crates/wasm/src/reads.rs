//! Reads: a page of events a call. A read that waits is a subscription's next step.

use foldback_event::Timestamp;
use foldback_log::{Filter, View};
use foldback_protocol::{Direction, ErrorInfo, HeadAnswer, PageWriter, ReadAnswer, ReadFilter, ReadFrom, StreamDetail};
use foldback_store::{From, Page, Read, write_event};
use futures::future::{Either, select};

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::{Answer, Request, Why};
use crate::tasks::idle;

/// Bytes after which a page of scattered events ends. Neighbours come by blocks, and seldom get there.
pub const PAGE: usize = 4 << 20;

/// Events and bytes of payload of the usual page of neighbours, and some more.
const USUAL: (usize, usize) = (4096, 1 << 20);

/// Events of a page at most.
pub const MOST: u32 = 16_384;

/// Milliseconds after which a reader that waits looks for itself: a tab that was killed after it had appended told nobody.
const LOOK_AGAIN: u32 = 1000;

/// The time, in microseconds since 1970.
pub fn now() -> i64 {
    js_sys::Date::now() as i64 * 1000
}

/// What a read call asks for.
pub struct Wanted {
    pub stream: Option<String>,
    pub filter: ReadFilter,
    pub direction: Direction,
    pub from: Option<ReadFrom>,
    pub until: Option<u64>,
    pub max_events: u32,
    pub wait: bool,
}

pub async fn read(store: &LogStore, wanted: Wanted, request: &Request) -> Result<Answer, ErrorInfo> {
    let ReadFilter { types, stream_prefixes, tags } = wanted.filter;
    let backwards = wanted.direction == Direction::Backwards;
    if wanted.wait && (backwards || wanted.until.is_some()) {
        let message = "A read that waits goes forwards and has no end: leave out `direction` and `until`.";
        return Err(ErrorInfo::new("InvalidCall", message));
    }
    let mut read = Read {
        from: match wanted.from {
            None | Some(ReadFrom::Start) if !backwards => None,
            Some(ReadFrom::Start) => Some(From::Place(0)),
            Some(ReadFrom::End) if !backwards => Some(From::Place(end(store, wanted.stream.as_deref()))),
            None | Some(ReadFrom::End) => None,
            Some(ReadFrom::At(place)) => Some(From::Place(place)),
            Some(ReadFrom::Time(time)) => Some(From::Time(Timestamp(time))),
        },
        stream: wanted.stream,
        filter: Filter { types, stream_prefixes, tags },
        direction: if backwards { foldback_log::Direction::Backwards } else { foldback_log::Direction::Forwards },
        until: wanted.until,
        limit: wanted.max_events.clamp(1, MOST) as usize,
        now: 0,
    };
    loop {
        read.now = now();
        let mut writer = PageWriter::sized(read.limit.min(USUAL.0), USUAL.1.min(read.limit * 512));
        let mut visit = |view: &View<'_>| {
            write_event(view, &mut writer);
            writer.len_bytes() < PAGE
        };
        let page = match store.read(&read, &mut visit).await {
            // A stream that is waited for may come yet.
            Err(foldback_store::StoreError::Log(foldback_log::LogError::StreamNotFound { .. })) if wanted.wait => {
                Page { next: None, until: store.events(), resume: 0 }
            }
            other => other.map_err(|error| of_store(&error))?,
        };
        if !writer.is_empty() || !wanted.wait {
            let next = if wanted.wait { Some(page.resume) } else { page.next };
            return Answer::with(&ReadAnswer { next, until: page.until }, writer.finish());
        }
        // Nothing fitted up to here: whoever waits need not look at that again.
        if page.resume > 0 {
            read.from = Some(From::Place(page.resume));
        }
        if store.has_ended() {
            return Err(closed());
        }
        // Something may have come while this looked.
        if store.events() > page.until {
            continue;
        }
        let looked = async {
            let (news, again) = (std::pin::pin!(store.news()), std::pin::pin!(idle(LOOK_AGAIN)));
            matches!(select(news, again).await, Either::Right(_))
        };
        match select(std::pin::pin!(looked), std::pin::pin!(request.cancelled.asked())).await {
            Either::Left((true, _)) => drop(store.refresh().await.map_err(|error| of_store(&error))?),
            Either::Left((false, _)) => {}
            Either::Right((Why::Cancelled, _)) => return Err(ErrorInfo::new("Aborted", "The read was cancelled.")),
            Either::Right((Why::Closed, _)) => return Err(closed()),
        }
    }
}

pub fn closed() -> ErrorInfo {
    ErrorInfo::new("StoreClosed", "The store was closed while this waited for events; open it again.")
}

/// Where the next event comes.
fn end(store: &LogStore, stream: Option<&str>) -> u64 {
    stream.map_or_else(|| store.events(), |stream| store.log().next_revision(stream))
}

pub fn head(store: &LogStore) -> HeadAnswer {
    let head = store.head();
    let hash = head.link.iter().map(|byte| format!("{byte:02x}")).collect();
    HeadAnswer { position: head.next.checked_sub(1), hash }
}

pub fn streams(store: &LogStore, prefix: &str, limit: u32) -> Vec<StreamDetail> {
    let now = now();
    let log = store.log();
    let index = log.index();
    let found = index.streams().iter().filter(|entry| entry.name.starts_with(prefix) && !entry.positions.is_empty());
    let detail = |entry: &foldback_log::StreamEntry| {
        let rules = log.rules(&entry.name).unwrap_or_default();
        let place = |at: Option<&u32>| at.map_or(0, |position| u64::from(*position));
        let last = place(entry.positions.last());
        let kind = index.type_at(foldback_event::Position(last));
        StreamDetail {
            stream_id: entry.name.to_string(),
            count: entry.next_revision()
                - log.visible_from(&entry.name, now).clamp(entry.first_revision, entry.next_revision()),
            first_position: place(entry.positions.first()),
            last_position: last,
            last_type: kind.map_or_else(String::new, |kind| index.types()[kind as usize].0.to_string()),
            deleted: rules.first > 0 && rules.first == entry.next_revision(),
            tombstoned: rules.tombstoned,
        }
    };
    found.take(limit as usize).map(detail).collect()
}
