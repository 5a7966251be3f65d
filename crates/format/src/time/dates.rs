//! Dates with the year last, or with slashes: `03/04/2024 5:06 PM`, `31.12.2024 17:06`, `2024/12/31`. Which of two numbers is the
//! day is told by the caller where the date itself does not tell.

use foldback_event::Timestamp;

/// A date whose parts have been found, and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    year: u32,
    /// The two other numbers, as they stand.
    pub first: u32,
    pub second: u32,
    /// Whether the day can only stand first, or only second.
    pub is_day_first: Option<bool>,
    clock: &'a str,
}

/// The parts of a date that is none of ISO 8601.
pub(super) fn parts(text: &str) -> Option<Parts<'_>> {
    let date_end = text.find([' ', 'T', ',']).unwrap_or(text.len());
    let (date, rest) = text.split_at_checked(date_end)?;
    let sign =
        date.chars().find(|character| !character.is_ascii_digit()).filter(|sign| matches!(sign, '/' | '.' | '-'))?;
    let mut numbers = date.split(sign);
    let mut next = |longest: usize| {
        let number = numbers.next().filter(|number| (1..=longest).contains(&number.len()))?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
    };
    let (one, two, three) = (next(4)?, next(2)?, next(4)?);
    let is_end = numbers.next().is_none();
    let number = |text: &str| text.parse::<u32>().ok();
    let clock = rest.trim_start_matches(['T', ',', ' ']);
    let in_range = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    if one.len() == 4 {
        // The year first and slashes: the month follows, as everywhere.
        let (first, second) = (number(two)?, number(three)?);
        let fits = sign == '/' && three.len() < 3 && is_end && in_range(first, second);
        return fits.then_some(Parts { year: number(one)?, first, second, is_day_first: Some(false), clock });
    }
    let (first, second) = (number(one)?, number(two)?);
    if !is_end || three.len() != 4 || one.len() > 2 {
        return None;
    }
    let is_day_first = match (in_range(second, first), in_range(first, second)) {
        (true, true) if sign == '.' => Some(true),
        (true, true) => None,
        (day_first, month_first) => (day_first || month_first).then_some(day_first).map(Some)?,
    };
    Some(Parts { year: number(three)?, first, second, is_day_first, clock })
}

impl Parts<'_> {
    /// The instant; `day_first` decides where the date itself does not.
    pub fn instant(self, day_first: bool) -> Option<Timestamp> {
        let (day, month) =
            if self.is_day_first.unwrap_or(day_first) { (self.first, self.second) } else { (self.second, self.first) };
        let date = format!("{:04}-{month:02}-{day:02}", self.year);
        if self.clock.is_empty() {
            return Timestamp::parse(&date);
        }
        let (hour, rest) = self.clock.split_once(':')?;
        let mut hour: u32 = hour.parse().ok().filter(|hour| *hour < 25)?;
        let upper = rest.to_ascii_uppercase();
        let half = ["AM", "PM"].into_iter().find(|half| upper.ends_with(half));
        let rest = if half.is_some() { rest.get(..rest.len() - 2)?.trim_end() } else { rest };
        match half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some("PM") => hour = hour % 12 + 12,
            Some(_) => hour %= 12,
            None => {}
        }
        Timestamp::parse(&format!("{date}T{hour:02}:{rest}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, day_first: bool) -> Option<String> {
        let mut out = String::new();
        parts(text)?.instant(day_first)?.write_utc(0, &mut out);
        Some(out)
    }

    #[test]
    fn dates_tell_their_parts_where_they_can() {
        for (text, month_first, day_first) in [
            ("03/04/2024", "2024-03-04T00:00:00Z", "2024-04-03T00:00:00Z"),
            ("3/4/2024 5:06 PM", "2024-03-04T17:06:00Z", "2024-04-03T17:06:00Z"),
            ("03/04/2024, 12:06:07 am", "2024-03-04T00:06:07Z", "2024-04-03T00:06:07Z"),
            ("13/04/2024 17:06", "2024-04-13T17:06:00Z", "2024-04-13T17:06:00Z"),
            ("04/13/2024T17:06:00+01:00", "2024-04-13T16:06:00Z", "2024-04-13T16:06:00Z"),
            ("03.04.2024 17:06:07.5", "2024-04-03T17:06:07Z", "2024-04-03T17:06:07Z"),
            ("03-04-2024", "2024-03-04T00:00:00Z", "2024-04-03T00:00:00Z"),
            ("2024/12/31 23:59", "2024-12-31T23:59:00Z", "2024-12-31T23:59:00Z"),
        ] {
            assert_eq!(read(text, false).as_deref(), Some(month_first), "{text}");
            assert_eq!(read(text, true).as_deref(), Some(day_first), "{text}");
        }
        for text in [
            "",
            "1/2",
            "13/13/2024",
            "1.2.3",
            "1/2/24",
            "00/04/2024",
            "03/04/2024 25:00",
            "03/04/2024 13:00 PM",
            "2024-13-01",
            "31/02/2024",
            "a/b/c",
            "192.168.0.1",
            "03/04/2024x",
        ] {
            assert_eq!(read(text, true), None, "{text}");
        }
    }
}
