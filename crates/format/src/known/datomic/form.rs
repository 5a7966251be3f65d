//! Which of Datomic's forms a record is. It reads no more of it than that takes.

use super::super::view::{Object, Value};
use super::{member, plain};

/// A record, or a part of a transaction.
#[derive(Clone, Debug)]
pub(super) enum Form<'a> {
    Datom(Datom<'a>),
    /// `[:db/add e a v]` and calls of functions.
    Call(Vec<Value<'a>>),
    Entity(Object<'a>),
    Transaction {
        /// Its id or number, where the record tells it.
        id: Option<Value<'a>>,
        /// The map that describes the transaction itself, where it stands apart.
        about: Option<Object<'a>>,
        parts: Vec<Value<'a>>,
    },
}

/// `[e a v tx added]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Datom<'a> {
    pub entity: Value<'a>,
    pub attribute: Value<'a>,
    pub value: Value<'a>,
    pub transaction: Value<'a>,
    pub is_added: bool,
}

impl<'a> Form<'a> {
    pub fn of(record: &Object<'a>) -> Option<Self> {
        if record.is_array() {
            return Self::of_list(record.array(), true);
        }
        Self::of_map(record).or_else(|| Self::transaction(record))
    }

    /// A map that is no transaction: parts of one are no transactions, so that nothing nests here.
    fn of_map(record: &Object<'a>) -> Option<Self> {
        let of = |name| member(record, name);
        if let (Some(entity), Some(attribute), Some(value), Some(transaction)) = (of("e"), of("a"), of("v"), of("tx")) {
            let is_added = of("added").or_else(|| of("op")).is_none_or(|added| added.raw() != "false");
            let datom = Datom { entity, attribute, value, transaction, is_added };
            return is_datom(entity, attribute, transaction).then_some(Self::Datom(datom));
        }
        let mut names = record.members().map(|(name, _)| plain(name)).peekable();
        let is_entity = names.peek().is_some() && names.all(is_attribute);
        is_entity.then(|| Self::Entity(record.clone()))
    }

    fn transaction(record: &Object<'a>) -> Option<Self> {
        let of = |name| member(record, name);
        let about = ["batch-ident", "tx-meta"].into_iter().find_map(|name| of(name)?.object());
        let id = of("t").or_else(|| of("tx")).filter(|id| id.is_number());
        let parts = ["data", "tx-data"].into_iter().find_map(of).filter(|parts| parts.is_array())?;
        let is_one = id.is_some() || about.is_some() || of("tx-data").is_some();
        let parts = if is_one { parts.elements() } else { return None };
        parts.iter().all(|part| Self::of_part(*part).is_some()).then_some(Self::Transaction { id, about, parts })
    }

    /// A part of a transaction.
    pub fn of_part(part: Value<'a>) -> Option<Self> {
        match part.object() {
            Some(object) => Self::of_map(&object),
            None => Self::of_list(part.elements(), false),
        }
    }

    fn of_list(elements: Vec<Value<'a>>, may_be_transaction: bool) -> Option<Self> {
        if let [entity, attribute, value, transaction, added] = elements.as_slice()
            && matches!(added.raw(), "true" | "false")
            && is_datom(*entity, *attribute, *transaction)
        {
            let (entity, attribute, value, transaction) = (*entity, *attribute, *value, *transaction);
            return Some(Self::Datom(Datom { entity, attribute, value, transaction, is_added: added.raw() == "true" }));
        }
        let first = elements.first()?;
        if first.text().is_some_and(|name| name.starts_with(':') && is_attribute(plain(&name))) {
            return Some(Self::Call(elements));
        }
        let is_transaction = may_be_transaction && elements.iter().all(|part| Self::of_part(*part).is_some());
        is_transaction.then_some(Self::Transaction { id: None, about: None, parts: elements })
    }
}

/// Whether a name is one of an attribute: it has a namespace.
fn is_attribute(name: &str) -> bool {
    let part = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".*+!-_?$%&=<>#".contains(&byte) || byte > 127;
        !text.is_empty() && text.bytes().all(plain)
    };
    name.split_once('/').is_some_and(|(space, name)| part(space) && part(name))
}

fn is_datom(entity: Value<'_>, attribute: Value<'_>, transaction: Value<'_>) -> bool {
    let is_name = attribute.text().is_some_and(|name| is_attribute(plain(&name)));
    transaction.is_number() && (attribute.is_number() || is_name) && entity.word().is_some()
}
