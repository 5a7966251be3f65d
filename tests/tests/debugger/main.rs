//! The debugger as a person uses it, in a real browser: logs that are bad, a hunt for a mistake, a real
//! log, a large one, and the pictures of it.

mod bad_files;
mod bad_input;
mod bookmarks;
mod cancel;
mod causality;
mod charts;
mod export;
mod flips;
mod history;
mod hostile;
mod hunt;
mod inspector_tabs;
mod keyboard;
mod keys;
mod million;
mod palette;
mod person;
mod probe;
mod projection;
mod real_log;
mod samples;
mod saved_mapping;
mod screens;
mod search;
mod settings;
mod several;
mod steady;
mod storage;
mod story;
mod undo;
mod whatif;
