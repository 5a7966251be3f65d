//! The event store: the only writer of a log and the only one that brings log, formats and histories together.
//!
//! Generic over where the log lives. It knows no JavaScript value and no screen; clock and bytes come in through
//! [`Monitor`] and [`Source`].
//!
//! ```
//! use foldback_event::{EventRef, Pointer};
//! use foldback_log::{Append, Expected, MemoryBackend};
//! use foldback_store::Store;
//!
//! # futures::executor::block_on(async {
//! let store = Store::open(MemoryBackend::default()).await?;
//! let added = |data| EventRef { stream: "cart-1", event_type: "ItemAdded", data, ..EventRef::default() };
//! let events = [added(br#"{"items":{"tea":2},"total":8.60}"#), added(br#"{"items":{"jam":1},"total":11.00}"#)];
//! store.append(Append { events: &events, expected: &[("cart-1", Expected::NoStream)], ..Append::default() }).await?;
//!
//! let before = store.moment("cart-1", 0).await?;
//! assert_eq!(before.state.unwrap().to_string(), r#"{"items":{"tea":2},"total":8.60}"#);
//! let blame = store.blame("cart-1", &Pointer::parse("/total").unwrap(), 1, 10).await?;
//! assert_eq!(blame.writes[0].position, 1);
//! # Ok::<(), foldback_store::StoreError>(())
//! # }).unwrap();
//! ```
#![forbid(unsafe_code)]

mod causality;
mod error;
mod export;
mod feed;
mod files;
mod import;
mod import_into;
mod merge;
mod news;
mod overview;
mod page;
mod projections;
#[cfg(feature = "time")]
mod questions;
mod read;
mod report;
mod scavenge;
#[cfg(feature = "search")]
pub mod search;
mod store;
#[cfg(feature = "time")]
mod whatif;

pub use error::StoreError;
pub use export::{ExportPage, Exported};
pub use files::{File, Part, Parts, stem};
pub use import::{ImportOptions, Monitor, Source, format_in_words};
pub use import_into::ImportedInto;
pub use overview::timeline::Lanes;
pub use page::write_event;
pub use projections::fits;
#[cfg(feature = "time")]
pub use projections::{Coming, Job, MERGE, Work};
#[cfg(feature = "time")]
pub use questions::Origin;
pub use read::{From, Page, Read};
pub use store::Store;
#[cfg(feature = "time")]
pub use whatif::On;
