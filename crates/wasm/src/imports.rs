//! Imports: a file or a generated sample becomes a new log.

use std::cell::RefCell;
use std::rc::Rc;

use foldback_format::{ImportError, Options};
use foldback_idb::{Claim, IdbBackend};
use foldback_protocol::{ErrorInfo, ImportReport, Mapping, OnBad, Preview};
use foldback_store::{ImportOptions, Source, Store, StoreError};

use crate::blob::{BlobSource, prefix};
use crate::convert::{from_preview, to_mapping};
use crate::failure::{of_import, of_log, of_store};
use crate::logs::{Logs, import_claim, is_left_over};
use crate::notes::{self, Info};
use crate::place::Place;
use crate::request::Request;
use crate::watched::{Watched, file_of, stem};

/// How much of a file is looked at for a preview.
const PREFIX: f64 = 524_288.0;

pub async fn preview(request: &Request, name: &str, mapping: Option<Mapping>, rows: u32) -> Result<Preview, ErrorInfo> {
    let unreadable = |message| of_store(&StoreError::Source(message));
    let bytes = prefix(&file_of(request)?, PREFIX).await.map_err(unreadable)?;
    let mapping = mapping.map(|mapping| to_mapping(mapping, stem(name)));
    let options = Options { mapping: mapping.clone(), ..Options::named(stem(name)) };
    let preview = foldback_format::preview(&bytes, &options, rows as usize).map_err(|error| of_import(&error))?;
    Ok(from_preview(preview, mapping.as_ref()))
}

pub async fn file(
    logs: &Rc<Logs>,
    request: &Request,
    name: &str,
    mapping: Option<Mapping>,
    on_bad: OnBad,
) -> Result<ImportReport, ErrorInfo> {
    let blob = file_of(request)?;
    let options = ImportOptions {
        name: stem(name).to_owned(),
        mapping: mapping.map(|mapping| to_mapping(mapping, stem(name))),
        refuse_bad: on_bad == OnBad::Refuse,
    };
    let (total, mut source) = (blob.size(), BlobSource::new(&blob));
    match import(logs, request, name, total, &mut source, options).await {
        Err(mut error) if error.code == "NeedsMapping" => {
            error.preview = preview(request, name, None, 10).await.ok().map(Box::new);
            Err(error)
        }
        other => other,
    }
}

/// The bytes of a sample, all at once: they are generated in less time than a file takes to open.
struct Generated(Option<Vec<u8>>);

impl Source for Generated {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.take())
    }
}

pub async fn sample(logs: &Rc<Logs>, request: &Request, sample: &str) -> Result<ImportReport, ErrorInfo> {
    let bytes = match sample {
        "shop" => foldback_sample::shop::shop(),
        _ => return Err(ErrorInfo::new("LogNotFound", format!("There is no sample {sample}. There is: shop."))),
    };
    let options = ImportOptions { name: sample.to_owned(), ..ImportOptions::default() };
    let total = bytes.len() as f64;
    import(logs, request, sample, total, &mut Generated(Some(bytes)), options).await
}

/// A key for a new log: the file's name, with a number where that is taken.
async fn free_key(logs: &Logs, name: &str) -> Result<String, ErrorInfo> {
    let taken = logs.names().await?;
    let name = if name.is_empty() { "log" } else { name };
    let mut keys = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name} {number}")));
    // The sequence does not end before a key is free.
    Ok(keys.find(|key| !taken.contains(key)).unwrap_or_default())
}

async fn import(
    logs: &Rc<Logs>,
    request: &Request,
    title: &str,
    total: f64,
    source: &mut impl Source,
    options: ImportOptions,
) -> Result<ImportReport, ErrorInfo> {
    let start = js_sys::Date::now();
    let log = free_key(logs, &options.name).await?;
    // Held as long as the import runs: without it the log counts as left behind.
    let Some(_claim) = Claim::take(&import_claim(&log)).await else {
        return Err(ErrorInfo::new(
            "Conflict",
            format!("Another tab is importing {log} at this moment. Try again when it is done."),
        ));
    };
    let backend = Place::Idb(IdbBackend::open(&log).await.map_err(|error| of_log(&error))?);
    let store = Rc::new(Store::open(backend).await.map_err(|error| of_store(&error))?);
    let info = Info { title: title.to_owned(), imported: start, ..Info::default() };
    logs.add(&log, store.clone(), info.clone());
    let watched = Watched::new(request, &log, total);
    let finished = |report: &ImportReport| ImportReport {
        log: log.clone(),
        millis: js_sys::Date::now() - start,
        ..report.clone()
    };
    let described =
        || Info { streams: store.log().index().streams().len() as u64, bytes: store.log().bytes(), ..info.clone() };
    // What is kept with the log is what the page is told, to the millisecond.
    let kept = RefCell::new(ImportReport::default());
    let notes = |report: &ImportReport| {
        kept.replace(finished(report));
        notes::of_import(&described(), &kept.borrow())
    };
    match store.import(source, options, &watched, notes).await {
        Ok(_) => {
            let report = kept.into_inner();
            logs.imported(&log, described());
            Ok(report)
        }
        Err(error) => {
            // What is left of the import goes with its database; if that fails, the next list of logs sweeps it away.
            let left_over = is_left_over(store.log().backend()).await;
            logs.close(&log);
            drop(store);
            if left_over {
                let _ = foldback_idb::delete(&log).await;
            }
            Err(match &error {
                StoreError::Import(error @ ImportError::NeedsMapping(_)) => of_import(error),
                error => of_store(error),
            })
        }
    }
}
