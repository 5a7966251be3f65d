//! Prints how fast events are decoded, in MB/s of text: `cargo run --release -p foldback-format --example decode_speed`.
//! With a file as argument it decodes that; otherwise lines of about 283 bytes, made here, in each layout.

use std::time::Instant;

use foldback_event::EventRef;
use foldback_format::{Decoder, Options, Sink, Warning};

const EVENTS: usize = 1_000_000;
const PUSH: usize = 1 << 20;

#[derive(Default)]
struct Count {
    events: u64,
    bytes: usize,
    warnings: u64,
    first: Option<Warning>,
}

impl Sink for Count {
    fn event(&mut self, event: EventRef<'_>) {
        self.events += 1;
        self.bytes += event.stream.len() + event.data.len() + event.metadata.len();
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings += 1;
        self.first.get_or_insert(warning);
    }
}

fn measure(name: &str, text: &[u8]) {
    let mut best = f64::MAX;
    let mut count = Count::default();
    for _ in 0..3 {
        let begin = Instant::now();
        count = Count::default();
        let mut decoder = Decoder::new(Options::named("speed"));
        let result = text
            .chunks(PUSH)
            .try_for_each(|piece| decoder.push(piece, &mut count))
            .and_then(|()| decoder.finish(&mut count));
        if let Err(error) = result {
            eprintln!("{name}: {error}");
        }
        best = best.min(begin.elapsed().as_secs_f64());
    }
    let size = text.len() as f64 / 1e6;
    eprintln!(
        "{name}: {:.0} MB/s, {size:.0} MB, {} events, {} bytes of names and payload, {} warnings",
        size / best,
        count.events,
        count.bytes,
        count.warnings
    );
    if let Some(first) = count.first {
        eprintln!("  first: line {}: {}", first.line, first.message);
    }
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        match std::fs::read(&path) {
            Ok(bytes) => measure(&path, &bytes),
            Err(error) => eprintln!("{path}: {error}"),
        }
        return;
    }
    let records: Vec<String> = (0..EVENTS)
        .map(|n| {
            format!(
                concat!(
                    r#"{{"id":"{:08x}-17c4-4d0c-9d2a-{:012x}","stream":"order-{:05}","type":"OrderPlaced","#,
                    r#""time":"2026-03-02T14:{:02}:{:02}.202Z","data":{{"status":"placed","customer":{{"id":"c-{:05}","#,
                    r#""country":"NL"}},"total":{}.50}},"metadata":{{"$correlationId":"{:08x}-0000-4000-8000-00000000","user":"u-{}"}}}}"#
                ),
                n, n * 7919, n % 10_000, n / 60 % 60, n % 60, n % 90_000, n % 999, n / 3, n % 77
            )
        })
        .collect();
    measure("NDJSON", records.join("\n").as_bytes());
    measure("JSON array", format!("[{}]", records.join(",")).as_bytes());
    measure("JSON object", format!(r#"{{"page":1,"events":[{}]}}"#, records.join(",\n")).as_bytes());
}
