//! A payload as a person edits it: a member a line, and where it is no JSON.
//! Never changes a digit of what was received.

use foldback_event::json::parse;

use crate::panels::inspector::pretty as lines;

/// With a line for each member; what is no JSON as it is.
pub fn pretty(bytes: &[u8]) -> String {
    match parse(bytes) {
        Ok(value) => {
            let mut out = String::new();
            lines(&value, 0, usize::MAX, &mut out);
            out
        }
        Err(_) if bytes.is_empty() => "{}".to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What is wrong with a text that should be JSON, and in which line and column.
pub fn wrong(text: &str) -> Option<String> {
    let fault = parse(text.as_bytes()).err()?;
    let before = text.get(..fault.at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some(format!("The data is no JSON: line {line}, column {column}: {}.", fault.problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stay_as_they_were_received() {
        assert_eq!(pretty(br#"{"a":1.10,"b":[1e400]}"#), "{\n  \"a\": 1.10,\n  \"b\": [\n    1e400\n  ]\n}");
        assert_eq!(pretty(b""), "{}");
    }

    #[test]
    fn a_fault_is_told_by_line_and_column() {
        assert_eq!(wrong("{\"a\": 1}"), None);
        let told = wrong("{\n  \"a\": x}").unwrap_or_default();
        assert!(told.contains("line 2, column 8"), "{told}");
    }
}
