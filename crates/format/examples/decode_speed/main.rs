//! Prints how fast each format is decoded beside NDJSON, byte by byte: `cargo xtask bench formats`. With a file as argument it
//! decodes that instead. It asserts nothing: it is people who compare.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

mod mining;
mod systems;
mod tables;

use std::time::Instant;

use foldback_event::EventRef;
use foldback_format::{Decoder, Options, Sink, Warning};

/// Events of each text.
const EVENTS: usize = 200_000;
const ROUNDS: usize = 7;
const PUSH: usize = 1 << 20;

#[derive(Default)]
struct Count {
    events: u64,
    warnings: u64,
    first: Option<Warning>,
}

impl Sink for Count {
    fn event(&mut self, _: EventRef<'_>) {
        self.events += 1;
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings += 1;
        self.first.get_or_insert(warning);
    }
}

/// A text in one format.
struct Text {
    name: &'static str,
    /// How much slower than NDJSON it may be.
    required: f64,
    bytes: Vec<u8>,
}

/// What decoding a text gave.
struct Measured {
    seconds: f64,
    count: Count,
    /// What it was taken for.
    shape: String,
}

fn decode(bytes: &[u8]) -> Measured {
    let begin = Instant::now();
    let mut count = Count::default();
    let mut decoder = Decoder::new(Options::named("speed"));
    let result = bytes
        .chunks(PUSH)
        .try_for_each(|piece| decoder.push(piece, &mut count))
        .and_then(|()| decoder.finish(&mut count));
    let seconds = begin.elapsed().as_secs_f64();
    let shape = match (result, decoder.detection()) {
        (Err(error), _) => error.to_string(),
        (Ok(_), Some(detection)) => detection.shape.map_or_else(|| detection.format.to_string(), str::to_owned),
        (Ok(_), None) => String::new(),
    };
    Measured { seconds, count, shape }
}

/// Decodes the texts in turns, so that whatever else the machine does falls on all of them alike, and keeps the best of each.
fn measure(texts: &[Text]) -> Vec<Measured> {
    let mut best: Vec<Measured> = texts.iter().map(|text| decode(&text.bytes)).collect();
    for _ in 1..ROUNDS {
        for (text, best) in texts.iter().zip(&mut best) {
            let measured = decode(&text.bytes);
            if measured.seconds < best.seconds {
                *best = measured;
            }
        }
    }
    best
}

fn print(texts: &[Text], measured: &[Measured]) {
    let rate = |text: &Text, measured: &Measured| text.bytes.len() as f64 / 1e6 / measured.seconds;
    let first = texts.first().zip(measured.first()).map_or(f64::NAN, |(text, measured)| rate(text, measured));
    println!("| format | read as | events | MB/s | slower than NDJSON | required |\n|---|---|--:|--:|--:|--:|");
    for (text, measured) in texts.iter().zip(measured) {
        let rate = rate(text, measured);
        let Measured { count, shape, .. } = measured;
        let (name, events, slower) = (text.name, count.events, first / rate);
        println!("| {name} | {shape} | {events} | {rate:.0} | **{slower:.2}x** | ≤ {}x |", text.required);
        if let Some(Warning { line, message, .. }) = &count.first {
            println!("  {} warnings, the first in line {line}: {message}", count.warnings);
        }
    }
}

/// Events of about 283 bytes.
fn records() -> Vec<String> {
    let record = |n: usize| {
        format!(
            concat!(
                r#"{{"id":"{:08x}-17c4-4d0c-9d2a-{:012x}","stream":"order-{:05}","type":"OrderPlaced","#,
                r#""time":"2026-03-02T14:{:02}:{:02}.202Z","data":{{"status":"placed","customer":{{"id":"c-{:05}","#,
                r#""country":"NL"}},"total":{}.50}},"metadata":{{"$correlationId":"{:08x}-0000-4000-8000-00000000","user":"u-{}"}}}}"#
            ),
            n,
            n * 7919,
            n % 10_000,
            n / 60 % 60,
            n % 60,
            n % 90_000,
            n % 999,
            n / 3,
            n % 77
        )
    };
    (0..EVENTS).map(record).collect()
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        match std::fs::read(&path) {
            Ok(bytes) => {
                let texts = [Text { name: "file", required: f64::INFINITY, bytes }];
                print(&texts, &measure(&texts));
            }
            Err(error) => eprintln!("{path}: {error}"),
        }
        return;
    }
    let records = records();
    let text = |name, required, bytes| Text { name, required, bytes };
    let texts = [
        text("NDJSON", 1.0, records.join("\n").into_bytes()),
        text("JSON array", 2.0, format!("[{}]", records.join(",")).into_bytes()),
        text("JSON object", 2.0, format!(r#"{{"page":1,"events":[{}]}}"#, records.join(",\n")).into_bytes()),
        text("CloudEvents", 2.0, systems::cloud_events()),
        text("Debezium", 2.0, systems::debezium()),
        text("kcat", 2.0, systems::kcat()),
        text("wal2json", 2.0, systems::wal2json()),
        text("MongoDB", 2.0, systems::mongodb()),
        text("DynamoDB Streams", 2.0, systems::dynamodb()),
        text("OTLP", 2.0, systems::otlp()),
        text("OCEL JSON", 2.0, mining::ocel_json()),
        text("CSV", 3.0, tables::table(&records, ",", tables::csv)),
        text("COPY", 3.0, tables::table(&records, "\t", tables::copy)),
        text("XES", 3.0, mining::xes()),
        text("OCEL XML", 3.0, mining::ocel_xml()),
    ];
    print(&texts, &measure(&texts));
}
