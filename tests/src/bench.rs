//! The benchmark: import of generated logs through the app's engine against the bare reading of the same
//! file, Dexie and SQLite, in one page in one run. `tests/bench` holds the page.
//!
//! It asserts no duration and no ratio: machines differ, and it is people who compare.

mod load_file;
mod measure;
mod report;

pub use load_file::{LoadFile, write_load};
pub use measure::{Options, Run, measure};
pub use report::{Report, write_report};
