//! The records as rows of cells.

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

pub fn table(records: &[String], delimiter: &str, cell: impl Fn(&str) -> String) -> Vec<u8> {
    let mut text = COLUMNS.join(delimiter);
    for record in records {
        text.push('\n');
        text.push_str(&cells(record).into_iter().map(&cell).collect::<Vec<_>>().join(delimiter));
    }
    text.into_bytes()
}

/// A cell as RFC 4180 quotes it.
pub fn csv(cell: &str) -> String {
    if cell.contains(['"', ',']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A cell in the text of PostgreSQL's COPY.
pub fn copy(cell: &str) -> String {
    cell.replace('\\', "\\\\")
}
