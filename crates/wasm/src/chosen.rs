//! The files of a call: one, or several, or what an archive of them holds. It decodes none.

use foldback_format::Mapping;
use foldback_format::zip::Packed;
use foldback_protocol::ErrorInfo;
#[cfg(feature = "debugger")]
use foldback_protocol::{FilesAnswer, FoundFile};
#[cfg(feature = "debugger")]
use foldback_store::File as _;
use foldback_store::{Parts, StoreError, stem};
use web_sys::Blob;

use crate::blob::BlobFile;
use crate::failure::of_store;
use crate::request::Request;

/// What is to be read.
pub enum Chosen {
    /// One file, or the one that an archive holds.
    One {
        blob: Blob,
        packed: Option<Packed>,
        /// What was passed over beside it, in words.
        passed_over: Vec<String>,
    },
    /// Several.
    Several(Parts<BlobFile>),
}

/// The file of a call, or its files where it names several; of those in them `only` the one of that name.
pub async fn chosen(request: &Request, name: &str, names: &[String], only: Option<&str>) -> Result<Chosen, ErrorInfo> {
    let mut parts = parts(request, name, names).await?;
    if let Some(only) = only {
        parts.parts.retain(|part| part.name == only);
        parts.left_out.clear();
        parts.passed_over.clear();
        if parts.parts.is_empty() {
            return Err(ErrorInfo::new("InvalidCall", format!("There is no file {only} in what was chosen.")));
        }
    }
    if parts.parts.len() > 1 || !parts.left_out.is_empty() || parts.parts.is_empty() {
        return Ok(Chosen::Several(parts));
    }
    let passed_over = parts.passed_over;
    match parts.parts.pop() {
        Some(part) => {
            let blob = part.file.part(&part.range).map_err(|why| of_store(&StoreError::Source(why)))?;
            Ok(Chosen::One { blob, packed: part.packed, passed_over })
        }
        None => Err(ErrorInfo::new("EmptyLog", "Nothing was chosen. Choose a file.")),
    }
}

async fn parts(request: &Request, name: &str, names: &[String]) -> Result<Parts<BlobFile>, ErrorInfo> {
    let nothing = |what| ErrorInfo::new("InvalidCall", what);
    let files: Vec<(String, BlobFile)> = if let ([], name) | ([name], _) = (names, &name.to_owned()) {
        let file = request.file.as_ref().or(request.files.first());
        let file = file.ok_or_else(|| nothing("There is no file with this call. Choose one."))?;
        vec![(name.clone(), BlobFile(file.clone()))]
    } else if names.len() == request.files.len() {
        names.iter().cloned().zip(request.files.iter().cloned().map(BlobFile)).collect()
    } else {
        return Err(nothing("There are not as many files with this call as it names."));
    };
    Parts::of(files, &|| request.cancelled.get()).await.map_err(|error| of_store(&error))
}

/// A mapping for several files: where it names a stream after one of them, each is to be named after its own.
pub fn of_each(mapping: Option<Mapping>, parts: &Parts<BlobFile>, name: &str) -> Option<Mapping> {
    mapping.map(|mut mapping| {
        if parts.parts.iter().any(|part| stem(&part.name) == mapping.default_stream) {
            name.clone_into(&mut mapping.default_stream);
        }
        mapping
    })
}

/// How many files are looked into to see whether they have times, and at how many bytes of each.
#[cfg(feature = "debugger")]
const LOOKED_INTO: usize = 8;
#[cfg(feature = "debugger")]
const BEGINNING: u64 = 64 << 10;

/// What there is in the files of a call.
#[cfg(feature = "debugger")]
pub async fn list(request: &Request, names: &[String]) -> Result<FilesAnswer, ErrorInfo> {
    let found = parts(request, "", names).await?;
    let mut with_times = Vec::new();
    for part in found.parts.iter().take(LOOKED_INTO) {
        let range = part.range.start..part.range.end.min(part.range.start + BEGINNING);
        let bytes = part.file.read(range).await.map_err(|why| of_store(&StoreError::Source(why)))?;
        let options =
            foldback_format::Options { packed: part.packed, ..foldback_format::Options::named(stem(&part.name)) };
        // What is no log says so when it is imported.
        if let Ok(preview) = foldback_format::preview(&bytes, &options, 10) {
            with_times.push(preview.rows.iter().any(|row| row.understood_time));
        }
    }
    let left_out = found.left_out.iter().map(|(name, why)| format!("{name}: {why}"));
    Ok(FilesAnswer {
        left_out: left_out.chain(found.passed_over).collect(),
        have_times: !with_times.is_empty() && with_times.iter().all(|has| *has),
        files: found
            .parts
            .iter()
            .map(|part| FoundFile { name: part.name.clone(), bytes: part.bytes() as f64 })
            .collect(),
    })
}
