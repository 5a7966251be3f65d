//! Imports: a file or a generated sample becomes a new log.

use std::cell::RefCell;
use std::rc::Rc;

use foldback_format::Options;
use foldback_idb::{Claim, IdbBackend};
use foldback_protocol::{ErrorInfo, ImportReport, Mapping, OnBad, Preview};
use foldback_sample::Sample;
use foldback_store::{File as _, ImportOptions, Parts, Source, Store, StoreError, stem};

use crate::blob::{BlobFile, BlobSource};
use crate::chosen::{Chosen, chosen, of_each};
use crate::convert::{from_preview, to_mapping};
use crate::failure::{of_import, of_log, of_store};
use crate::into_store::Reading;
use crate::logs::{Logs, import_claim, is_left_over};
use crate::notes::{self, Info};
use crate::place::Place;
use crate::request::Request;
use crate::samples;
use crate::watched::Watched;

/// How much of a file is looked at for a preview.
const PREFIX: u64 = 524_288;

pub async fn preview(
    request: &Request,
    wanted: &Wanted<'_>,
    format: Option<String>,
    mapping: Option<Mapping>,
    rows: u32,
) -> Result<Preview, ErrorInfo> {
    let unreadable = |message| of_store(&StoreError::Source(message));
    let (blob, packed, name) = match chosen(request, wanted.name, wanted.names, wanted.only).await? {
        Chosen::One { blob, packed, .. } => (blob, packed, wanted.name.to_owned()),
        Chosen::Several(parts) => {
            let part = parts.parts.first().ok_or_else(|| of_store(&parts.nothing().unwrap_or(StoreError::Aborted)))?;
            (part.file.part(&part.range).map_err(unreadable)?, part.packed, part.name.clone())
        }
    };
    let size = PREFIX.min(blob.size() as u64);
    let bytes = BlobFile(blob).read(0..size).await.map_err(unreadable)?;
    let mapping = mapping.map(|mapping| to_mapping(mapping, stem(&name)));
    let options = Options { mapping: mapping.clone(), shape: format, packed, ..Options::named(stem(&name)) };
    let preview = foldback_format::preview(&bytes, &options, rows as usize).map_err(|error| of_import(&error))?;
    Ok(from_preview(preview, mapping.as_ref()))
}

/// The files that a call names.
pub struct Wanted<'a> {
    pub name: &'a str,
    pub names: &'a [String],
    pub only: Option<&'a str>,
}

pub async fn file(
    logs: &Rc<Logs>,
    request: &Request,
    wanted: &Wanted<'_>,
    reading: Reading,
) -> Result<ImportReport, ErrorInfo> {
    let title = wanted.name;
    let Reading { format, mapping, on_bad } = reading;
    let options = ImportOptions {
        name: stem(title).to_owned(),
        shape: format,
        mapping: mapping.map(|mapping| to_mapping(mapping, stem(title))),
        refuse_bad: on_bad == OnBad::Refuse,
        ..ImportOptions::default()
    };
    let (total, origin, options) = match chosen(request, title, wanted.names, wanted.only).await? {
        Chosen::One { blob, packed, passed_over, .. } => {
            (blob.size(), Origin::Blob(BlobSource::new(&blob)), ImportOptions { packed, passed_over, ..options })
        }
        Chosen::Several(parts) => {
            let mapping = of_each(options.mapping, &parts, &options.name);
            (parts.bytes() as f64, Origin::Files(parts), ImportOptions { mapping, ..options })
        }
    };
    match import(logs, request, title, total, origin, options).await {
        Err(mut error) if error.code == "NeedsMapping" => {
            let only = error.file.clone();
            let wanted = Wanted { only: only.as_deref().or(wanted.only), ..*wanted };
            error.preview = preview(request, &wanted, None, None, 10).await.ok().map(Box::new);
            Err(error)
        }
        other => other,
    }
}

/// Where the bytes of an import come from.
enum Origin {
    Blob(BlobSource),
    Files(Parts<BlobFile>),
    Made(&'static Sample, Generated),
}

/// The bytes of a sample, all at once: they are generated in less time than a file takes to open.
struct Generated(Option<Vec<u8>>);

impl Source for Generated {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.take())
    }
}

pub async fn sample(logs: &Rc<Logs>, request: &Request, sample: &str) -> Result<ImportReport, ErrorInfo> {
    let sample = samples::named(sample)?;
    let bytes = sample.log();
    let options = ImportOptions { name: sample.id.to_owned(), ..ImportOptions::default() };
    let total = bytes.len() as f64;
    import(logs, request, sample.title, total, Origin::Made(sample, Generated(Some(bytes))), options).await
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
    origin: Origin,
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
    let sample = match &origin {
        Origin::Made(sample, _) => Some(sample.id.to_owned()),
        Origin::Blob(_) | Origin::Files(_) => None,
    };
    let info = Info { title: title.to_owned(), imported: start, sample, ..Info::default() };
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
    let imported = match origin {
        Origin::Blob(mut source) => store.import(&mut source, options, &watched, notes).await,
        Origin::Files(parts) => store.import_files(parts, options, &watched, notes).await,
        Origin::Made(_, mut source) => store.import(&mut source, options, &watched, notes).await,
    };
    match imported {
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
            Err(of_store(&error))
        }
    }
}
