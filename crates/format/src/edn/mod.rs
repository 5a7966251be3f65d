//! EDN, Clojure's notation: how a file of it is told, and how it is cut into forms that become records. Each form is written
//! as JSON, with every digit; what it means is for [`crate::record`], as for any other record.

mod boundary;
mod json;
mod literals;
mod reader;
mod tokens;

pub(crate) use reader::Reader;

use crate::json::USUAL;
use boundary::Boundary;

/// What tells EDN from other texts with brackets.
const SIGNS: [&[u8]; 9] = [b"#uuid", b"#inst", b"#db/id", b"#datom", b"{:", b":db/", b"#:", b"[:", b"#{"];

/// How the forms stand in the file, and why.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Whether one vector lies around all records.
    pub is_one: bool,
    pub reason: &'static str,
}

/// Whether a file that is no JSON may be EDN, and how it is laid out then. It depends on the first bytes alone.
pub(crate) fn recognise(head: &[u8]) -> Option<Plan> {
    let head = head.get(..USUAL).unwrap_or(head);
    let start = tokens::skip_space(head, usize::from(head.starts_with(b"\xef\xbb\xbf")) * 3);
    let text = head.get(start..)?;
    let begins = matches!(
        text,
        [b'{', b':' | b'}' | b' ' | b'\n' | b'#' | b'"', ..] | [b'[' | b'(', ..] | [b'#', b':' | b'{' | b'd', ..]
    );
    if !begins || !SIGNS.iter().any(|sign| memchr::memmem::find(text, sign).is_some()) {
        return None;
    }
    // What comes first has to be EDN, as far as it can be seen.
    let mut boundary = Boundary::default();
    let end = boundary.feed(text);
    let form = end.and_then(|end| text.get(..end));
    if form.is_some_and(|form| !json::is_form(form)) || boundary.is_broken() {
        return None;
    }
    let inside = tokens::skip_space(text, 1);
    let holds_forms = matches!(text.get(inside), Some(b'{' | b'[' | b'(' | b'#' | b'^'));
    let is_list = matches!(text.first(), Some(b'[' | b'(')) && holds_forms;
    let follows = end.is_some_and(|end| tokens::skip_space(text, end) < text.len());
    Some(match (is_list, follows) {
        (true, false) => Plan { is_one: true, reason: "it is EDN, a vector around all records" },
        _ => Plan { is_one: false, reason: "it is EDN, one form after another" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edn_is_told_from_texts_with_brackets() {
        let is_one = |text: &str| recognise(text.as_bytes()).map(|plan| plan.is_one);
        assert_eq!(is_one("{:a 1}\n{:a 2}"), Some(false));
        assert_eq!(is_one(";; a comment\n[{:db/id 1}\n {:db/id 2}]\n; end"), Some(true));
        assert_eq!(is_one("[{:db/id 1}]\n[{:db/id 2}]"), Some(false));
        assert_eq!(is_one("[1 :a/b 2 3 true]"), None);
        assert_eq!(is_one("[1 :db/ident :a 3 true]"), Some(false));
        assert_eq!(is_one("#:a{:b 1}"), Some(false));
        for text in ["", "hello {:", "[section]\na=1", "{\"a\":1}", "[{:a }}]", "# a title\n{:a 1}"] {
            assert_eq!(is_one(text), None, "{text}");
        }
    }
}
