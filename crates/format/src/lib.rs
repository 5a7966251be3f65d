//! Foreign export bytes to canonical events: NDJSON, concatenated JSON values, JSON arrays, JSON objects that hold one
//! array of events, CSV and TSV, PostgreSQL's COPY text and dumps, EDN, lines of Kafka's console consumer, logs of process
//! mining (XES, OCEL), each plain or compressed by gzip, zlib or zstd. What lies in a [`zip`]
//! archive is found there and read in the same way.
//!
//! Foldback's own NDJSON, which [`write_line`] writes, is read back as exactly the events that were written, and so is each
//! other [`ExportFormat`].
//!
//! Records of known systems are told by their shape ([`Detection::shape`]); the fields of others are guessed.
//!
//! A [`Decoder`] is pushed bytes in pieces of any size and hands events and [`Warning`]s to a [`Sink`]. Nothing
//! here does I/O, and memory is bounded by the longest record that [`Options::max_record`] allows, by 64 MiB where the
//! tables of a dump are joined, by 64 MiB of a log that stands newest first and is turned round, by twice as much of an
//! OCEL log whose objects and events are put in order, and by the window of zstd data, up to 128 MiB. No input makes
//! it panic. Nothing is dropped in silence: the records of an [`Outcome`] are its events and its skipped records,
//! each skipped one has a warning with line and byte, and fields that no role takes are kept in the event.
//!
//! ```
//! use foldback_event::EventRef;
//! use foldback_format::{Decoder, Options, Sink, Warning};
//!
//! struct Print;
//! impl Sink for Print {
//!     fn event(&mut self, event: EventRef<'_>) {
//!         assert_eq!((event.stream, event.event_type), ("cart-1", "Added"));
//!         assert_eq!(event.data, br#"{"qty":2}"#);
//!     }
//!     fn warning(&mut self, warning: Warning) {
//!         eprintln!("line {}: {}", warning.line, warning.message);
//!     }
//! }
//!
//! let mut decoder = Decoder::new(Options::named("carts"));
//! decoder.push(br#"{"stream":"cart-1","type":"Ad"#, &mut Print)?;
//! decoder.push(br#"ded","data":{"qty":2}}"#, &mut Print)?;
//! assert_eq!(decoder.finish(&mut Print)?.events, 1);
//! # Ok::<(), foldback_format::ImportError>(())
//! ```
#![forbid(unsafe_code)]

mod compression;
mod console;
mod decoder;
mod detection;
mod edn;
mod error;
mod excerpt;
mod export;
mod guess;
mod json;
mod known;
mod magic;
mod mapping;
mod native;
mod options;
mod preview;
mod process;
mod record;
mod redact;
mod table;
mod text;
mod time;
mod warning;
mod xml;
pub mod zip;

pub use decoder::{Decoder, Outcome, Sink};
pub use detection::{Candidate, Compression, Detection, Field, FieldKind, Format};
pub use error::ImportError;
pub use export::ExportFormat;
pub use known::PLAIN;
pub use mapping::{FieldPath, Mapping, Role};
pub use native::write_line;
pub use options::Options;
pub use preview::{Preview, PreviewRow, preview};
pub use redact::{RedactionAction, RedactionRule, RedactionTarget, Redactor, RuleError};
pub use warning::{Warning, WarningCode};
