//! Paths into payloads: `items.0.sku`, `items[].sku`, `"a.b".c`, and the values they lead to, found in the bytes.
//!
//! No tree is built. A name leads through arrays into each of their elements, so `items.sku` is the `sku` of any item.

use foldback_event::json::scan::{skip_space, value};
use foldback_event::json::{Members, Span, unescape};

use super::words::{find_outside, unquoted};

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the member of that name; in an array, to the element of that number if it is one.
    Name(Box<str>),
    /// To every member or element.
    Each,
}

/// What ends a name.
const ENDS: &[u8] = b".[=!<>~:";

/// Reads a path that begins with `.` or `[`. Gives it with the bytes it takes up; the error is the byte that is wrong.
pub fn read(text: &str) -> Result<(Vec<Step>, usize), usize> {
    let mut steps = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let (name, length) = if let Some(rest) = rest.strip_prefix('.') {
            let end = find_outside(rest, ENDS).unwrap_or(rest.len());
            (&rest[..end], end + 1)
        } else if let Some(rest) = rest.strip_prefix('[') {
            let end = find_outside(rest, b"]").ok_or(at)?;
            (if end == 0 { "*" } else { &rest[..end] }, end + 2)
        } else {
            return Ok((steps, at));
        };
        if name.is_empty() {
            return Err(at);
        }
        steps.push(if name == "*" { Step::Each } else { Step::Name(unquoted(name).0.into()) });
        at += length;
    }
}

/// Shows the values that a path leads to until `show` says that it is enough; gives whether it did not. What is no JSON
/// holds none.
pub fn values(json: &[u8], path: &[Step], show: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    at(json, skip_space(json, 0), path, show)
}

fn at(json: &[u8], start: usize, path: &[Step], show: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    let Some((step, rest)) = path.split_first() else {
        return value(json, start).map_or(true, |span| show(span.of(json)));
    };
    match (json.get(start), step) {
        (Some(b'{'), Step::Name(name)) => {
            member(json, start, name).is_none_or(|found| at(json, found.start, rest, show))
        }
        (Some(b'{'), Step::Each) => {
            let Ok(mut members) = Members::new(json, start) else { return true };
            while let Ok(Some(member)) = members.next_member() {
                if !at(json, member.value.start, rest, show) {
                    return false;
                }
            }
            true
        }
        (Some(b'['), Step::Name(name)) => match name.parse::<usize>() {
            Ok(number) => {
                let mut seen = 0;
                let mut goes_on = true;
                elements(json, start, &mut |element| {
                    seen += 1;
                    if seen > number {
                        goes_on = at(json, element.start, rest, show);
                    }
                    seen <= number
                });
                goes_on
            }
            Err(_) => elements(json, start, &mut |element| at(json, element.start, path, show)),
        },
        (Some(b'['), Step::Each) => elements(json, start, &mut |element| at(json, element.start, rest, show)),
        _ => true,
    }
}

/// The value of a member. Of several with one name the last one counts, as in `JSON.parse`.
pub fn member(json: &[u8], start: usize, name: &str) -> Option<Span> {
    let mut members = Members::new(json, start).ok()?;
    let mut found = None;
    while let Ok(Some(member)) = members.next_member() {
        if is_named(member.name.of(json), name) {
            found = Some(member.value);
        }
    }
    found
}

/// Whether what stands between quotation marks in JSON is this name.
fn is_named(written: &[u8], name: &str) -> bool {
    written == name.as_bytes()
        || (memchr::memchr(b'\\', written).is_some()
            && std::str::from_utf8(written).is_ok_and(|written| unescape(written) == name))
}

/// Shows the elements of an array until `show` says that it is enough; gives whether it did not.
pub fn elements(json: &[u8], start: usize, show: &mut dyn FnMut(Span) -> bool) -> bool {
    let mut place = skip_space(json, start + 1);
    while let Ok(element) = value(json, place) {
        if !show(element) {
            return false;
        }
        place = skip_space(json, element.end);
        if json.get(place) != Some(&b',') {
            break;
        }
        place = skip_space(json, place + 1);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(json: &str, path: &str) -> Vec<String> {
        let (steps, length) = read(path).unwrap();
        assert_eq!(length, path.len());
        let mut all = Vec::new();
        values(json.as_bytes(), &steps, &mut |value| {
            all.push(String::from_utf8_lossy(value).into_owned());
            true
        });
        all
    }

    #[test]
    fn paths_lead_to_values() {
        let json = r#" {"a":{"b.c":[1,{"d":2},{"d":3}]},"x":1,"x":2,"\u0079":"é", "1":[[5]]} "#;
        for (path, right) in [
            (".x", &["2"][..]),
            (".y", &["\"é\""]),
            (".a.\"b.c\".0", &["1"]),
            (".a[\"b.c\"][1].d", &["2"]),
            (".a.\"b.c\".d", &["2", "3"]),
            (".a.\"b.c\"[].d", &["2", "3"]),
            (".a.*.*", &["1", "{\"d\":2}", "{\"d\":3}"]),
            (".1.0.0", &["5"]),
            (".a.b", &[]),
            (".x.y", &[]),
            (".a.\"b.c\".7", &[]),
        ] {
            assert_eq!(found(json, path), right, "{path}");
        }
        assert_eq!(found("[[1],[2]]", "[1][0]"), ["2"]);
        assert_eq!(found("no JSON", ".a"), [""; 0]);
    }

    #[test]
    fn a_path_ends_where_a_comparison_begins() {
        for (text, length) in [(".a>3", 2), (".a.b!=c", 4), (".\"a>b\"~c", 6), (".a:3", 2)] {
            assert_eq!(read(text).map(|(_, length)| length), Ok(length), "{text}");
        }
        for (text, wrong) in [(".", 0), (".a.", 2), (".a[0", 2), (".=3", 0)] {
            assert_eq!(read(text), Err(wrong), "{text}");
        }
    }
}
