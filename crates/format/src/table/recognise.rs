//! How a text is told to be a table: every delimiter is tried on its first rows, and the one that cuts them alike wins.

use super::Plan;
use super::dialect::{Content, Dialect};
use super::rows::{Row, Rows};
use super::value::is_json;
use crate::guess::looks_like_event;
use crate::json::USUAL;
use crate::{export, time};

/// Rows that are looked at.
const ROWS: usize = 50;

/// The longest name that a column is believed to have.
const LONGEST_NAME: usize = 128;

/// Columns that a table without a line of names must have.
const NAMELESS: usize = 3;

/// The table that a text begins with; what it decides depends on the first bytes alone.
pub(crate) fn recognise(head: &[u8]) -> Option<Plan> {
    let is_whole = head.len() < USUAL;
    let head = head.get(..USUAL).unwrap_or(head);
    if is_dump(head) {
        return Some(Plan {
            dialect: None,
            names: Vec::new(),
            has_names: true,
            reason: "it is a dump that PostgreSQL's pg_dump wrote".to_owned(),
        });
    }
    if head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).starts_with(export::CSV_FIRST_LINE.as_bytes()) {
        return Some(Plan {
            dialect: Some(Dialect { delimiter: b',', is_copy: false }),
            names: export::CSV_HEADER.map(str::to_owned).into(),
            has_names: true,
            reason: "its columns are those that Foldback exports".to_owned(),
        });
    }
    let tried = [b'\t', b',', b';', b'|'].into_iter().filter_map(|delimiter| attempt(head, is_whole, delimiter));
    // Of equals the first.
    tried.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, plan)| plan)
}

fn is_dump(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let first = start.split(|byte| *byte == b'\n').take(3);
    first.map(<[u8]>::trim_ascii_end).any(|line| {
        line.starts_with(b"-- PostgreSQL database dump") || line.starts_with(b"-- PostgreSQL database cluster dump")
    }) || head.split(|byte| *byte == b'\n').any(|line| super::dump::block(line.trim_ascii_end()).is_some())
}

/// How well `delimiter` cuts the text, and the table that comes of it.
fn attempt(head: &[u8], is_whole: bool, delimiter: u8) -> Option<(usize, Plan)> {
    let dialect = Dialect { delimiter, is_copy: false };
    let quoted = sample(head, is_whole, dialect);
    if delimiter != b'\t' {
        return judge(&quoted, dialect);
    }
    let plain = sample(head, is_whole, Dialect::COPY);
    if is_copy(&quoted, &plain) {
        judge(&plain, Dialect::COPY).or_else(|| judge(&quoted, dialect))
    } else {
        judge(&quoted, dialect).or_else(|| judge(&plain, Dialect::COPY))
    }
}

fn judge(rows: &[Sampled], dialect: Dialect) -> Option<(usize, Plan)> {
    let Dialect { delimiter, is_copy } = dialect;
    let (first, others) = rows.split_first()?;
    let width = first.cells.len();
    // The last row may be cut.
    let alike = others.iter().filter(|row| row.cells.len() == width || row.ends_file).count();
    if width < 2 || alike * 2 < others.len() {
        return None;
    }
    let has_names = are_names(&first.cells);
    let enough = if has_names { !others.is_empty() || looks_like_event(&first.cells, &[]) } else { width >= NAMELESS };
    if !enough {
        return None;
    }
    let names = names(if has_names { &first.cells } else { &[] }, width);
    let of_what = if is_copy { "in the text form of PostgreSQL's COPY" } else { "by RFC 4180" };
    let cut = match delimiter {
        b'\t' => "tabs".to_owned(),
        other => format!("'{}'", char::from(other)),
    };
    let named = if has_names { "the first row names the columns" } else { "no row names the columns" };
    let reason = format!("its rows have {width} fields, cut by {cut}, {of_what}, and {named}");
    // Cells that are cut alike in all rows say more than many cells.
    let score = width * (alike + 1) * 100 / rows.len();
    Some((score, Plan { dialect: Some(dialect), names, has_names, reason }))
}

struct Sampled {
    cells: Vec<String>,
    /// A cell is COPY's sign for null.
    has_null: bool,
    has_quoted: bool,
    /// There are backslashes, or quotes in a cell without quotes around it: neither has a use in CSV.
    has_others: bool,
    /// A cell is JSON with its backslashes as they are, or only once COPY's escapes are resolved.
    json_as_it_is: bool,
    json_in_copy: bool,
    /// A cell is JSON with quotes, without the quotes around it that CSV asks for.
    has_json: bool,
    /// A cell is JSON with CSV's quotes around it.
    has_quoted_json: bool,
    ends_file: bool,
}

/// Whether rows cut by tabs are COPY's text rather than TSV, as they are with quotes as in CSV, and without.
fn is_copy(quoted: &[Sampled], plain: &[Sampled]) -> bool {
    let any = |rows: &[Sampled], sign: fn(&Sampled) -> bool| rows.iter().any(sign);
    !any(quoted, |row| row.has_quoted_json)
        && !any(plain, |row| row.json_as_it_is)
        && (any(plain, |row| row.has_null || row.json_in_copy || row.has_json)
            || !any(quoted, |row| row.has_quoted) && any(quoted, |row| row.has_others))
}

/// The first rows that are no blank lines.
fn sample(head: &[u8], is_whole: bool, dialect: Dialect) -> Vec<Sampled> {
    let mut rows = Rows::new(dialect.delimiter, !dialect.is_copy, USUAL);
    let mut sampled = Vec::new();
    let mut take = |row: &Row<'_>| {
        if sampled.len() < ROWS && !row.is_open && !matches!(row.bytes.trim_ascii(), b"" | b"\\.") {
            sampled.push(read(row, dialect));
        }
        Ok(())
    };
    let _ = rows.push(head, &mut take);
    if is_whole {
        let _ = rows.finish(&mut take);
    }
    sampled
}

fn read(row: &Row<'_>, dialect: Dialect) -> Sampled {
    let text = String::from_utf8_lossy(row.bytes);
    let mut plain = String::new();
    let mut resolved = String::new();
    let mut sampled = Sampled {
        cells: Vec::new(),
        has_null: false,
        has_quoted: false,
        has_others: row.bytes.contains(&b'\\'),
        json_as_it_is: false,
        json_in_copy: false,
        has_json: false,
        has_quoted_json: false,
        ends_file: row.ends_file,
    };
    for cell in row.cells {
        let raw = text.get(cell.start..cell.end).unwrap_or_default();
        sampled.has_null |= raw == "\\N";
        sampled.has_quoted |= cell.quoted && raw.len() > 1 && raw.ends_with('"');
        sampled.has_others |= !cell.quoted && raw.contains('"');
        sampled.has_json |= raw.starts_with(['{', '[']) && raw.contains('"') && is_json(raw);
        if raw.starts_with(['{', '[']) && raw.contains('\\') {
            let in_copy = match Dialect::COPY.read(&text, *cell, &mut resolved) {
                Content::Text(text) => is_json(text),
                _ => false,
            };
            sampled.json_as_it_is |= is_json(raw) && !in_copy;
            sampled.json_in_copy |= in_copy && !is_json(raw);
        }
        sampled.cells.push(match dialect.read(&text, *cell, &mut plain) {
            Content::Absent => String::new(),
            Content::Null => "\\N".to_owned(),
            Content::Text(text) => {
                sampled.has_quoted_json |=
                    cell.quoted && text.starts_with(['{', '[']) && text.contains('"') && is_json(text);
                text.to_owned()
            }
        });
    }
    sampled
}

/// Whether these are the names of columns rather than values: short, different, and neither numbers, times, JSON nor ids.
fn are_names(cells: &[String]) -> bool {
    let mut met = rustc_hash::FxHashSet::default();
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty());
    let is_name = |cell: &str| {
        cell.len() <= LONGEST_NAME
            && !cell.contains('\n')
            && !cell.starts_with(['{', '[', '\\', '<'])
            && cell.parse::<f64>().is_err()
            && time::from_text(cell).is_none()
            && !is_uuid(cell)
    };
    // A table may name a column twice, but not most of them.
    let good = filled.clone().all(|cell| is_name(cell.trim()));
    let different = filled.clone().filter(|cell| met.insert(cell.trim())).count();
    good && different * 2 >= cells.len()
}

fn is_uuid(cell: &str) -> bool {
    cell.len() == 36
        && cell
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// A name for each column, all different.
fn names(given: &[String], width: usize) -> Vec<String> {
    let mut met = rustc_hash::FxHashSet::default();
    (1..=width)
        .map(|number| {
            let given = given.get(number - 1).map(|name| name.trim()).filter(|name| !name.is_empty());
            let mut name = given.map_or_else(|| format!("column{number}"), str::to_owned);
            while !met.insert(name.clone()) {
                name = format!("{name}_{number}");
            }
            name
        })
        .collect()
}
