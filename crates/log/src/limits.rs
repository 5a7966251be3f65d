//! What an append may hold: limits that are stated, so that one bad event is an error and not a slow death.

use crate::LogError;
use crate::batch::Batch;

/// Bytes of an event's data and metadata together.
pub const MAX_EVENT: usize = 16 << 20;

/// Bytes of all events of one append.
pub const MAX_BATCH: usize = 64 << 20;

/// Bytes of the name of a stream or an event type, of an id, a tag, a content type or a time, as UTF-8.
pub const MAX_NAME: usize = 1024;

/// Tags of one event.
pub const MAX_TAGS: usize = 64;

/// Checks a whole append.
///
/// # Errors
/// [`LogError::InvalidEvent`].
pub fn check(batch: &Batch) -> Result<(), LogError> {
    if batch.bytes() > MAX_BATCH {
        let reason =
            format!("the append holds {} bytes, {MAX_BATCH} is the most; split it into several", batch.bytes());
        return Err(LogError::InvalidEvent { at: 0, reason });
    }
    for at in 0..batch.len() {
        batch.with(at, check_event).map_err(|reason| LogError::InvalidEvent { at, reason })?;
    }
    Ok(())
}

/// Checks one event of an append; gives what is wrong with it, as the end of a sentence.
///
/// # Errors
/// What it is refused for.
pub fn check_event(event: &foldback_event::EventRef<'_>) -> Result<(), String> {
    let bytes = event.data.len() + event.metadata.len();
    if bytes > MAX_EVENT {
        return Err(format!(
            "data and metadata hold {bytes} bytes, {MAX_EVENT} is the most; keep large files elsewhere"
        ));
    }
    for (what, name) in [("stream name", event.stream), ("event type", event.event_type)] {
        if name.is_empty() {
            return Err(format!("its {what} is empty; give it one"));
        }
        length(what, name)?;
    }
    if event.id.is_some_and(str::is_empty) {
        return Err("its id is empty; leave it out to have one made".to_owned());
    }
    length("id", event.id.unwrap_or_default())?;
    length("time", event.time.unwrap_or_default())?;
    length("content type", event.content_type)?;
    if event.tags.len() > MAX_TAGS {
        return Err(format!("it has {} tags, {MAX_TAGS} is the most; leave some out", event.tags.len()));
    }
    event.tags.iter().try_for_each(|tag| length("tag", tag))
}

fn length(what: &str, text: &str) -> Result<(), String> {
    match text.len() {
        0..=MAX_NAME => Ok(()),
        bytes => Err(format!("its {what} holds {bytes} bytes, {MAX_NAME} is the most; shorten it")),
    }
}

#[cfg(test)]
mod tests {
    use foldback_event::EventRef;

    use super::*;

    #[test]
    fn what_is_too_much_is_named_with_its_place() {
        let good = EventRef { stream: "s", event_type: "t", ..EventRef::default() };
        let long = "é".repeat(513);
        let tags = vec!["t"; 65];
        let data = vec![0; MAX_EVENT + 1];
        for (event, word) in [
            (EventRef { stream: "", ..good }, "stream name is empty"),
            (EventRef { stream: &long, ..good }, "1026 bytes"),
            (EventRef { event_type: "", ..good }, "event type is empty"),
            (EventRef { id: Some(""), ..good }, "id is empty"),
            (EventRef { tags: &tags, ..good }, "65 tags"),
            (EventRef { tags: &[&long], ..good }, "tag holds"),
            (EventRef { data: &data, ..good }, "16777217 bytes"),
        ] {
            match check(&Batch::of(&[good, event])) {
                Err(LogError::InvalidEvent { at: 1, reason }) => assert!(reason.contains(word), "{reason}"),
                other => panic!("{word}: {other:?}"),
            }
        }
        assert_eq!(check(&Batch::of(&[good])), Ok(()));
        assert_eq!(check(&Batch::default()), Ok(()));
    }
}
