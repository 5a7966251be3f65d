//! Datomic: datoms, transactions and entity maps, as EDN (which [`crate::edn`] writes as JSON) or as JSON.
//!
//! An entity is a stream. A datom is one event whose type is its attribute and whose data is a merge patch of that attribute:
//! its value, or `null` where it was retracted. So the fold `merge` gives an entity as it was, a timeline tells the attributes
//! apart, and each change has its one cause. A map of several attributes is one event, for it was written as one; its type is the
//! namespace of its attributes, the nearest thing to a table that Datomic has. A transaction is the conversation of its events.
//! Values of an attribute of cardinality many are the members of an object, each under its own text, so that
//! adding and retracting one leaves the others.

mod database;
mod entity;
mod form;

pub(super) use database::Database;
use form::Form;

use super::Shape;
use super::draft::Draft;
use super::memory::Memory;
use super::view::{Object, Value};
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[Shape {
    id: "datomic",
    name: "Datomic",
    evidence: "are transactions, datoms or maps of namespaced attributes",
    fits: |record| Form::of(record).is_some(),
    roles: &[(Role::Stream, &["db/id"])],
    remembering: Some(read),
    ..Shape::PLAIN
}];

/// Whether an object with these names is a transaction, though it holds an array of objects.
pub(super) fn is_transaction(names: &[String]) -> bool {
    let has = |needed: &[&str]| names.iter().any(|name| needed.contains(&plain(name)));
    has(&["data", "tx-data"]) && has(&["t", "tx", "batch-ident", "tx-meta"]) && names.len() < 4
}

/// A keyword or name without its colon.
fn plain(name: &str) -> &str {
    name.strip_prefix(':').unwrap_or(name)
}

/// A member by its name, also with the colon that some exports keep.
fn member<'a>(record: &Object<'a>, name: &str) -> Option<Value<'a>> {
    record
        .get(name)
        .or_else(|| record.members().find(|(own, _)| own.strip_prefix(':') == Some(name)).map(|found| found.1))
}

fn read(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    let Some(form) = Form::of(record) else {
        return false;
    };
    let ordinal = memory.ordinal;
    entity::read(form, ordinal, memory, out);
    true
}
