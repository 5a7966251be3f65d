//! The benchmarks, each in one page in one run: import of generated logs through the app's engine against the bare
//! reading of the same file, Dexie and SQLite; the npm package as an event store against raw IndexedDB; and its time
//! machine. `tests/bench` holds the pages. What the debugger itself takes for its frames is measured in its own page.
//!
//! It asserts no duration and no ratio: machines differ, and it is people who compare.

mod figures;
mod frames;
mod large;
mod load_file;
mod log;
mod log_report;
mod measure;
mod report;
mod sizes;
mod table;
mod time;

pub use frames::{FramesReport, measure_frames};
pub use large::{Large, measure_large};
pub use load_file::{LoadFile, write_load};
pub use log::{LogBench, measure_log};
pub use log_report::LogReport;
pub use measure::{Options, Run, measure};
pub use report::{Report, write_report};
pub use table::Measured;
pub use time::{TimeReport, measure_time};
