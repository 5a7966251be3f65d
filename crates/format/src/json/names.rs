//! The names under which files keep their array of events. Whether such an array is there is for others to find out.

use crate::FieldPath;

/// Names in order of preference, in lower case without `_`, `-` and the like.
const EVENTS: [&str; 18] = [
    "events",
    "ocel:events",
    "records",
    "entries",
    "messages",
    "history",
    "logevents",
    "logrecords",
    "eventlog",
    "log",
    "logs",
    "txns",
    "transactions",
    "actions",
    "changes",
    "commits",
    "activities",
    "items",
];

/// How many of them, from the first on, name nothing else.
pub(super) const STRONG: usize = 9;

/// Objects that answers are wrapped in.
const WRAPPERS: [&str; 6] = ["data", "result", "results", "response", "body", "payload"];

/// Whether an array without a name of these is still one of records: right inside the object, or in wrappers.
pub(super) fn leads_to_rows(path: &FieldPath) -> bool {
    let around = path.0.split_last().map(|(_, around)| around).unwrap_or_default();
    around.iter().all(|name| WRAPPERS.contains(&crate::guess::plain_name(name).as_str()))
}

/// The place of `name` in the order of preference, from 0.
pub(super) fn rank(name: &str) -> Option<usize> {
    let plain = crate::guess::plain_name(name);
    EVENTS.iter().position(|known| *known == plain)
}
