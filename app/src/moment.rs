//! Times and durations as a person reads them: local with the offset, or UTC. Times are microseconds since 1970.
//! Never reads a time from text: the engine has done so.

use foldback_event::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

fn date(micros: i64) -> Date {
    Date::new(&JsValue::from_f64(Timestamp(micros).millis() as f64))
}

/// `2026-03-02`, local.
pub fn day(micros: i64) -> String {
    let date = date(micros);
    let year = date.get_full_year();
    format!("{year:04}-{:02}-{:02}", date.get_month() + 1, date.get_date())
}

/// `14:03:11.202`, local.
pub fn clock(micros: i64) -> String {
    let date = date(micros);
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds(),
        date.get_milliseconds()
    )
}

/// `2026-03-02 14:03:11.202 +01:00`, local.
pub fn local(micros: i64) -> String {
    // JavaScript counts the minutes that local time is behind UTC.
    let ahead = -date(micros).get_timezone_offset() as i32;
    let sign = if ahead < 0 { '-' } else { '+' };
    let (hours, minutes) = (ahead.abs() / 60, ahead.abs() % 60);
    format!("{} {} {sign}{hours:02}:{minutes:02}", day(micros), clock(micros))
}

/// `2026-03-02T13:03:11.202000Z`.
pub fn utc(micros: i64) -> String {
    let mut out = String::new();
    Timestamp(micros).write_utc(6, &mut out);
    out
}

/// `250 µs`, `40 ms`, `3.2 s`, `3 h 12 min`, `12 d`.
pub fn duration(micros: f64) -> String {
    let micros = micros.max(0.0);
    let seconds = (micros / 1e6).round() as u64;
    match seconds {
        _ if micros < 1e3 => format!("{micros:.0} µs"),
        _ if micros < 999_500.0 => format!("{:.0} ms", micros / 1e3),
        0..10 => format!("{:.1} s", micros / 1e6),
        10..60 => format!("{seconds} s"),
        60..3600 => two(seconds, 60, "min", 1, "s"),
        3600..86_400 => two(seconds, 3600, "h", 60, "min"),
        86_400..864_000 => two(seconds, 86_400, "d", 3600, "h"),
        864_000..63_072_000 => format!("{} d", seconds / 86_400),
        _ => format!("{:.1} years", seconds as f64 / 31_556_952.0),
    }
}

fn two(seconds: u64, large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    let rest = seconds % large / small;
    match rest {
        0 => format!("{} {large_unit}", seconds / large),
        _ => format!("{} {large_unit} {rest} {small_unit}", seconds / large),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_at_most_two_units() {
        for (micros, text) in [
            (250.0, "250 µs"),
            (40_000.0, "40 ms"),
            (999_700.0, "1.0 s"),
            (59e6, "59 s"),
            (60e6, "1 min"),
            (11_520e6, "3 h 12 min"),
            (-1.0, "0 µs"),
            (86_400e6 * 12.0, "12 d"),
        ] {
            assert_eq!(duration(micros), text);
        }
    }
}
