//! What keeps a store in order: stream metadata, deletion, scavenge, compaction, the check of everything, backup and restore.

use std::rc::Rc;

use foldback_log::{BackupPart, Damage, Restore, StreamMetadata};
use foldback_protocol::{
    CompactAnswer, DamagedSegment, ErrorInfo, EstimateAnswer, ExpectedRevision, HeadAnswer, MetadataAnswer, Progress,
    ScavengeAnswer, StreamMetadataInfo, VerifyAnswer, WrittenAnswer,
};
use foldback_store::Source as _;
use js_sys::{Array, Uint8Array};
use web_sys::Blob;

use crate::blob::BlobSource;
use crate::failure::{from_expected, of_log, of_store};
use crate::logs::{LogStore, Logs, import_claim, is_left_over};
use crate::reads;
use crate::request::{Answer, Request};
use crate::tasks::next_task;

/// Parts of a backup that are gathered before the browser is given them as one.
const GATHER: u32 = 64;

fn progress(request: &Request, events: u64) -> bool {
    request.progress(&Progress { events, ..Progress::default() });
    !request.cancelled.get()
}

pub fn metadata(store: &LogStore, stream: &str) -> MetadataAnswer {
    let rules = store.log().rules(stream).unwrap_or_default();
    let StreamMetadata { max_count, max_age, truncate_before, custom } = rules.metadata;
    let custom = (!custom.is_empty()).then_some(custom);
    MetadataAnswer {
        revision: rules.written.checked_sub(1),
        metadata: StreamMetadataInfo { max_count, max_age, truncate_before, custom },
        deleted: rules.first > 0 && rules.first == store.log().next_revision(stream),
        tombstoned: rules.tombstoned,
    }
}

pub async fn set_metadata(
    store: &LogStore,
    stream: &str,
    metadata: StreamMetadataInfo,
    expected: Option<ExpectedRevision>,
) -> Result<WrittenAnswer, ErrorInfo> {
    let StreamMetadataInfo { max_count, max_age, truncate_before, custom } = metadata;
    let metadata = StreamMetadata { max_count, max_age, truncate_before, custom: custom.unwrap_or_default() };
    // How often it was set before is one more than the revision it was at.
    let expected = match expected {
        None | Some(ExpectedRevision::Any | ExpectedRevision::StreamExists) => None,
        Some(ExpectedRevision::NoStream) => Some(0),
        Some(ExpectedRevision::Revision(revision)) => Some(revision.saturating_add(1)),
    };
    let log = store.log();
    log.set_stream_metadata(stream, metadata, expected).await.map_err(|error| of_log(&error))?;
    Ok(WrittenAnswer { revision: log.rules(stream).and_then(|rules| rules.written.checked_sub(1)) })
}

pub async fn delete_stream(
    store: &LogStore,
    stream: &str,
    expected: ExpectedRevision,
    tombstone: bool,
) -> Result<WrittenAnswer, ErrorInfo> {
    let (log, expected) = (store.log(), from_expected(expected));
    let deleted = match tombstone {
        true => log.tombstone_stream(stream, expected).await,
        false => log.delete_stream(stream, expected).await,
    };
    deleted.map_err(|error| of_log(&error))?;
    Ok(WrittenAnswer { revision: log.rules(stream).and_then(|rules| rules.written.checked_sub(1)) })
}

pub async fn scavenge(store: &LogStore, request: &Request) -> Result<ScavengeAnswer, ErrorInfo> {
    let now = js_sys::Date::now() as i64 * 1000;
    let done = store.scavenge(now, &mut |events| progress(request, events)).await.map_err(|error| of_store(&error))?;
    Ok(ScavengeAnswer {
        events_removed: done.events,
        bytes_freed: done.bytes_before.saturating_sub(done.bytes_after),
        segments: done.segments,
    })
}

pub async fn compact(store: &LogStore, request: &Request) -> Result<CompactAnswer, ErrorInfo> {
    let done = store.log().compact(&mut next_task, &mut |segments| progress(request, segments)).await;
    done.map(|done| CompactAnswer { before: done.before, after: done.after }).map_err(|error| of_log(&error))
}

pub async fn verify(store: &LogStore, request: &Request) -> Result<VerifyAnswer, ErrorInfo> {
    let verified = store.log().verify(&mut |events| progress(request, events)).await.map_err(|error| of_log(&error))?;
    let damaged: Vec<_> = verified.damaged.iter().map(damage).collect();
    Ok(VerifyAnswer {
        ok: damaged.is_empty(),
        events: verified.events,
        hash: verified.link.iter().map(|byte| format!("{byte:02x}")).collect(),
        damaged,
    })
}

fn damage(damage: &Damage) -> DamagedSegment {
    match damage {
        Damage::Segment { first, reason, .. } => {
            DamagedSegment { first_position: Some(*first), reason: (*reason).to_owned() }
        }
        Damage::Head { reason } => {
            DamagedSegment { first_position: None, reason: format!("the head of the log: {reason}") }
        }
        Damage::Rules { stream } => DamagedSegment {
            first_position: None,
            reason: format!("what was said of the stream {stream} cannot be read"),
        },
    }
}

pub async fn backup(store: &LogStore, request: &Request) -> Result<Answer, ErrorInfo> {
    let parts = Array::new();
    let mut unread = 0;
    let mut failed = None;
    let mut write = |part: BackupPart, events: u64| {
        match part {
            BackupPart::Anew => parts.set_length(0),
            BackupPart::Bytes(bytes) => drop(parts.push(&Uint8Array::from(bytes.as_slice()))),
        }
        unread += 1;
        // A blob may lie on the disk, arrays may not.
        if unread >= GATHER {
            unread = 0;
            match Blob::new_with_buffer_source_sequence(&parts) {
                Ok(blob) => {
                    parts.set_length(0);
                    parts.push(&blob);
                }
                Err(error) => failed = Some(error),
            }
        }
        progress(request, events) && failed.is_none()
    };
    let written = store.log().backup(&mut write).await;
    let refused =
        || ErrorInfo::new("QuotaExceeded", "The browser has no room for the backup; free some and try again.");
    if failed.is_some() {
        return Err(refused());
    }
    written.map_err(|error| of_log(&error))?;
    Ok(Answer::file(Blob::new_with_blob_sequence(&parts).map_err(|_| refused())?))
}

/// Puts a backup into an empty store. A store that could not be filled is empty again.
pub async fn restore(logs: &Rc<Logs>, log: &str, request: &Request) -> Result<HeadAnswer, ErrorInfo> {
    let Some(file) = &request.file else {
        return Err(ErrorInfo::new("InvalidCall", "The call holds no backup file."));
    };
    let busy = || {
        let why = format!("Another tab is filling the store {log} at this moment. Try again when it is done.");
        ErrorInfo::new("Conflict", why)
    };
    // As for an import: without it what is there so far counts as left behind.
    let store = logs.store_to_fill(log).await?;
    let _claim = store.log().backend().claim(&import_claim(log)).await.ok_or_else(busy)?;
    let mut restore = Restore::begin(store.log().backend()).await.map_err(|error| match error {
        foldback_log::LogError::Conflict => ErrorInfo::new(
            "Conflict",
            format!("The store {log} is not empty. Restore the backup into a new store, or delete this one first."),
        ),
        error => of_log(&error),
    })?;
    let outcome = async {
        let mut source = BlobSource::new(file);
        let mut bytes = 0.0;
        while let Some(piece) = source.next().await.map_err(|why| {
            ErrorInfo::new("SourceFailed", format!("The file could not be read: {why}. Choose it again."))
        })? {
            bytes += piece.len() as f64;
            restore.push(&piece).await.map_err(|error| of_log(&error))?;
            request.progress(&Progress { bytes, total: file.size(), ..Progress::default() });
            if request.cancelled.get() {
                return Err(ErrorInfo::new("Aborted", "Cancelled. Nothing was kept."));
            }
        }
        restore.finish().await.map_err(|error| of_log(&error))
    }
    .await;
    if let Err(error) = outcome {
        let left_over = is_left_over(store.log().backend()).await;
        drop(store);
        if left_over {
            logs.make_anew(log).await?;
        }
        return Err(error);
    }
    store.refresh().await.map_err(|error| of_store(&error))?;
    Ok(reads::head(&store))
}

pub async fn estimate(store: &LogStore) -> EstimateAnswer {
    let (events, bytes) = (store.events(), store.log().bytes());
    let (streams, index_bytes) = {
        let index = store.log().index();
        (index.streams().iter().filter(|stream| !stream.positions.is_empty()).count() as u64, index.weight() as u64)
    };
    let room = foldback_idb::estimate().await;
    EstimateAnswer {
        events,
        streams,
        bytes,
        bytes_per_event: if events == 0 { 0.0 } else { bytes as f64 / events as f64 },
        index_bytes,
        usage: room.usage,
        quota: room.quota,
        persisted: room.persisted,
    }
}
