//! The versions of the tools that are installed.
//! Not here: wasm-bindgen, whose version is the one in `Cargo.lock`, and Debian's browsers.

/// Builds the app.
pub const TRUNK: &str = "0.21.14";
/// Holds `wasm-opt`.
pub const BINARYEN: &str = "132.0.0";
/// Runs fuzz targets.
pub const CARGO_FUZZ: &str = "0.13.1";
/// Drives Firefox.
pub const GECKODRIVER: &str = "0.37.1";
