//! The log's backend over IndexedDB: one database a log.
//!
//! It knows keys and bytes and never events. One commit is one transaction, nothing but IndexedDB is awaited inside one,
//! and success is reported only when the browser has said `complete`. Keys are numbers, which IndexedDB holds exactly up to 2⁵³.

mod backend;
mod claim;
mod connection;
mod databases;
mod failure;
mod names;
mod navigator;
mod pieces;
mod records;
mod rotation;
mod schema;
mod slots;
mod storage;
mod witness;
mod writing;

pub use backend::IdbBackend;
pub use claim::Claim;
pub use databases::{delete, is_there, list};
pub use storage::{Estimate, estimate, persist};
pub use witness::rest;
