//! The size of the engine as it travels to a page. It never builds it.

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Doing, Outcome};
use crate::settings::workspace_root;

/// Bytes of the engine's WebAssembly after the best gzip; `FOLDBACK_ENGINE` or `dist/engine_bg.wasm` names it.
pub(super) fn gzipped() -> Outcome<u64> {
    let path =
        env::var_os("FOLDBACK_ENGINE").map_or_else(|| workspace_root().join("dist/engine_bg.wasm"), PathBuf::from);
    let wasm = fs::read(&path).doing(|| format!("read {}", path.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&wasm).doing(|| "compress the engine".to_owned())?;
    Ok(gzip.finish().doing(|| "compress the engine".to_owned())?.len() as u64)
}
