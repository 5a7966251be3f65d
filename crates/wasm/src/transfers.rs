//! Events of an open store out to lines, and of files in.

use foldback_format::write_line;
use foldback_log::{Filter, View};
use foldback_protocol::{ErrorInfo, ImportReport, ImportedAnswer, Mapping, OnBad, ReadAnswer, ReadFilter};
use foldback_store::{From, ImportOptions, Read};

use crate::blob::BlobSource;
use crate::convert::to_mapping;
use crate::failure::of_store;
use crate::logs::LogStore;
use crate::reads::{MOST, PAGE, now};
use crate::request::{Answer, Request};
use crate::watched::{Watched, file_of, stem};

/// Appends the events of the call's file.
pub async fn import(
    store: &LogStore,
    log: &str,
    request: &Request,
    name: &str,
    mapping: Option<Mapping>,
    on_bad: OnBad,
) -> Result<ImportedAnswer, ErrorInfo> {
    let nothing = |error: ErrorInfo| ErrorInfo { appended: Some(0), ..error };
    let start = js_sys::Date::now();
    let file = file_of(request).map_err(nothing)?;
    let watched = Watched::new(request, log, file.size());
    let options = ImportOptions {
        name: stem(name).to_owned(),
        mapping: mapping.map(|mapping| to_mapping(mapping, stem(name))),
        refuse_bad: on_bad == OnBad::Refuse,
    };
    if options.refuse_bad {
        let checked = store.check_import(&mut BlobSource::new(&file), options.clone(), &watched).await;
        checked.map_err(|error| nothing(of_store(&error)))?;
    }
    let done = store.import_into(&mut BlobSource::new(&file), options, &watched).await;
    let done = done.map_err(|error| of_store(&error))?;
    let millis = js_sys::Date::now() - start;
    Ok(ImportedAnswer {
        report: ImportReport { log: log.to_owned(), millis, ..done.report },
        already_there: done.already_there,
        first_position: done.first,
        last_position: done.last,
    })
}

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
