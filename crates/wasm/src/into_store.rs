//! Events of files into an open store.

use foldback_protocol::{ErrorInfo, ImportReport, ImportedAnswer, Mapping, OnBad};
use foldback_store::{ImportOptions, stem};

use crate::blob::BlobSource;
use crate::chosen::{Chosen, chosen, of_each};
use crate::convert::to_mapping;
use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::Request;
use crate::watched::Watched;

/// What the caller has chosen of how the file is read.
pub struct Reading {
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
    names: &[String],
    Reading { format, mapping, on_bad }: Reading,
) -> Result<ImportedAnswer, ErrorInfo> {
    let nothing = |error: ErrorInfo| ErrorInfo { appended: Some(0), ..error };
    let start = js_sys::Date::now();
    let options = ImportOptions {
        name: stem(name).to_owned(),
        shape: format,
        mapping: mapping.map(|mapping| to_mapping(mapping, stem(name))),
        refuse_bad: on_bad == OnBad::Refuse,
        ..ImportOptions::default()
    };
    let refuse = options.refuse_bad;
    let done = match chosen(request, name, names, None).await.map_err(nothing)? {
        Chosen::One { blob, packed, passed_over, .. } => {
            let options = ImportOptions { packed, passed_over, ..options };
            let watched = Watched::new(request, log, blob.size());
            if refuse {
                let checked = store.check_import(&mut BlobSource::new(&blob), options.clone(), &watched).await;
                checked.map_err(|error| nothing(of_store(&error)))?;
            }
            store.import_into(&mut BlobSource::new(&blob), options, &watched).await
        }
        Chosen::Several(parts) => {
            let options = ImportOptions { mapping: of_each(options.mapping, &parts, &options.name), ..options };
            let watched = Watched::new(request, log, parts.bytes() as f64);
            if refuse {
                let checked = store.check_files(parts.clone(), options.clone(), &watched).await;
                checked.map_err(|error| nothing(of_store(&error)))?;
            }
            store.import_files_into(parts, options, &watched).await
        }
    };
    let done = done.map_err(|error| of_store(&error))?;
    let millis = js_sys::Date::now() - start;
    Ok(ImportedAnswer {
        report: ImportReport { log: log.to_owned(), millis, ..done.report },
        already_there: done.already_there,
        first_position: done.first,
        last_position: done.last,
    })
}
