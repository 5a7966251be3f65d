//! Record shapes of known systems: how each is told from the first records of a file, and what of it plays which role.
//! A shape counts only where nearly all sampled records have it; otherwise [`crate::guess`] decides. One file a family.
//!
//! A shape is either a table of [`Role`]s, which is read like any mapping, or a [`Rule`] where paths do not suffice:
//! streams made of two members, rows of change events, one record that holds several events. A record counts as many
//! times as it gives events, so that the records of a file remain its events and those that were left out. What fits no
//! rule, in a file where most records do, is read as it would be without the shape.

mod aws;
mod binlog;
mod cloud_events;
mod debezium;
mod draft;
mod kafka;
mod kurrent;
mod otlp;
mod redux;
mod rows;
mod services;
mod tables;
mod typed;
mod view;
mod wal2json;

pub(crate) use draft::{Data, Draft};
pub(crate) use view::{Object, Time, Value, Writer};

use crate::{FieldPath, Mapping, Role};

/// Gives the events of one record, none if it is not of the shape after all. The text is the stream of events that
/// name none.
pub(crate) type Rule = fn(&Object<'_>, &str, &mut dyn FnMut(Draft<'_>));

/// The number and the instant of a record in its log, where it has them.
pub(crate) type Places = fn(&Object<'_>) -> [Option<i64>; 2];

/// One shape.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What it is called, for people.
    pub name: &'static str,
    /// How it is told, as the end of a sentence.
    pub evidence: &'static str,
    /// Whether a record is of this shape.
    pub fits: fn(&Object<'_>) -> bool,
    /// The paths of roles; beside a rule, those that it comes nearest to.
    pub roles: &'static [(Role, &'static [&'static str])],
    pub rule: Option<Rule>,
    /// For a log that may stand newest first: numbers or instants fall there.
    pub places: Option<Places>,
}

impl Shape {
    /// What most shapes are: roles of paths, in the order of the file.
    const PLAIN: Self = Self { name: "", evidence: "", fits: |_| false, roles: &[], rule: None, places: None };

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
    binlog::SHAPES,
    wal2json::SHAPES,
    kafka::SHAPES,
    typed::SHAPES,
    services::SHAPES,
    aws::SHAPES,
    otlp::SHAPES,
    tables::SHAPES,
    redux::SHAPES,
];

/// The shape that nearly all of the records have that are objects.
pub(crate) fn recognise<'a>(records: impl Iterator<Item = &'a [u8]>) -> Option<&'static Shape> {
    let objects: Vec<Object<'a>> = objects(records).collect();
    let enough = |shape: &&Shape| {
        let fitting = objects.iter().filter(|object| (shape.fits)(object)).count();
        fitting > 0 && fitting * 10 >= objects.len() * 9
    };
    ALL.iter().copied().flatten().find(enough)
}

/// Whether an object with these names is a record, whatever arrays it holds.
pub(crate) fn is_record(names: &[String]) -> bool {
    wal2json::is_transaction(names) || redux::is_export(names)
}

fn objects<'a>(records: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = Object<'a>> {
    records.filter_map(|record| Object::of(std::str::from_utf8(record).ok()?))
}
