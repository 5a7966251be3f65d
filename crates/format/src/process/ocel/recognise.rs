//! How an object of JSON is told to be a log of OCEL.

/// Whether these are the names of such an object, and these its first bytes.
pub(crate) fn is_ocel(names: &[String], head: &[u8]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let holds = |wanted: &[u8]| memchr::memmem::find(head, wanted).is_some();
    // OCEL 1.0 says so in each name. Of OCEL 2.0 the lists that name types may stand behind those of events and objects.
    let first = has("ocel:global-log") || has("ocel:events") || has("ocel:objects");
    let lists = has("events") || has("objects");
    first
        || has("eventTypes") && (has("objectTypes") || lists)
        || has("objectTypes") && lists
        || lists && holds(b"\"relationships\"") && holds(b"\"objectId\"") && holds(b"\"qualifier\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_events_alone_are_no_ocel() {
        let told = |names: &[&str], head: &str| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            is_ocel(&names, head.as_bytes())
        };
        assert!(told(&["ocel:global-event", "ocel:global-log"], ""));
        assert!(told(&["objectTypes", "eventTypes"], ""));
        assert!(told(&["eventTypes", "events"], ""));
        assert!(told(&["events"], r#"{"events":[{"relationships":[{"objectId":"a","qualifier":"b"}]}]}"#));
        assert!(!told(&["events", "objects"], r#"{"events":[{"id":1}],"objects":[]}"#));
        assert!(!told(&["eventTypes"], ""));
    }
}
