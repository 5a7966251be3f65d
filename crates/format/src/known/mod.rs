//! Record shapes of known systems: how each is told from the first records of a file, and what of it plays which role.
//! A shape counts only where nearly all sampled records have it; otherwise [`crate::guess`] decides. One file a family.
//!
//! A shape is either a table of [`Role`]s, which is read like any mapping, or a [`Rule`] where paths do not suffice:
//! streams made of two members, rows of change events, one record that holds several events. A record counts as many
//! times as it gives events, so that the records of a file remain its events and those that were left out. What fits no
//! rule, in a file where most records do, is read as it would be without the shape.

mod alternating;
mod aws;
mod binlog;
mod cloud_events;
mod datomic;
mod debezium;
mod draft;
mod elm;
mod equinox;
mod kafka;
mod kurrent;
mod lambda;
mod marten;
mod memory;
mod otlp;
mod redux;
mod rows;
mod services;
mod social;
mod tables;
mod typed;
mod view;
mod wal2json;
mod writer;

pub(crate) use draft::{Data, Draft};
pub(crate) use memory::Memory;
pub(crate) use view::{Object, Time, Value};
pub(crate) use writer::Writer;

use crate::{FieldPath, Mapping, Role};

/// Gives the events of one record, none if it is not of the shape after all. The text is the stream of events that
/// name none.
pub(crate) type Rule = fn(&Object<'_>, &str, &mut dyn FnMut(Draft<'_>));

/// As [`Rule`], for a record whose meaning depends on those before it. Gives whether the record is of the shape: one that is
/// may give no event, as a line that says what the next one is, and does not count then.
pub(crate) type Remembering = fn(&Object<'_>, &mut Memory, &mut dyn FnMut(Draft<'_>)) -> bool;

/// The number and the instant of a record in its log, where it has them.
pub(crate) type Places = fn(&Object<'_>) -> [Option<i64>; 2];

/// A rule at work.
pub(crate) enum Reader {
    Plain(Rule),
    Remembering(Remembering, Box<Memory>),
}

/// One shape.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its stable name, to choose it by.
    pub id: &'static str,
    /// What it is called, for people.
    pub name: &'static str,
    /// How it is told, as the end of a sentence.
    pub evidence: &'static str,
    /// Whether a record is of this shape.
    pub fits: fn(&Object<'_>) -> bool,
    /// Whether lines of this shape alternate with others, so that half of them are enough.
    pub is_half: bool,
    /// The paths of roles; beside a rule, those that it comes nearest to.
    pub roles: &'static [(Role, &'static [&'static str])],
    pub rule: Option<Rule>,
    /// In place of a rule.
    pub remembering: Option<Remembering>,
    /// For a log that may stand newest first: numbers or instants fall there.
    pub places: Option<Places>,
}

impl Shape {
    /// What most shapes are: roles of paths, in the order of the file.
    const PLAIN: Self = Self {
        id: "",
        name: "",
        evidence: "",
        fits: |_| false,
        is_half: false,
        roles: &[],
        rule: None,
        remembering: None,
        places: None,
    };

    /// How its records are read, where paths do not suffice.
    pub fn reader(&self, name: &str) -> Option<Reader> {
        let remembering = self.remembering.map(|read| Reader::Remembering(read, Box::new(Memory::named(name))));
        remembering.or_else(|| self.rule.map(Reader::Plain))
    }

    /// The mapping of its paths.
    pub fn mapping(&self, name: &str) -> Mapping {
        let mut mapping = Mapping::named(name);
        for (role, path) in self.roles {
            *mapping.field_mut(*role) = Some(FieldPath(path.iter().map(|name| (*name).to_owned()).collect()));
        }
        mapping
    }

    /// Which way the records stand, each a text that begins with one; nothing where they do not tell yet.
    pub fn is_backwards<'a>(&self, records: impl Iterator<Item = &'a [u8]>) -> Option<bool> {
        let Some(places) = self.places else {
            return Some(false);
        };
        let places: Vec<[Option<i64>; 2]> = objects(records).map(|object| places(&object)).collect();
        let falls = |kind: usize| {
            let told: Vec<i64> = places.iter().filter_map(|place| place.get(kind).copied().flatten()).collect();
            told.first() > told.last() && told.windows(2).all(|pair| matches!(pair, [newer, older] if newer >= older))
        };
        (places.len() > 1).then(|| falls(0) || falls(1))
    }
}

/// The shapes, more particular ones first.
const ALL: &[&[Shape]] = &[
    cloud_events::SHAPES,
    kurrent::SHAPES,
    debezium::SHAPES,
    alternating::SHAPES,
    equinox::SHAPES,
    datomic::SHAPES,
    lambda::SHAPES,
    binlog::SHAPES,
    wal2json::SHAPES,
    kafka::SHAPES,
    typed::SHAPES,
    services::SHAPES,
    aws::SHAPES,
    otlp::SHAPES,
    tables::SHAPES,
    redux::SHAPES,
    social::SHAPES,
    marten::SHAPES,
    elm::SHAPES,
];

/// The name that stands for no shape at all: fields are told by their names.
pub const PLAIN: &str = "plain";

/// A shape that at least half of the records have, and how many do.
pub(crate) type Fitting = (&'static Shape, u32);

/// The shapes that records may be of, best first; the flag says whether nearly all records have the first.
pub(crate) fn recognise<'a>(records: impl Iterator<Item = &'a [u8]>) -> (Vec<Fitting>, bool) {
    let objects: Vec<Object<'a>> = objects(records).collect();
    let whole = |arrays: bool| objects.iter().filter(|object| arrays || !object.is_array()).count();
    let fitting = |shape: &'static Shape| {
        let fits =
            |arrays: bool| objects.iter().filter(|object| object.is_array() == arrays && (shape.fits)(object)).count();
        // Arrays are no records but to the shapes that are made of them.
        let (plain, arrays) = (fits(false), fits(true));
        let (count, of) = (plain + arrays, whole(arrays > 0));
        let needed = if shape.is_half { 4 } else { 9 };
        (shape, u32::try_from(count).unwrap_or(u32::MAX), count > 0 && count * 10 >= of * needed, count * 2 >= of)
    };
    let tried: Vec<_> = ALL.iter().copied().flatten().map(fitting).filter(|(_, count, ..)| *count > 0).collect();
    // Where all lines are alike, none alternate.
    let is_alike = tried.iter().any(|(shape, _, nearly_all, _)| *nearly_all && !shape.is_half);
    let tried: Vec<_> = tried.into_iter().filter(|(shape, ..)| !(is_alike && shape.is_half)).collect();
    let sure = tried.iter().filter(|(_, _, nearly_all, _)| *nearly_all);
    let likely = tried.iter().filter(|(_, _, nearly_all, half)| !nearly_all && *half);
    let is_sure = sure.clone().next().is_some();
    (sure.chain(likely).map(|(shape, count, ..)| (*shape, *count)).collect(), is_sure)
}

/// The shape with this stable name.
pub(crate) fn by_id(id: &str) -> Option<&'static Shape> {
    ALL.iter().copied().flatten().find(|shape| shape.id == id)
}

/// The stable names of all shapes, and the one that stands for none.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    ALL.iter().copied().flatten().map(|shape| shape.id).chain([PLAIN])
}

/// Whether an object with these names is a record, whatever arrays it holds.
pub(crate) fn is_record(names: &[String]) -> bool {
    wal2json::is_transaction(names)
        || redux::is_export(names)
        || equinox::is_batch(names)
        || datomic::is_transaction(names)
}

fn objects<'a>(records: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = Object<'a>> {
    records.filter_map(|record| Object::of_record(std::str::from_utf8(record).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_names_are_unique_and_plain() {
        let mut seen = rustc_hash::FxHashSet::default();
        for id in ids() {
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(!id.is_empty() && id.bytes().all(is_plain), "{id:?}");
            assert!(seen.insert(id), "{id} stands for two shapes");
        }
        assert_eq!(by_id("maxwell").map(|shape| shape.name), Some("Maxwell change events"));
        assert!(by_id(PLAIN).is_none());
    }
}
