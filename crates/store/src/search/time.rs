//! The moments of `before:` and `after:`. A text without a time zone is local time, which the caller makes an instant.

use foldback_event::Timestamp;

use super::query::Zone;

/// Reads a date or a date and time. The second value says that it named no zone and was taken as local.
pub fn moment(text: &str, zone: Zone<'_>) -> Option<(Timestamp, bool)> {
    let read = Timestamp::parse(text)?;
    // The zone stands behind the hour and the minute: a date has minus signs too.
    let named = text.get(11..).is_some_and(|time| time.contains(['Z', 'z', '+', '-', 'U', 'G']));
    Some(if named { (read, false) } else { (zone(read), true) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_zone_is_local() {
        let later = |wall: Timestamp| Timestamp(wall.0 - 3_600_000_000);
        let read = |text: &str| moment(text, &later);
        let at = Timestamp::parse("2026-03-01T09:00:00Z").unwrap();
        for (text, local) in [
            ("2026-03-01T10:00", true),
            ("2026-03-01 10:00:00.000", true),
            ("2026-03-01T09:00Z", false),
            ("2026-03-01T10:00+01:00", false),
            ("2026-03-01 09:00 UTC", false),
        ] {
            assert_eq!(read(text), Some((at, local)), "{text}");
        }
        assert_eq!(read("2026-03-01"), Some((Timestamp::parse("2026-02-28T23:00Z").unwrap(), true)));
        assert_eq!(read("yesterday"), None);
    }
}
