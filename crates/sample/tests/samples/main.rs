//! The samples: that each log is the same every time and looks like one, and that what its sentence says is wrong is wrong,
//! by one event, when the log is folded by rules written here, apart from the projections and from the engine's folds.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not there")]

mod all;
mod bank;
mod cart;
mod conference;
mod courses;
mod habits;
mod hospital;
mod log;
