//! What Chromium itself notes of a page while it is used: every task of its threads, with the processor time that it took.
//! It never reads what was noted: the benchmark of the frames does.

use serde_json::{Value, json};

use super::{Page, WAIT, wait};
use crate::failure::{Doing, Outcome};

/// Tasks of all threads, and when frames were drawn.
const CATEGORIES: [&str; 2] = ["toplevel", "devtools.timeline"];

/// Bytes of a trace that are read at once.
const PIECE: u32 = 8 << 20;

/// How many traces one browser can be asked for.
const TRACES: u32 = 64;

impl Page {
    /// Starts to note.
    pub fn start_trace(&self) -> Outcome<()> {
        let config = json!({ "recordMode": "recordAsMuchAsPossible", "includedCategories": CATEGORIES });
        self.devtools("Tracing.start", &json!({ "transferMode": "ReturnAsStream", "traceConfig": config })).map(drop)
    }

    /// Stops, and answers the events that were noted, in the Trace Event Format.
    pub fn end_trace(&self) -> Outcome<Value> {
        self.devtools("Tracing.end", &json!({}))?;
        // The name of the stream comes in an event, which the driver passes on to nobody; but the names are numbers, and
        // one that was closed is no longer there.
        let (stream, first) = wait("the trace", WAIT, || {
            Ok((1..=TRACES).find_map(|stream| self.piece(stream).ok().map(|piece| (stream, piece))))
        })?;
        let (mut text, mut piece) = (String::new(), first);
        loop {
            text.push_str(piece["data"].as_str().unwrap_or_default());
            if piece["eof"] == true {
                break;
            }
            piece = self.piece(stream)?;
        }
        self.devtools("IO.close", &json!({ "handle": stream.to_string() }))?;
        let mut trace: Value = serde_json::from_str(&text).doing(|| "read the trace".to_owned())?;
        Ok(trace["traceEvents"].take())
    }

    fn piece(&self, stream: u32) -> Outcome<Value> {
        self.devtools("IO.read", &json!({ "handle": stream.to_string(), "size": PIECE }))
    }

    fn devtools(&self, command: &str, params: &Value) -> Outcome<Value> {
        self.driver.post("goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }
}
