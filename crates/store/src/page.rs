//! Events on their way to whoever reads: from where they lie into a page, without a copy between.

use foldback_log::{Id, Time, View};
use foldback_protocol::{PageEvent, PageId, PageTime, PageWriter};

/// Adds an event to a page.
pub fn write_event(view: &View<'_>, writer: &mut PageWriter) {
    writer.push(&page_event(view), view.tags());
}

/// The event as a page takes it.
pub(crate) fn page_event<'a>(view: &View<'a>) -> PageEvent<'a> {
    let parts = view.parts();
    PageEvent {
        position: view.position.0,
        revision: view.revision.0,
        stream_id: view.stream_id,
        stream: view.stream,
        type_id: view.type_id,
        event_type: view.event_type,
        id: match parts.id {
            Id::Uuid(bytes) => PageId::Uuid(bytes),
            Id::Text(text) => PageId::Text(text),
        },
        time: match parts.time {
            Time::None => PageTime::None,
            Time::Text(text) => PageTime::Text(text),
            Time::Utc { digits } => PageTime::Utc { digits },
        },
        created: view.created,
        content_type: parts.content_type,
        data: view.data(),
        metadata: view.metadata(),
        source: parts.source,
    }
}
