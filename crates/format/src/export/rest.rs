//! What the members of another system's form cannot say of an event, as members of Foldback's own form.

use foldback_event::{EventRef, Timestamp};

use crate::native::members;

/// An object that is written only where it has members.
#[derive(Default)]
pub(super) struct Rest(Vec<u8>);

impl Rest {
    pub fn text(&mut self, name: &str, value: &str) {
        members::text(name, value, &mut self.0);
    }

    pub fn null(&mut self, name: &str) {
        members::raw(name, b"null", &mut self.0);
    }

    /// A text that may be missing.
    pub fn optional(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(name, value),
            None => self.null(name),
        }
    }

    /// That something is written as Base64.
    pub fn yes(&mut self, name: &str) {
        members::raw(name, b"true", &mut self.0);
    }

    pub fn base64(&mut self, name: &str, bytes: &[u8]) {
        members::base64(name, bytes, &mut self.0);
    }

    pub fn tags(&mut self, tags: &[&str]) {
        members::list("tags", tags, &mut self.0);
    }

    /// What no form has a place for: the instant, where it is another than the time says, and where the event came from.
    pub fn instant_and_source(&mut self, event: &EventRef<'_>) {
        if event.created != event.time.and_then(Timestamp::parse) {
            match event.created {
                Some(created) => members::number("created", created.0, &mut self.0),
                None => self.null("created"),
            }
        }
        if let Some(source) = &event.source {
            members::source(source, &mut self.0);
        }
    }

    /// The object, if there is anything in it.
    pub fn finish(self) -> Option<Vec<u8>> {
        let mut object = self.0;
        *object.first_mut()? = b'{';
        object.push(b'}');
        Some(object)
    }
}

/// The time by RFC 3339, where there is one that can be written so, and whether it is the event's own text.
pub(super) fn time(event: &EventRef<'_>) -> (Option<String>, bool) {
    if let Some(text) = event.time.filter(|text| is_rfc3339(text)) {
        return (Some(text.to_owned()), true);
    }
    let mut written = String::new();
    if let Some(created) = event.created {
        created.write_utc(6, &mut written);
    }
    (is_rfc3339(&written).then_some(written), event.time.is_none() && event.created.is_none())
}

/// Whether a text is a date and a time with a zone, by the letter of RFC 3339.
fn is_rfc3339(text: &str) -> bool {
    let Some((clock, zone)) = text.get(19..).and_then(|behind| {
        let zone = behind.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        behind.split_at_checked(zone)
    }) else {
        return false;
    };
    let fraction = clock.is_empty()
        || clock
            .strip_prefix('.')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    let pattern = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(own, wanted)| match wanted {
                b'0' => own.is_ascii_digit(),
                b'+' => own == b'+' || own == b'-',
                other => own == other,
            })
    };
    fraction
        && text.get(..19).is_some_and(|start| pattern(start, "0000-00-00T00:00:00"))
        && text.get(11..13).is_some_and(|hour| hour < "24")
        && text.get(17..19).is_some_and(|second| second < "60")
        && (zone == "Z" || pattern(zone, "+00:00"))
        && Timestamp::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rfc_3339_passes_for_it() {
        for good in ["2026-03-02T14:03:11Z", "2026-03-02T14:03:11.2029999999+01:00", "0000-01-01T00:00:00-00:00"] {
            assert!(is_rfc3339(good), "{good}");
        }
        for bad in [
            "",
            "2026-03-02",
            "2026-03-02T14:03:11",
            "2026-03-02 14:03:11Z",
            "2026-03-02t14:03:11z",
            "2026-03-02T14:03Z",
            "2026-03-02T14:03:11,5Z",
            "2026-03-02T14:03:11.Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T14:03:60Z",
            "2026-02-30T14:03:11Z",
            "2026-03-02T14:03:11+0100",
            "2026-03-02T14:03:11 UTC",
            "+010000-03-02T14:03:11Z",
        ] {
            assert!(!is_rfc3339(bad), "{bad}");
        }
    }
}
