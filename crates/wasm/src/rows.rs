//! Events as rows of bytes.

use foldback_event::Event;
use foldback_log::View;
use foldback_protocol::{ErrorInfo, Row, write_row};

use crate::failure::{of_log, of_store};
use crate::logs::LogStore;
use crate::request::Answer;

/// Rows of one answer. A page shows a hundred or two.
const MOST: u32 = 10_000;

pub async fn rows(store: &LogStore, from: u64, count: u32, cut: Option<u32>) -> Result<Answer, ErrorInfo> {
    let mut out = Vec::new();
    let to = from.saturating_add(u64::from(count.min(MOST)));
    let mut write = |view: View<'_>| {
        write_row(&row(view.to_event(), view.type_id, cut), &mut out);
        true
    };
    store.look(from..to, &mut write).await.map_err(|error| of_store(&error))?;
    Answer::with(&(), out)
}

pub async fn pick(store: &LogStore, positions: &[u64], cut: Option<u32>) -> Result<Answer, ErrorInfo> {
    let mut out = Vec::new();
    let positions = &positions[..positions.len().min(MOST as usize)];
    // Neighbours of what is being imported may not be readable yet.
    let readable = positions.partition_point(|position| *position < store.events());
    let mut write = |view: View<'_>| {
        write_row(&row(view.to_event(), view.type_id, cut), &mut out);
        true
    };
    store.log().pick(&positions[..readable], &mut write).await.map_err(|error| of_log(&error))?;
    Answer::with(&(), out)
}

fn row(event: Event, type_index: u32, cut: Option<u32>) -> Row {
    let data_length = event.data.len() as u64;
    let (data, metadata) = match cut {
        None => (event.data, event.metadata),
        Some(cut) => (shortened(event.data, cut as usize), Vec::new()),
    };
    let place = event.source.as_ref().map(|source| source.place);
    let source = event.source.unwrap_or_default();
    Row {
        position: event.position.0,
        revision: event.revision.0,
        stream: event.stream,
        type_index,
        event_type: event.event_type,
        id: event.id,
        time: event.time,
        created: event.created.map(|created| created.0),
        content_type: event.content_type,
        data_length,
        data,
        metadata,
        tags: event.tags,
        source_revision: source.revision,
        source_position: source.position,
        place,
    }
}

/// At most `most` bytes, never half a character.
fn shortened(mut data: Vec<u8>, most: usize) -> Vec<u8> {
    if data.len() > most {
        let end = (0..=most).rev().find(|at| data[*at] & 0xc0 != 0x80).unwrap_or_default();
        data.truncate(end);
    }
    data
}
