//! OCEL 1.0 and 2.0: events of several objects, in XML, JSON and CSV. Each form gives [`thing::Happening`]s and
//! [`thing::Thing`]s; [`weave::Weave`] puts them into one order.

mod in_json;
mod in_old_xml;
mod in_table;
mod in_xml;
mod recognise;
mod sections;
mod thing;
mod weave;

pub(crate) use in_table::OcelTable;
pub(crate) use in_xml::InXml;
pub(crate) use recognise::is_ocel;
pub(crate) use sections::Sections;

use crate::Role;

/// The roles of the records that all of them become.
pub(super) const ROLES: [(Role, &str); 7] = [
    (Role::Stream, "stream"),
    (Role::EventType, "type"),
    (Role::Id, "id"),
    (Role::Time, "time"),
    (Role::Data, "data"),
    (Role::Metadata, "metadata"),
    (Role::Tags, "tags"),
];
