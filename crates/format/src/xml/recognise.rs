//! How a text is told to be a log in XML: by its outermost element, and what stands first in that.

use super::scanner::{Kind, Scanner, name};
use crate::process::{Flavour, Plan};

/// The log that a text begins with; what it decides depends on the first bytes alone.
pub(crate) fn recognise(head: &[u8]) -> Option<Plan> {
    let mut scanner = Scanner::default();
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut in_log = false;
    while let Some(token) = scanner.token(rest) {
        let (bytes, behind) = rest.split_at_checked(token.length)?;
        rest = behind;
        if !matches!(token.kind, Kind::Start | Kind::Empty) {
            continue;
        }
        let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
        let plan = |flavour, reason: &str| Some(Plan { flavour, reason: reason.to_owned() });
        match name(bytes) {
            b"log" if !in_log => {
                in_log = true;
                if has(b"xes.") || has(b"xes-standard.org") {
                    return plan(Flavour::Xes, "the outermost element is a log, and says that it is XES");
                }
            }
            _ if !in_log => return None,
            b"trace" | b"extension" | b"classifier" | b"event" => {
                return plan(Flavour::Xes, "the outermost element is a log, and what is in it is that of XES");
            }
            b"events" | b"objects" | b"object-types" | b"event-types" => {
                return plan(Flavour::Ocel, "the outermost element is a log, and it has lists of events and objects");
            }
            // Of what OCEL 1.0 says of all events and objects, XES has other names or none.
            _ if has(b"ocel:") => {
                return plan(Flavour::Ocel, "the outermost element is a log, and names of OCEL are in it");
            }
            _ => {}
        }
    }
    None
}
