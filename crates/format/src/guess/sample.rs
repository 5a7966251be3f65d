//! The first records of a file, kept until the guess is made, then given back to be read.

use foldback_event::json::Members;
use foldback_event::json::Span;
use foldback_event::json::unescape;
use rustc_hash::FxHashMap;

use super::Statistic;
use crate::FieldPath;
use crate::record::Place;

/// Records that are sampled.
const RECORDS: usize = 50;
/// Bytes of records that are sampled, but for the last record.
const BYTES: usize = 256 * 1024;
/// Fields that are counted; records with more are no events but tables.
const FIELDS: usize = 512;

/// A record that waits.
pub(crate) struct Kept {
    pub bytes: Vec<u8>,
    pub place: Place,
    pub ends_file: bool,
}

/// The waiting records.
#[derive(Default)]
pub(crate) struct Sample {
    records: Vec<Kept>,
    bytes: usize,
}

impl Sample {
    /// Keeps a record; gives whether that is enough.
    pub fn keep(&mut self, bytes: &[u8], place: Place, ends_file: bool) -> bool {
        self.bytes += bytes.len();
        self.records.push(Kept { bytes: bytes.to_vec(), place, ends_file });
        self.records.len() >= RECORDS || self.bytes >= BYTES
    }

    /// The bytes of the waiting records, in order.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|record| record.bytes.as_slice())
    }

    /// Where the first of them stands.
    pub fn place(&self) -> Option<Place> {
        self.records.first().map(|record| record.place)
    }

    /// The waiting records, in order.
    pub fn into_records(self) -> Vec<Kept> {
        self.records
    }

    /// What their fields hold, members of objects right behind their object, and how many records are objects.
    pub fn statistics(&self) -> (Vec<Statistic>, u32) {
        let mut counted = Counted::default();
        let mut objects = 0;
        for record in &self.records {
            let input = record.bytes.as_slice();
            if let Some(members) = members(input, 0) {
                counted.count(input, &members);
                objects += 1;
            }
        }
        // An object's members were first met right after it, or after members of a later record.
        let mut fields: Vec<(usize, Statistic)> = Vec::with_capacity(counted.fields.len());
        for field in counted.fields {
            let first = field.path.0.first().and_then(|first| counted.order.get(first));
            let rank = first.map_or(usize::MAX, |order| order * 2 + usize::from(field.path.0.len() > 1));
            // There are few: putting each into its place is a fraction of the code of a sort.
            let at = fields.partition_point(|(before, _)| *before <= rank);
            fields.insert(at, (rank, field));
        }
        (fields.into_iter().map(|(_, field)| field).collect(), objects)
    }
}

#[derive(Default)]
struct Counted {
    fields: Vec<Statistic>,
    places: FxHashMap<Vec<String>, usize>,
    /// Outer names in the order in which they were met.
    order: FxHashMap<String, usize>,
}

impl Counted {
    /// Counts the members of one record and those of its objects.
    fn count(&mut self, input: &[u8], outer: &[(String, Span)]) {
        for (name, value) in outer {
            let next = self.order.len();
            self.order.entry(name.clone()).or_insert(next);
            self.count_value(vec![name.clone()], value.of(input));
            for (inner, value) in members(input, value.start).unwrap_or_default() {
                self.count_value(vec![name.clone(), inner], value.of(input));
            }
        }
    }

    fn count_value(&mut self, path: Vec<String>, value: &[u8]) {
        let at = match self.places.get(&path) {
            Some(at) => *at,
            None if self.fields.len() < FIELDS => {
                self.fields.push(Statistic::new(FieldPath(path.clone())));
                self.places.insert(path, self.fields.len() - 1);
                self.fields.len() - 1
            }
            None => return,
        };
        if let Some(field) = self.fields.get_mut(at) {
            field.count(value);
        }
    }
}

/// The members of the object at `at`, each name once; nothing if no whole object begins there.
fn members(input: &[u8], at: usize) -> Option<Vec<(String, Span)>> {
    let mut walk = Members::new(input, at).ok()?;
    let mut found: Vec<(String, Span)> = Vec::new();
    let mut met = rustc_hash::FxHashSet::default();
    while let Some(member) = walk.next_member().ok()? {
        let name = unescape(&String::from_utf8_lossy(member.name.of(input))).into_owned();
        if met.insert(name.clone()) {
            found.push((name, member.value));
        }
    }
    Some(found)
}
