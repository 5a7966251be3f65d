//! Prints how fast events are decoded, in MB/s of text: `cargo run --release -p foldback-format --example decode_speed`.
//! With a file as argument it decodes that; otherwise events of about 283 bytes, made here, in each layout.

use std::time::Instant;

use foldback_event::EventRef;
use foldback_format::{Decoder, Options, Sink, Warning};

const EVENTS: usize = 200_000;
const ROUNDS: usize = 7;
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

/// Decodes the texts in turns, so that whatever else the machine does falls on all of them alike.
fn measure(texts: &[(&str, Vec<u8>)]) {
    let mut best = vec![f64::MAX; texts.len()];
    for round in 0..ROUNDS {
        for ((name, text), best) in texts.iter().zip(&mut best) {
            let begin = Instant::now();
            let mut count = Count::default();
            let mut decoder = Decoder::new(Options::named("speed"));
            let result = text
                .chunks(PUSH)
                .try_for_each(|piece| decoder.push(piece, &mut count))
                .and_then(|()| decoder.finish(&mut count));
            if let Err(error) = result {
                eprintln!("{name}: {error}");
            }
            *best = best.min(begin.elapsed().as_secs_f64());
            if round + 1 == ROUNDS {
                tell(name, text.len(), *best, &count);
            }
        }
    }
}

fn tell(name: &str, bytes: usize, seconds: f64, count: &Count) {
    let size = bytes as f64 / 1e6;
    eprintln!(
        "{name}: {:.0} MB/s, {size:.0} MB, {} events, {} bytes of names and payload, {} warnings",
        size / seconds,
        count.events,
        count.bytes,
        count.warnings
    );
    if let Some(first) = &count.first {
        eprintln!("  first: line {}: {}", first.line, first.message);
    }
}

/// The names of a record's members, in its order.
const COLUMNS: [&str; 6] = ["id", "stream", "type", "time", "data", "metadata"];

/// The values of such a record, strings without their quotes.
fn cells(record: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = record.strip_suffix('}').unwrap_or(record);
    for name in COLUMNS.iter().rev() {
        let needle = format!("\"{name}\":");
        // An inner object has an `id` too, so that the outer one is the first.
        let at = if *name == "id" { rest.find(&needle) } else { rest.rfind(&needle) };
        let (before, value) = rest.split_at(at.unwrap_or_default());
        cells.push(value[needle.len()..].trim_end_matches(',').trim_matches('"'));
        rest = before;
    }
    cells.reverse();
    cells
}

fn table(records: &[String], delimiter: &str, cell: impl Fn(&str) -> String) -> Vec<u8> {
    let mut text = COLUMNS.join(delimiter);
    for record in records {
        text.push('\n');
        text.push_str(&cells(record).into_iter().map(&cell).collect::<Vec<_>>().join(delimiter));
    }
    text.into_bytes()
}

/// Cases of ten events with five attributes each, as usual logs have.
fn xes() -> Vec<u8> {
    let mut text = String::from("<log xes.version=\"2.0\">\n");
    for n in 0..EVENTS {
        if n % 10 == 0 {
            text.push_str(&format!("\t<trace>\n\t\t<string key=\"concept:name\" value=\"order-{:05}\"/>\n", n / 10));
        }
        text.push_str(&format!(
            concat!(
                "\t\t<event>\n\t\t\t<string key=\"concept:name\" value=\"Order placed\"/>\n",
                "\t\t\t<string key=\"org:resource\" value=\"user {}\"/>\n",
                "\t\t\t<date key=\"time:timestamp\" value=\"2026-03-02T14:{:02}:{:02}.202+01:00\"/>\n",
                "\t\t\t<string key=\"lifecycle:transition\" value=\"complete\"/>\n",
                "\t\t\t<float key=\"total\" value=\"{}.50\"/>\n\t\t</event>\n"
            ),
            n % 77,
            n / 60 % 60,
            n % 60,
            n % 999
        ));
        if n % 10 == 9 {
            text.push_str("\t</trace>\n");
        }
    }
    text.push_str("</log>\n");
    text.into_bytes()
}

/// Events of an order and two items each, the objects before them.
fn ocel_json() -> Vec<u8> {
    let object =
        |n| format!(r#"{{"id":"o{n}","type":"order"}},{{"id":"i{n}","type":"item"}},{{"id":"j{n}","type":"item"}}"#);
    let event = |n: usize| {
        format!(
            concat!(
                r#"{{"id":"e{n}","type":"Order placed","time":"2026-03-02T14:{:02}:{:02}Z","attributes":[{{"name":"user","#,
                r#""value":"user {}"}},{{"name":"total","value":{}.5}}],"relationships":[{{"objectId":"o{o}","qualifier":"order"}},"#,
                r#"{{"objectId":"i{o}","qualifier":"item"}},{{"objectId":"j{o}","qualifier":"item"}}]}}"#
            ),
            n / 60 % 60,
            n % 60,
            n % 77,
            n % 999,
            n = n,
            o = n / 10
        )
    };
    let objects: Vec<String> = (0..EVENTS / 10).map(object).collect();
    let events: Vec<String> = (0..EVENTS).map(event).collect();
    let (objects, events) = (objects.join(",\n"), events.join(",\n"));
    format!(r#"{{"objectTypes":[],"eventTypes":[],"objects":[{objects}],"events":[{events}]}}"#).into_bytes()
}

/// The same in XML.
fn ocel_xml() -> Vec<u8> {
    let mut text = String::from("<log>\n  <objects>\n");
    for n in 0..EVENTS / 10 {
        for (id, kind) in [("o", "order"), ("i", "item"), ("j", "item")] {
            text.push_str(&format!("    <object id=\"{id}{n}\" type=\"{kind}\"/>\n"));
        }
    }
    text.push_str("  </objects>\n  <events>\n");
    for n in 0..EVENTS {
        text.push_str(&format!(
            concat!(
                "    <event id=\"e{n}\" type=\"Order placed\" time=\"2026-03-02T14:{:02}:{:02}Z\">\n      <attributes>\n",
                "        <attribute name=\"user\">user {}</attribute>\n        <attribute name=\"total\">{}.5</attribute>\n",
                "      </attributes>\n      <objects>\n        <relationship object-id=\"o{o}\" qualifier=\"order\"/>\n",
                "        <relationship object-id=\"i{o}\" qualifier=\"item\"/>\n",
                "        <relationship object-id=\"j{o}\" qualifier=\"item\"/>\n      </objects>\n    </event>\n"
            ),
            n / 60 % 60,
            n % 60,
            n % 77,
            n % 999,
            n = n,
            o = n / 10
        ));
    }
    text.push_str("  </events>\n</log>\n");
    text.into_bytes()
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        match std::fs::read(&path) {
            Ok(bytes) => measure(&[(&path, bytes)]),
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
    let csv = |cell: &str| {
        if cell.contains(['"', ',']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    };
    let copy = |cell: &str| cell.replace('\\', "\\\\");
    measure(&[
        ("NDJSON", records.join("\n").into_bytes()),
        ("JSON array", format!("[{}]", records.join(",")).into_bytes()),
        ("JSON object", format!(r#"{{"page":1,"events":[{}]}}"#, records.join(",\n")).into_bytes()),
        ("CSV", table(&records, ",", csv)),
        ("COPY", table(&records, "\t", copy)),
        ("XES", xes()),
        ("OCEL XML", ocel_xml()),
        ("OCEL JSON", ocel_json()),
    ]);
}
