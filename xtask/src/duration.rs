//! How long something took, in words for a terminal.
//! Never measures anything itself.

use std::time::Duration;

/// `0.4 s`, `12.3 s`, `2 min 05 s`.
pub fn in_words(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_tenths_and_long_ones_minutes() {
        assert_eq!(in_words(Duration::from_millis(420)), "0.4 s");
        assert_eq!(in_words(Duration::from_secs(125)), "2 min 05 s");
    }
}
