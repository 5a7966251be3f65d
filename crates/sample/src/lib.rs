//! Seeded generators of logs: [`load`] for benchmarks and tests of volume, [`SAMPLES`] that the debugger offers with
//! one click each. All come out as NDJSON bytes. [`zip`] puts files into an archive.
//!
//! It never reads a clock, a file or a source of entropy: the same arguments give the same bytes
//! on every machine. It knows no crate of this workspace, so a generated log passes through the
//! same import as a dropped file.
#![forbid(unsafe_code)]

mod bank;
mod cart;
mod conference;
mod courses;
mod habits;
mod hospital;
mod ledger;
pub mod load;
mod people;
mod random;
mod samples;
mod text;
pub mod zip;

pub use load::Load;
pub use samples::{Bug, SAMPLES, Sample, Wrong};
