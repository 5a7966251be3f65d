//! The conditions that need an event's bytes.

use foldback_log::View;

use super::compare::Test;
use super::needle::Needle;
use super::path::Step;
use super::query::{Condition, Part, Relation};
use foldback_event::json::scan::skip_space;
use foldback_event::json::{Members, unescape};

/// Whether a condition holds of an event. Those that the index decides are not asked here.
pub fn holds(condition: &Condition, view: &View<'_>) -> bool {
    match condition {
        Condition::Text(needle) => text(needle, view),
        Condition::Id(names) => names.fit(&view.id()),
        Condition::Member(part, path, test) => match part {
            Part::Data => view.is_json() && member(view.data(), path, test),
            Part::Metadata => member(view.metadata(), path, test),
        },
        Condition::Related(relation, names) => related(view.metadata(), *relation, &mut |id| names.fit(id)),
        Condition::Type(_)
        | Condition::Stream(_)
        | Condition::Tag(_)
        | Condition::Before(_)
        | Condition::After(_)
        | Condition::Position(_) => false,
    }
}

fn text(needle: &Needle, view: &View<'_>) -> bool {
    if view.is_json() { needle.is_in_json(view.data()) } else { needle.is_in(view.data()) }
}

/// Whether a value in JSON is as is asked for. Bytes that cannot hold it are not walked.
fn member(json: &[u8], path: &[Step], test: &Test) -> bool {
    let has_escapes = || memchr::memchr(b'\\', json).is_some();
    let lacks = |text: &str| memchr::memmem::find(json, text.as_bytes()).is_none();
    let name = path.iter().rev().find_map(|step| match step {
        // A number may be an element's.
        Step::Name(name) if name.parse::<usize>().is_err() => Some(&**name),
        _ => None,
    });
    if (name.is_some_and(lacks) || test.text().is_some_and(lacks)) && !has_escapes() {
        return false;
    }
    test.holds(json, path)
}

/// Whether the metadata has a relation of that kind to an id that fits. Its name may be written in many ways:
/// `$correlationId`, `correlation_id`, `correlation`.
pub fn related(metadata: &[u8], relation: Relation, fits: &mut dyn FnMut(&str) -> bool) -> bool {
    let stem = match relation {
        Relation::Correlation => "correlation",
        Relation::Causation => "causation",
    };
    let Ok(mut members) = Members::new(metadata, skip_space(metadata, 0)) else { return false };
    while let Ok(Some(member)) = members.next_member() {
        let name = member.name.of(metadata).iter().filter(|byte| byte.is_ascii_alphanumeric());
        let name: Vec<u8> = name.map(u8::to_ascii_lowercase).collect();
        if name.strip_prefix(stem.as_bytes()).is_none_or(|rest| !matches!(rest, b"" | b"id")) {
            continue;
        }
        let Ok(value) = std::str::from_utf8(member.value.of(metadata)) else { continue };
        let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        if fits(&unescape(inside.unwrap_or(value))) {
            return true;
        }
    }
    false
}
