//! OCEL in a table: a row is an event, each column `ocel:type:X` has the ids of its objects of type X, as a list by the
//! rules of Python or JSON.

use super::weave::TAGS;
use crate::process::values::string;

/// The columns of such a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct OcelTable {
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
enum Column {
    Id,
    Type,
    Time,
    /// The objects of a type.
    Objects(String),
    /// Anything else, with its name as JSON.
    Value(String),
}

impl OcelTable {
    /// The table, if its columns are those of one.
    pub fn of(names: &[String]) -> Option<Self> {
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        let column = |name: &String| match name.as_str() {
            "ocel:eid" | "ocel:id" => Column::Id,
            "ocel:activity" => Column::Type,
            "ocel:timestamp" => Column::Time,
            other => match other.strip_prefix("ocel:type:") {
                Some(kind) => Column::Objects(kind.to_owned()),
                None => {
                    let mut json = String::new();
                    string(other, &mut json);
                    Column::Value(json)
                }
            },
        };
        let columns: Vec<Column> = names.iter().map(column).collect();
        let of_objects = columns.iter().any(|column| matches!(column, Column::Objects(_)));
        (has("ocel:activity") && of_objects).then_some(Self { columns })
    }

    /// The record of a row, whose cells come with their place, as text and as JSON.
    pub fn record(&self, cells: &[(usize, String, String)], name: &str, out: &mut String) {
        let (mut head, mut data, mut metadata, mut tags) = (String::new(), String::new(), String::new(), Vec::new());
        let mut stream = None;
        for (at, text, json) in cells {
            match self.columns.get(*at) {
                Some(Column::Id) => member("id", text, &mut head),
                Some(Column::Type) => member("type", text, &mut head),
                Some(Column::Time) => member("time", text, &mut head),
                Some(Column::Objects(kind)) => {
                    let ids = ids(text);
                    if let Some(first) = ids.first() {
                        stream.get_or_insert_with(|| format!("{kind}-{first}"));
                        metadata.push_str(if metadata.is_empty() { "" } else { "," });
                        string(&format!("ocel:type:{kind}"), &mut metadata);
                        metadata.push(':');
                        list(ids.iter().map(String::as_str), &mut metadata);
                    }
                    // The metadata name all of them.
                    let room = TAGS.saturating_sub(tags.len());
                    tags.extend(ids.iter().take(room).map(|id| format!("{kind}:{id}")));
                }
                column => {
                    data.push_str(if data.is_empty() { "" } else { "," });
                    match column {
                        Some(Column::Value(name)) => data.push_str(name),
                        _ => string(&format!("column{}", at + 1), &mut data),
                    }
                    data.push(':');
                    data.push_str(json);
                }
            }
        }
        out.clear();
        out.push_str("{ \"stream\":");
        string(stream.as_deref().unwrap_or(if name.is_empty() { "events" } else { name }), out);
        out.push_str(",\"tags\":");
        list(tags.iter().map(String::as_str), out);
        out.push_str(&head);
        out.push_str(",\"data\":{");
        out.push_str(&data);
        out.push_str("},\"metadata\":{");
        out.push_str(&metadata);
        out.push_str("}}");
    }
}

fn member(name: &str, text: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    string(text, out);
}

/// Strings as an array.
fn list<'a>(texts: impl Iterator<Item = &'a str>, out: &mut String) {
    out.push('[');
    for (at, text) in texts.enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        string(text, out);
    }
    out.push(']');
}

/// The ids in a cell: a list of strings in either kind of quotes, with backslashes before quotes in them, or one id.
fn ids(cell: &str) -> Vec<String> {
    let cell = cell.trim();
    let Some(inside) = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']')) else {
        let none = cell.is_empty() || matches!(cell, "nan" | "NaN" | "None" | "null");
        return if none { Vec::new() } else { vec![cell.to_owned()] };
    };
    let mut ids = Vec::new();
    let mut rest = inside.trim_start();
    while let Some(first) = rest.chars().next() {
        let mut id = String::new();
        let mut end = rest.len();
        if matches!(first, '\'' | '"') {
            let mut escaped = false;
            for (at, character) in rest.char_indices().skip(1) {
                if !escaped && character == first {
                    end = at + 1;
                    break;
                }
                escaped = !escaped && character == '\\';
                if !escaped {
                    id.push(character);
                }
            }
            ids.push(id);
        } else {
            end = rest.find(',').unwrap_or(end);
            let bare = rest.get(..end).unwrap_or_default().trim();
            if !bare.is_empty() {
                ids.push(bare.to_owned());
            }
        }
        rest = rest.get(end..).unwrap_or_default().trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_in_either_kind_of_quotes() {
        for (cell, expected) in [
            ("['o1', 'o2']", vec!["o1", "o2"]),
            (r#"["o1","it's"]"#, vec!["o1", "it's"]),
            (r"['it\'s', 'a,b', 'c\\d']", vec!["it's", "a,b", r"c\d"]),
            ("[1, 2]", vec!["1", "2"]),
            ("o1", vec!["o1"]),
            ("[]", vec![]),
            ("", vec![]),
            ("nan", vec![]),
            ("['open", vec!["['open"]),
            ("['open]", vec!["open"]),
        ] {
            assert_eq!(ids(cell), expected, "{cell}");
        }
    }
}
