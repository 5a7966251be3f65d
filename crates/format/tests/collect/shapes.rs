//! What a known shape made of a text, and the real files that some checkouts have beside them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use foldback_format::{Decoder, Options};

use super::{Collected, Seen};

/// What was made of a file.
pub struct Known {
    /// The name of the shape, or nothing.
    pub shape: &'static str,
    pub reason: String,
    pub skipped: u64,
    pub collected: Collected,
}

impl Known {
    pub fn events(&self) -> &[Seen] {
        &self.collected.events
    }

    /// The streams and types in order.
    pub fn names(&self) -> Vec<(&str, &str)> {
        self.events().iter().map(|event| (event.stream.as_str(), event.event_type.as_str())).collect()
    }

    /// How many different streams there are.
    pub fn streams(&self) -> usize {
        let mut streams: Vec<&str> = self.events().iter().map(|event| event.stream.as_str()).collect();
        streams.sort_unstable();
        streams.dedup();
        streams.len()
    }

    /// Asserts that each event has an instant.
    pub fn assert_times(&self) {
        for event in self.events() {
            assert!(event.micros.is_some(), "{event:?}");
        }
    }
}

/// Decodes a text whole; it has to be a log.
pub fn known(text: impl AsRef<[u8]>) -> Known {
    let mut collected = Collected::default();
    let mut decoder = Decoder::new(Options::named("file"));
    decoder.push(text.as_ref(), &mut collected).unwrap();
    let outcome = decoder.finish(&mut collected).unwrap();
    assert_eq!(outcome.events, collected.events.len() as u64);
    assert_eq!(outcome.events + outcome.skipped, outcome.records);
    let detection = decoder.detection().unwrap();
    Known {
        shape: detection.shape.unwrap_or_default(),
        reason: detection.reason.clone(),
        skipped: outcome.skipped,
        collected,
    }
}

/// The JSON of a payload or of metadata.
pub fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// The folder of real logs, whether it is there or not.
pub fn logs() -> PathBuf {
    let folder = std::env::var_os("FOLDBACK_LOGS").filter(|folder| !folder.is_empty());
    folder.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/logs"), Into::into)
}

/// A real file of the folder that `FOLDBACK_LOGS` names; nothing, and a line on the terminal, where it is not there.
pub fn real(name: &str) -> Option<Known> {
    match std::fs::read(logs().join(name)) {
        Ok(bytes) => Some(known(bytes)),
        Err(_) => {
            let why = format!("it needs the real log {name}, which FOLDBACK_LOGS would hold");
            // Past the capture of the test runner, which would hide it.
            let _ = writeln!(std::io::stderr(), "skipped: {why}");
            None
        }
    }
}
