//! What earlier records told of a Datomic database: names of attributes, idents, and when transactions were. It is bounded.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::view::{Object, Time, Value};
use super::form::{Datom, Form};
use super::{member, plain};

/// Names and times that are remembered.
const MOST: usize = 1 << 20;

/// The ids that every Datomic database gives its first attributes.
const BUILT_IN: [(&str, &str); 12] = [
    ("10", "db/ident"),
    ("11", "db.install/partition"),
    ("12", "db.install/valueType"),
    ("13", "db.install/attribute"),
    ("14", "db.install/function"),
    ("39", "fressian/tag"),
    ("40", "db/valueType"),
    ("41", "db/cardinality"),
    ("42", "db/unique"),
    ("44", "db/index"),
    ("50", "db/txInstant"),
    ("62", "db/doc"),
];

/// The idents of the cardinality many.
const MANY: [&str; 3] = [":db.cardinality/many", "db.cardinality/many", "36"];

/// The findings.
#[derive(Debug, Default)]
pub(crate) struct Database {
    /// The idents of entities, attributes among them, by their id.
    idents: FxHashMap<Box<str>, Box<str>>,
    /// Attributes of cardinality many, by id and by name.
    many: FxHashSet<Box<str>>,
    /// Attributes whose values name an entity.
    unique: FxHashSet<Box<str>>,
    /// When transactions were, as it was written.
    instants: FxHashMap<Box<str>, Box<str>>,
    newest: Option<i64>,
    pub is_full: bool,
}

impl Database {
    /// The name of an attribute, given as its id or its name.
    pub fn attribute(&self, id: &str) -> String {
        let built_in = || BUILT_IN.iter().find(|(own, _)| *own == id).map(|(_, name)| *name);
        self.ident(id).or_else(built_in).unwrap_or(plain(id)).to_owned()
    }

    /// The ident of an entity, without its colon.
    pub fn ident(&self, id: &str) -> Option<&str> {
        self.idents.get(id).map(AsRef::as_ref)
    }

    pub fn is_many(&self, id: &str) -> bool {
        self.many.contains(id) || self.ident(id).is_some_and(|name| self.many.contains(name))
    }

    pub fn is_unique(&self, name: &str) -> bool {
        self.unique.contains(name)
    }

    /// When a transaction was.
    pub fn instant(&self, transaction: &str) -> Option<Time<'static>> {
        let time = Value::of(self.instants.get(transaction)?)?.time()?;
        Some(Time { text: time.text.into_owned().into(), created: time.created })
    }

    /// Whether a transaction stands behind a newer one.
    pub fn is_late(&mut self, transaction: &str) -> bool {
        let Ok(number) = transaction.parse::<i64>() else {
            return false;
        };
        let is_late = self.newest.is_some_and(|newest| number < newest);
        self.newest = self.newest.max(Some(number));
        is_late
    }

    /// Learns what a part of a transaction tells of the database, and gives the transaction's time if it does.
    pub(super) fn learn<'a>(&mut self, form: &Form<'a>) -> Option<Value<'a>> {
        match form {
            Form::Datom(datom) => self.learn_datom(datom),
            Form::Entity(entity) => self.learn_entity(entity),
            Form::Call(parts) => match parts.as_slice() {
                [name, _, attribute, value] if name.is(":db/add") && attribute.is(":db/txInstant") => Some(*value),
                _ => None,
            },
            Form::Transaction { .. } => None,
        }
    }

    fn learn_datom<'a>(&mut self, datom: &Datom<'a>) -> Option<Value<'a>> {
        if !datom.is_added {
            return None;
        }
        let (entity, value) = (datom.entity.word()?, datom.value.word());
        match self.attribute(&datom.attribute.word()?).as_str() {
            "db/ident" => self.name(&entity, &value?),
            "db/cardinality" if MANY.contains(&value?.as_ref()) => self.mark_many(&entity),
            "db/txInstant" => {
                self.date(&entity, datom.value.raw());
                return Some(datom.value);
            }
            _ => {}
        }
        None
    }

    fn learn_entity<'a>(&mut self, entity: &Object<'a>) -> Option<Value<'a>> {
        let ident = member(entity, "db/ident").and_then(Value::word);
        let id = member(entity, "db/id").and_then(Value::word);
        if let Some(ident) = ident {
            if let Some(id) = id.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) {
                self.name(&id, &ident);
            }
            let cardinality = member(entity, "db/cardinality").and_then(Value::word);
            if cardinality.is_some_and(|cardinality| MANY.contains(&cardinality.as_ref())) {
                self.mark_many(plain(&ident));
            }
            if member(entity, "db/unique").is_some() && self.unique.len() < MOST {
                self.unique.insert(plain(&ident).into());
            }
        }
        member(entity, "db/txInstant")
    }

    fn mark_many(&mut self, attribute: &str) {
        if self.many.len() < MOST {
            self.many.insert(attribute.into());
        }
    }

    fn name(&mut self, id: &str, ident: &str) {
        if self.has_room(self.idents.len(), id.len() + ident.len()) {
            self.idents.insert(id.into(), plain(ident).into());
        }
    }

    pub fn date(&mut self, transaction: &str, time: &str) {
        if self.has_room(self.instants.len(), transaction.len() + time.len()) {
            self.instants.insert(transaction.into(), time.into());
        }
    }

    fn has_room(&mut self, count: usize, length: usize) -> bool {
        let has_room = count < MOST && length < 512;
        self.is_full |= !has_room;
        has_room
    }
}
