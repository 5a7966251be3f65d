//! Events of files into an open store.

use foldback_protocol::{ErrorInfo, ImportReport, ImportedAnswer, Mapping, OnBad};
use foldback_store::ImportOptions;

use crate::blob::BlobSource;
use crate::convert::to_mapping;
use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::Request;
use crate::watched::{Watched, file_of, stem};

/// What the caller has chosen of how the file is read.
pub struct Chosen {
    pub format: Option<String>,
    pub mapping: Option<Mapping>,
    pub on_bad: OnBad,
}

/// Appends the events of the call's file.
pub async fn import(
    store: &LogStore,
    log: &str,
    request: &Request,
    name: &str,
    Chosen { format, mapping, on_bad }: Chosen,
) -> Result<ImportedAnswer, ErrorInfo> {
    let nothing = |error: ErrorInfo| ErrorInfo { appended: Some(0), ..error };
    if let Some(format) = format.filter(|format| format != "auto") {
        let message = format!("There is no format {format} to choose. Leave `format` out, or give \"auto\".");
        return Err(nothing(ErrorInfo::new("InvalidCall", message)));
    }
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
