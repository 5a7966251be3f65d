//! Seeded generators of logs: [`load`] for benchmarks and tests of volume, [`shop`] for the sample
//! that the debugger offers with one click. Both come out as NDJSON bytes. [`zip`] puts files into an archive.
//!
//! It never reads a clock, a file or a source of entropy: the same arguments give the same bytes
//! on every machine. It knows no crate of this workspace, so a generated log passes through the
//! same import as a dropped file.
#![forbid(unsafe_code)]

pub mod load;
mod random;
pub mod shop;
mod text;
pub mod zip;

pub use load::Load;
