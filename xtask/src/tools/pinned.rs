//! The versions of the tools that are installed.
//! Not here: wasm-bindgen, whose version is the one in `Cargo.lock`, and Debian's browsers.

/// Splits the page's wasm.
pub const WASM_SPLIT: &str = "0.2.4";
/// Holds `wasm-opt`.
pub const BINARYEN: &str = "132.0.0";
/// Runs fuzz targets.
pub const CARGO_FUZZ: &str = "0.13.1";
/// Drives Firefox.
pub const GECKODRIVER: &str = "0.37.1";
