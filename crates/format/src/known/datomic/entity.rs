//! From a form of Datomic's to events: the stream of an entity, and the patch that a datom or a map is.

use std::borrow::Cow;

use super::super::draft::{Data, Draft, Metadata, stream_of};
use super::super::memory::Memory;
use super::super::view::{Object, Time, Value};
use super::super::writer::Writer;
use super::form::{Datom, Form};
use super::{member, plain};
use crate::WarningCode;

/// Last parts of the names of attributes whose values usually name an entity.
const USUAL: [&str; 9] = ["id", "uuid", "gid", "guid", "key", "code", "slug", "email", "username"];

/// The id that stands for the transaction in itself.
const SELF: &str = "datomic.tx";

/// What is the same for all events of a transaction.
struct Transaction<'a> {
    /// Its id, or its place in the file.
    id: Cow<'a, str>,
    time: Option<Time<'a>>,
    /// Its id, where that is told.
    position: Option<Cow<'a, str>>,
}

/// Hands on the events of a record, the `ordinal`th of its file.
pub(super) fn read(form: Form<'_>, ordinal: u64, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) {
    let (told, is_transaction, parts): (_, _, Vec<Form<'_>>) = match form {
        Form::Transaction { id, about, parts } => {
            let about = about.map(Form::Entity).into_iter();
            (id, true, about.chain(parts.into_iter().filter_map(Form::of_part)).collect())
        }
        // Maps and calls that no transaction is around are of one, as a file of a schema is.
        form => (None, matches!(form, Form::Datom(_)), vec![form]),
    };
    let mut instant = None;
    let mut datoms_of = None;
    for part in &parts {
        instant = memory.database.learn(part).or(instant);
        if let Form::Datom(datom) = part {
            datoms_of = datom.transaction.word();
        }
    }
    let position = datoms_of.or_else(|| told.and_then(Value::word));
    let fallback = || if is_transaction { format!("tx-{ordinal}") } else { "tx-0".to_owned() };
    let time = instant.and_then(Value::time);
    let transaction = Transaction {
        time: time.or_else(|| memory.database.instant(position.as_deref()?)),
        id: position.clone().unwrap_or_else(|| fallback().into()),
        position,
    };
    if memory.database.is_late(&transaction.id) {
        let message = "transactions do not stand in their order, as in an index; a state in the middle is none that was: \
             export the log (tx-range) to have it";
        memory.note_once(WarningCode::OutOfOrder, message);
    }
    if memory.database.is_full {
        let message = "there are too many names or transactions to keep; from here on some ids stand for themselves";
        memory.note_once(WarningCode::TooLarge, message);
    }
    // What replaces a value is its retraction and an assertion, in any order; the assertion has to stay.
    let retracts = |form: &Form<'_>| match form {
        Form::Datom(datom) => !datom.is_added,
        Form::Call(parts) => parts.first().is_some_and(|name| name.is(":db/retract")),
        _ => false,
    };
    for first in [true, false] {
        for (at, part) in parts.iter().enumerate().filter(|(_, part)| retracts(part) == first) {
            let draft = match part {
                Form::Datom(datom) => of_datom(datom, memory),
                Form::Call(parts) => of_call(parts, &transaction, memory),
                Form::Entity(entity) => of_entity(entity, at, ordinal, is_transaction, &transaction, memory),
                Form::Transaction { .. } => continue,
            };
            let (draft, metadata) = draft;
            let metadata = metadata.correlation(Some(transaction.id.as_ref().into())).finish();
            out(Draft { time: transaction.time.clone(), position: transaction.position.clone(), metadata, ..draft });
        }
    }
}

fn of_datom<'a>(datom: &Datom<'a>, memory: &Memory) -> (Draft<'a>, Metadata) {
    let attribute = datom.attribute.word().unwrap_or_default();
    let entity = datom.entity.word().unwrap_or_default();
    let stream = if datom.transaction.word().is_some_and(|transaction| transaction == entity) {
        stream_of("tx", Some(&entity)).into_owned()
    } else {
        named(&entity, memory)
    };
    change(stream, &attribute, datom.value, datom.is_added, memory)
}

/// The event of one attribute.
fn change<'a>(
    stream: String,
    attribute: &str,
    value: Value<'a>,
    is_added: bool,
    memory: &Memory,
) -> (Draft<'a>, Metadata) {
    let name = memory.database.attribute(attribute);
    let new = if is_added { value.raw() } else { "null" };
    let mut data = Writer::default();
    if memory.database.is_many(attribute) {
        let mut members = Writer::default();
        members.named(&value.word().unwrap_or_else(|| value.raw().into()), new);
        data.named(&name, &members.finish());
    } else {
        data.named(&name, new);
    }
    let mut metadata = Metadata::default();
    if !is_added {
        metadata = metadata.with_json("added", "false").with("value", Some(value));
    }
    let data = Data::json(data.finish());
    (Draft { stream: stream.into(), event_type: name.into(), data, ..Draft::default() }, metadata)
}

/// `[:db/add e a v]`, `[:db/retract e a v]`, or a call of a function, which is kept as it is.
fn of_call<'a>(parts: &[Value<'a>], transaction: &Transaction<'_>, memory: &Memory) -> (Draft<'a>, Metadata) {
    let entity = parts.get(1).map_or_else(String::new, |entity| reference(*entity, transaction, memory));
    match parts {
        [name, _, attribute, rest @ ..] if name.is(":db/add") || name.is(":db/retract") => {
            // A retraction may leave the value open.
            let value = rest.first().copied().or_else(|| Value::of("null")).unwrap_or(*name);
            change(entity, &attribute.word().unwrap_or_default(), value, name.is(":db/add"), memory)
        }
        _ => {
            let name = parts.first().and_then(|name| name.word()).unwrap_or_default();
            let listed: Vec<&str> = parts.iter().skip(1).map(|part| part.raw()).collect();
            let mut data = Writer::default();
            data.named(plain(&name), &format!("[{}]", listed.join(",")));
            let event_type = plain(&name).to_owned().into();
            let data = Data::json(data.finish());
            (Draft { stream: entity.into(), event_type, data, ..Draft::default() }, Metadata::default())
        }
    }
}

fn of_entity<'a>(
    entity: &Object<'a>,
    at: usize,
    ordinal: u64,
    is_in_transaction: bool,
    transaction: &Transaction<'_>,
    memory: &Memory,
) -> (Draft<'a>, Metadata) {
    let ident = member(entity, "db/ident").and_then(Value::word);
    let id = member(entity, "db/id");
    let mut spaces = entity.members().filter_map(|(name, _)| plain(name).split_once('/')).map(|(space, _)| space);
    let kind = spaces.find(|space| *space != "db" && !space.starts_with("db."));
    let is_attribute = member(entity, "db/valueType").is_some();
    let event_type = match kind {
        _ if is_attribute => "db.install/attribute",
        Some(kind) => kind,
        None => "db/ident",
    };
    let number = id.filter(|id| id.raw().bytes().all(|byte| byte.is_ascii_digit()));
    let unique = || {
        let of = |name: &str| USUAL.contains(&name.split_once('/').map_or(name, |(_, own)| own));
        let mut members = entity.members().map(|(name, value)| (plain(name), value));
        let known = entity.members().find(|(name, _)| memory.database.is_unique(plain(name)));
        let (_, value) = known.or_else(|| members.find(|(name, _)| of(name) && *name != "db/id"))?;
        value.word()
    };
    let stream = if id.is_some_and(|id| id.is(SELF)) {
        stream_of("tx", Some(transaction.id.strip_prefix("tx-").unwrap_or(&transaction.id))).into_owned()
    } else if let Some(ident) = &ident {
        of_ident(ident)
    } else if let Some(number) = number {
        named(number.raw(), memory)
    } else if let Some(unique) = unique() {
        stream_of(event_type, Some(&unique)).into_owned()
    } else if let Some(id) = id {
        reference(id, transaction, memory)
    } else {
        let place = if is_in_transaction { at as u64 } else { ordinal };
        stream_of(event_type, Some(&format!("{}:{place}", transaction.id))).into_owned()
    };
    let mut data = Writer::default();
    for (name, value) in entity.members().map(|(name, value)| (plain(name), value)).filter(|(name, _)| *name != "db/id")
    {
        data.member(name, value.raw());
    }
    let metadata = Metadata::default().with("db/id", id.filter(|id| !id.is(SELF)));
    let data = Data::json(data.finish());
    (Draft { stream: stream.into(), event_type: event_type.to_owned().into(), data, ..Draft::default() }, metadata)
}

/// The stream of an entity that has an ident: the namespace is its kind.
fn of_ident(ident: &str) -> String {
    let ident = plain(ident);
    match ident.split_once('/') {
        Some((space, name)) => stream_of(space, Some(name)).into_owned(),
        None => ident.to_owned(),
    }
}

/// The stream of the entity with this id.
fn named(id: &str, memory: &Memory) -> String {
    match memory.database.ident(id) {
        Some(ident) => of_ident(ident),
        None if id.starts_with(':') => of_ident(id),
        None => stream_of("entity", Some(id)).into_owned(),
    }
}

/// The stream of an entity that a transaction refers to: by id, by ident, by `[attribute value]`, or by a name that it has
/// within the transaction alone.
fn reference(entity: Value<'_>, transaction: &Transaction<'_>, memory: &Memory) -> String {
    if let [attribute, value] = entity.elements().as_slice() {
        let attribute = attribute.word().unwrap_or_default();
        let space = plain(&attribute).split_once('/').map_or("entity", |(space, _)| space);
        return stream_of(space, value.word().as_deref()).into_owned();
    }
    let id = entity.word().unwrap_or_else(|| entity.raw().into());
    if id == SELF {
        return stream_of("tx", Some(transaction.id.strip_prefix("tx-").unwrap_or(&transaction.id))).into_owned();
    }
    let is_known = id.starts_with(':') || id.bytes().all(|byte| byte.is_ascii_digit());
    if is_known {
        named(&id, memory)
    } else {
        stream_of("entity", Some(&format!("{}:{id}", transaction.id))).into_owned()
    }
}
