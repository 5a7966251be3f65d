//! Times and durations as a person reads them: in the zone that was chosen, local with the offset, or UTC. Times are
//! microseconds since 1970.
//! Never reads a time from text: the engine has done so.

use std::cell::Cell;

use foldback_event::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

thread_local! {
    static IS_UTC: Cell<bool> = const { Cell::new(false) };
}

/// Days and clocks are in UTC from now on, or local again.
pub fn show_utc(utc: bool) {
    IS_UTC.set(utc);
}

/// Minutes that the shown zone is ahead of UTC at a time.
pub fn ahead(micros: i64) -> i32 {
    if IS_UTC.get() { 0 } else { local_ahead(micros) }
}

fn local_ahead(micros: i64) -> i32 {
    // JavaScript counts the minutes that local time is behind UTC.
    -date(micros).get_timezone_offset() as i32
}

fn date(micros: i64) -> Date {
    Date::new(&JsValue::from_f64(Timestamp(micros).millis() as f64))
}

/// `2026-03-02`, in the shown zone.
pub fn day(micros: i64) -> String {
    day_in(micros, ahead(micros))
}

/// `14:03:11.202`, in the shown zone.
pub fn clock(micros: i64) -> String {
    clock_in(micros, ahead(micros))
}

/// `2026-03-02 14:03:11.202 +01:00`, or `... UTC`: in the shown zone.
pub fn shown(micros: i64) -> String {
    if IS_UTC.get() { format!("{} {} UTC", day_in(micros, 0), clock_in(micros, 0)) } else { local(micros) }
}

/// `2026-03-02 14:03:11.202 +01:00`, local whatever is shown elsewhere.
pub fn local(micros: i64) -> String {
    let ahead = local_ahead(micros);
    let sign = if ahead < 0 { '-' } else { '+' };
    let (hours, minutes) = (ahead.abs() / 60, ahead.abs() % 60);
    format!("{} {} {sign}{hours:02}:{minutes:02}", day_in(micros, ahead), clock_in(micros, ahead))
}

/// The time, moved so that its parts in UTC are those of a zone that is so many minutes ahead.
fn moved(micros: i64, ahead: i32) -> Date {
    date(micros.saturating_add(i64::from(ahead) * 60_000_000))
}

fn day_in(micros: i64, ahead: i32) -> String {
    let date = moved(micros, ahead);
    format!("{:04}-{:02}-{:02}", date.get_utc_full_year(), date.get_utc_month() + 1, date.get_utc_date())
}

fn clock_in(micros: i64, ahead: i32) -> String {
    let date = moved(micros, ahead);
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        date.get_utc_hours(),
        date.get_utc_minutes(),
        date.get_utc_seconds(),
        date.get_utc_milliseconds()
    )
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
