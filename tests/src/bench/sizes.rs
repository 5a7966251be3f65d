//! What the package adds to a page, as it travels: its WebAssembly and its JavaScript. It never builds them.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::table::Measured;
use crate::failure::{Doing, Failure, Outcome};
use crate::settings::{Settings, workspace_root};

/// Bytes after gzip: of the package's engine, and, where apps were built with the package, of the JavaScript that a bundler
/// makes of it for a page and its worker.
pub(super) fn gzipped(settings: &Settings) -> Outcome<Vec<Measured>> {
    let mut sizes = vec![size("engine", engine()? as f64)];
    if let Some(apps) = &settings.apps {
        let path = apps.join("sizes.json");
        let text = fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?;
        let found: Value = serde_json::from_str(&text).doing(|| format!("read {}", path.display()))?;
        let glue = found["glue"].as_f64();
        sizes.push(size("glue", glue.ok_or_else(|| Failure::new(format!("{} has no \"glue\"", path.display())))?));
    }
    Ok(sizes)
}

fn size(name: &str, bytes: f64) -> Measured {
    Measured { name: name.to_owned(), unit: "bytes".to_owned(), ours: vec![bytes], ..Measured::default() }
}

fn engine() -> Outcome<usize> {
    let path = workspace_root().join("npm/dist/engine_bg.wasm");
    let wasm = fs::read(&path).doing(|| format!("read {}", path.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&wasm).doing(|| "compress the engine".to_owned())?;
    Ok(gzip.finish().doing(|| "compress the engine".to_owned())?.len())
}
