//! Files that are bad, each in its own way, and what the page is to say about each.
//! It never opens one.

use crate::person::grouped;

/// A bad file.
pub struct Bad {
    pub name: &'static str,
    pub content: Vec<u8>,
    /// What the message has to hold, without regard to case.
    pub says: Vec<String>,
    /// How many events are kept; `None` where the file is refused.
    pub kept: Option<u64>,
}

/// A good line.
pub fn line(number: u64) -> String {
    format!(
        r#"{{"id":"e{number}","stream":"cart-{}","type":"Put","time":"2026-03-02T10:00:00Z","data":{{"n":{number}}}}}"#,
        number % 7
    ) + "\n"
}

fn lines(count: u64) -> Vec<u8> {
    (0..count).map(line).collect::<String>().into_bytes()
}

/// Good lines around a bad one, and the place of the byte in it that is bad, in words.
fn around(before: u64, bad: &[u8], bad_byte: usize, after: u64) -> (Vec<u8>, String) {
    let mut content = lines(before);
    let place = format!("line {}, byte {}", grouped(before + 1), grouped((content.len() + bad_byte) as u64));
    content.extend_from_slice(bad);
    for number in before..before + after {
        content.extend(line(number).bytes());
    }
    (content, place)
}

fn refused(name: &'static str, content: &[u8], says: &[&str]) -> Bad {
    Bad { name, content: content.to_vec(), says: says.iter().map(|&word| word.to_owned()).collect(), kept: None }
}

fn left_out(name: &'static str, (content, place): (Vec<u8>, String), kept: u64, kind: &str) -> Bad {
    let says = vec![kind.to_owned(), place, "1 record left out".to_owned()];
    Bad { name, content, says, kept: Some(kept) }
}

/// A line that is not JSON among 1,000 that are.
pub fn not_json() -> Bad {
    left_out("not-json.ndjson", around(500, b"oops, this is no event\n", 0, 500), 1_000, "not json")
}

/// All of them.
pub fn all() -> Vec<Bad> {
    let nested =
        format!("{{\"stream\":\"a\",\"type\":\"Deep\",\"data\":{}{}}}\n", "[".repeat(10_000), "]".repeat(10_000));
    let long = format!("{{\"stream\":\"a\",\"type\":\"Long\",\"data\":\"{}\"}}\n", "x".repeat(50_000_000));
    let duplicates = [line(1), line(2), line(1), line(3), line(2)].concat();
    vec![
        refused("empty.ndjson", b"", &["empty", "0 bytes"]),
        refused("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0", &["PNG image"]),
        refused("none.json", b"[]", &["no events"]),
        left_out("cut.ndjson", around(3, br#"{"stream":"cart-1","type":"Pu"#, 29, 0), 3, "cut off"),
        not_json(),
        left_out("deep.ndjson", around(2, nested.as_bytes(), 35 + 512, 5), 7, "nested too deep"),
        left_out("long.ndjson", around(2, long.as_bytes(), 0, 100), 102, "too large"),
        left_out("bytes.ndjson", around(4, b"{\"stream\":\"a\",\"type\":\"\xff\xfe\"}\n", 22, 4), 8, "utf-8"),
        Bad {
            name: "twice.ndjson",
            content: duplicates.into_bytes(),
            says: vec!["ids seen twice".to_owned(), "2 events".to_owned()],
            kept: Some(5),
        },
    ]
}
