//! What was counted of one field over the sampled records.

use foldback_event::Timestamp;
use foldback_event::json::{self, scan};
use rustc_hash::FxHashSet;

use crate::{Field, FieldKind, FieldPath, excerpt, time};

/// Counts since 1970 below this (March 1973 in seconds) are rather something else than a time.
const FIRST_TIME: Timestamp = Timestamp(100_000_000_000_000);

/// The counts of one field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statistic {
    pub path: FieldPath,
    /// The plain names of its path, joined by a dot.
    pub key: String,
    pub seen: u32,
    pub texts: u32,
    pub numbers: u32,
    pub bools: u32,
    pub objects: u32,
    pub arrays: u32,
    pub nulls: u32,
    /// Texts and numbers that are times.
    pub times: u32,
    /// Whole numbers from 0, also as text.
    pub counts: u32,
    /// Arrays that are empty or begin with a string.
    pub text_arrays: u32,
    /// The different texts and numbers.
    values: FxHashSet<Vec<u8>>,
    sample: Option<String>,
}

impl Statistic {
    pub fn new(path: FieldPath) -> Self {
        let plain: Vec<String> = path.0.iter().map(|name| super::plain_name(name)).collect();
        Self { path, key: plain.join("."), ..Self::default() }
    }

    /// Values that are not null.
    pub fn filled(&self) -> u32 {
        self.seen - self.nulls
    }

    /// How many different texts and numbers there were.
    pub fn distinct(&self) -> usize {
        self.values.len()
    }

    /// Counts one value, given as JSON.
    pub fn count(&mut self, value: &[u8]) {
        self.seen += 1;
        match value.first() {
            Some(b'"') => {
                self.texts += 1;
                let inside = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
                let inside = String::from_utf8_lossy(inside);
                self.count_word(&json::unescape(&inside), true);
            }
            Some(b'{') => self.objects += 1,
            Some(b'[') => {
                self.arrays += 1;
                let first = value.get(scan::skip_space(value, 1));
                self.text_arrays += u32::from(matches!(first, Some(b'"' | b']')));
            }
            Some(b't' | b'f') => self.bools += 1,
            Some(b'n') => {
                self.nulls += 1;
                return;
            }
            _ => {
                self.numbers += 1;
                self.count_word(&String::from_utf8_lossy(value), false);
            }
        }
        self.sample.get_or_insert_with(|| excerpt::beginning(value));
    }

    fn count_word(&mut self, word: &str, is_text: bool) {
        let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        self.counts += u32::from(digits);
        let is_time = match time::from_number(word) {
            Some(instant) => instant >= FIRST_TIME,
            None => is_text && time::from_text(word).is_some(),
        };
        self.times += u32::from(is_time);
        self.values.insert(word.as_bytes().to_vec());
    }

    /// The field as it is shown.
    pub fn field(&self) -> Field {
        let filled = self.filled();
        let kinds = [
            (self.times, FieldKind::Time),
            (self.texts, FieldKind::Text),
            (self.numbers, FieldKind::Number),
            (self.bools, FieldKind::Bool),
            (self.objects, FieldKind::Object),
            (self.arrays, FieldKind::Array),
        ];
        let only = kinds.into_iter().find(|(count, _)| *count == filled);
        Field {
            path: self.path.clone(),
            sample: self.sample.clone().unwrap_or_else(|| "null".to_owned()),
            seen: self.seen,
            kind: match only {
                _ if filled == 0 => FieldKind::Null,
                Some((_, kind)) => kind,
                None => FieldKind::Mixed,
            },
        }
    }
}
