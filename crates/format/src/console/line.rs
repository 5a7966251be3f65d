//! One line of Kafka's console consumer, as parts and as JSON.

use foldback_event::json::{scan, write_string};

const NO_HEADERS: &str = "NO_HEADERS";

/// The parts of a line; each may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// What kind of time it is, and the time.
    time: Option<(&'a str, &'a str)>,
    partition: Option<&'a str>,
    offset: Option<&'a str>,
    headers: Option<&'a str>,
    key: Option<&'a str>,
    value: &'a str,
}

impl<'a> Line<'a> {
    /// `has_headers` says that the lines have a part for headers.
    pub fn of(text: &'a str, has_headers: bool) -> Option<Self> {
        let mut line = Self::default();
        let mut rest = text;
        let mut is_told = false;
        loop {
            let (part, behind) = rest.split_once('\t').unwrap_or((rest, ""));
            let Some((name, value)) = part.split_once(':').or((part == "NO_TIMESTAMP").then_some((part, ""))) else {
                break;
            };
            let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            match name {
                "CreateTime" | "LogAppendTime" if is_number && line.time.is_none() => line.time = Some((name, value)),
                "NoTimestampType" | "NO_TIMESTAMP" => {}
                "Partition" if is_number && line.partition.is_none() => line.partition = Some(value),
                "Offset" if is_number && line.offset.is_none() => line.offset = Some(value),
                "Delivery" | "Epoch" if is_number || value == "NOT_PRESENT" => {}
                _ => break,
            }
            is_told = true;
            rest = behind;
        }
        if !is_told {
            return None;
        }
        let (first, behind) = rest.split_once('\t').map_or((None, rest), |(first, behind)| (Some(first), behind));
        let second = behind.split_once('\t');
        match (first, second) {
            (Some(first), Some((key, value))) => {
                (line.headers, line.key, line.value) = (Some(first), Some(key), value);
            }
            (Some(first), None) if has_headers || first == NO_HEADERS => {
                (line.headers, line.value) = (Some(first), behind);
            }
            (Some(first), None) => (line.key, line.value) = (Some(first), behind),
            (None, _) => line.value = rest,
        }
        Some(line)
    }

    pub fn says_no_headers(&self) -> bool {
        self.headers == Some(NO_HEADERS)
    }

    /// The message as other tools write it.
    pub fn json(&self) -> String {
        let mut out = String::from("{");
        for (name, number) in
            [("partition", self.partition), ("offset", self.offset), ("timestamp", self.time.map(|time| time.1))]
        {
            out.push_str(&format!("\"{name}\":"));
            // A number that JSON does not know, such as 007, stays a text.
            let number = number.map(|number| if is_json(number) { number.to_owned() } else { string(number) });
            out.push_str(number.as_deref().unwrap_or("null"));
            out.push(',');
        }
        if let Some((kind, _)) = self.time {
            out.push_str(&format!("\"timestampType\":\"{kind}\","));
        }
        if let Some(headers) = self.headers.filter(|headers| *headers != NO_HEADERS) {
            out.push_str("\"headers\":{");
            for (at, pair) in headers.split(',').enumerate() {
                let (name, value) = pair.split_once(':').unwrap_or((pair, ""));
                out.push_str(&format!("{}{}:{}", if at > 0 { "," } else { "" }, string(name), string(value)));
            }
            out.push_str("},");
        }
        let key = self.key.filter(|key| *key != "null").map_or_else(|| "null".to_owned(), string);
        let value = if is_json(self.value) { self.value.to_owned() } else { string(self.value) };
        out.push_str(&format!("\"key\":{key},\"value\":{value}}}"));
        out
    }
}

fn is_json(text: &str) -> bool {
    scan::value(text.as_bytes(), 0)
        .is_ok_and(|span| span.start == 0 && scan::skip_space(text.as_bytes(), span.end) == text.len())
}

fn string(plain: &str) -> String {
    let mut out = String::new();
    write_string(plain, &mut out);
    out
}
