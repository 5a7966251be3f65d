//! Chance that can be had again: a seed is printed, and `FOLDBACK_SEED` gives it back.

use std::env;
use std::io::{self, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// SplitMix64.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one test, which names its seed on the terminal.
    pub fn new(test: &str) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let given = env::var("FOLDBACK_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| u64::from(now.subsec_nanos()) << 16 ^ now.as_secs());
        say(&format!("{test}: FOLDBACK_SEED={seed}"));
        Self(seed)
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (bits ^ (bits >> 31)) % (high - low + 1)
    }

    /// A moment of at most so many milliseconds.
    pub fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.between(0, most))
    }
}

/// Says something on the terminal, past the capture of the test runner.
pub fn say(what: &str) {
    // Where even the terminal is gone nobody is left to tell.
    let _ = writeln!(io::stderr(), "{what}");
}
