//! The tables of event stores, known by their columns, with the role of each column. A table that is not known is guessed at.

use crate::guess::{has_role, looks_like_event, plain_name};
use crate::{FieldPath, Mapping, Role};

/// A table: columns that it must have, and those that play a role; of several for one role, the first that is there.
struct Known {
    needs: &'static [&'static str],
    roles: &'static [(Role, &'static [&'static str])],
}

/// In plain spelling, as [`plain_name`] makes it.
const TABLES: [Known; 10] = [
    // A log of cases (XES) as CSV.
    Known {
        needs: &["case:concept:name", "concept:name"],
        roles: &[
            (Role::Stream, &["case:concept:name"]),
            (Role::EventType, &["concept:name"]),
            (Role::Id, &["identity:id"]),
            (Role::Time, &["time:timestamp"]),
        ],
    },
    // Marten: mt_events.
    Known {
        needs: &["seqid", "streamid", "version", "data", "type", "timestamp"],
        roles: &[
            (Role::Stream, &["streamid"]),
            (Role::Revision, &["version"]),
            (Role::Position, &["seqid"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["timestamp"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["headers"]),
            (Role::Correlation, &["correlationid"]),
            (Role::Causation, &["causationid"]),
        ],
    },
    // message-db: messages.
    Known {
        needs: &["globalposition", "position", "time", "streamname", "type", "data", "metadata", "id"],
        roles: &[
            (Role::Stream, &["streamname"]),
            (Role::Revision, &["position"]),
            (Role::Position, &["globalposition"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["time"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
        ],
    },
    // Axon: domain_event_entry.
    Known {
        needs: &["aggregateidentifier", "sequencenumber", "eventidentifier", "payloadtype", "timestamp", "payload"],
        roles: &[
            (Role::Stream, &["aggregateidentifier"]),
            (Role::Revision, &["sequencenumber"]),
            (Role::Position, &["globalindex"]),
            (Role::EventType, &["payloadtype"]),
            (Role::Id, &["eventidentifier"]),
            (Role::Time, &["timestamp"]),
            (Role::Data, &["payload"]),
            (Role::Metadata, &["metadata"]),
        ],
    },
    // Commanded's EventStore: events, joined with stream_events and streams or not.
    Known {
        needs: &["eventid", "eventtype", "causationid", "correlationid", "data", "metadata", "createdat"],
        roles: &[
            (Role::Stream, &["streamuuid", "originalstreamid", "streamid"]),
            (Role::Revision, &["streamversion", "originalstreamversion"]),
            (Role::Position, &["globalposition", "eventnumber"]),
            (Role::EventType, &["eventtype"]),
            (Role::Id, &["eventid"]),
            (Role::Time, &["createdat"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
            (Role::Correlation, &["correlationid"]),
            (Role::Causation, &["causationid"]),
        ],
    },
    // Rails Event Store: event_store_events. valid_at is null where it is created_at.
    Known {
        needs: &["id", "eventid", "eventtype", "metadata", "data", "createdat"],
        roles: &[
            (Role::Stream, &["stream", "streamuuid"]),
            (Role::Revision, &["position", "streamversion"]),
            (Role::Position, &["id"]),
            (Role::EventType, &["eventtype"]),
            (Role::Id, &["eventid"]),
            (Role::Time, &["createdat"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
        ],
    },
    // SqlStreamStore: messages, joined with streams or not.
    Known {
        needs: &["streamversion", "position", "createdutc", "type", "jsondata"],
        roles: &[
            (Role::Stream, &["idoriginal", "streamidoriginal", "streamid", "streamidinternal"]),
            (Role::Revision, &["streamversion"]),
            (Role::Position, &["position"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["messageid", "id"]),
            (Role::Time, &["createdutc"]),
            (Role::Data, &["jsondata"]),
            (Role::Metadata, &["jsonmetadata"]),
        ],
    },
    // Emmett: emt_messages.
    Known {
        needs: &["streamid", "streamposition", "messagedata", "messagetype", "messageid", "globalposition"],
        roles: &[
            (Role::Stream, &["streamid"]),
            (Role::Revision, &["streamposition"]),
            (Role::Position, &["globalposition"]),
            (Role::EventType, &["messagetype"]),
            (Role::Id, &["messageid"]),
            (Role::Time, &["created"]),
            (Role::Data, &["messagedata"]),
            (Role::Metadata, &["messagemetadata"]),
        ],
    },
    // Eventuous: messages, joined with streams or not.
    Known {
        needs: &["messageid", "messagetype", "streamid", "streamposition", "globalposition", "jsondata"],
        roles: &[
            (Role::Stream, &["streamname", "streamid"]),
            (Role::Revision, &["streamposition"]),
            (Role::Position, &["globalposition"]),
            (Role::EventType, &["messagetype"]),
            (Role::Id, &["messageid"]),
            (Role::Time, &["created"]),
            (Role::Data, &["jsondata"]),
            (Role::Metadata, &["jsonmetadata"]),
        ],
    },
    // Foldback's own, which is read by these roles where a mapping overrules that it is.
    Known {
        needs: &["stream", "revision", "position", "id", "type", "time", "data", "metadata", "tags", "foldback"],
        roles: &[
            (Role::Stream, &["stream"]),
            (Role::Revision, &["revision"]),
            (Role::Position, &["position"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["time"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
            (Role::Tags, &["tags"]),
        ],
    },
];

/// Names of types that name little else.
const TYPES: [&str; 13] = [
    "eventtype",
    "eventname",
    "messagetype",
    "payloadtype",
    "type",
    "event",
    "kind",
    "operation",
    "action",
    "activity",
    "concept:name",
    "op",
    "detailtype",
];

/// The roles of the columns of a known table.
pub(super) fn mapping(columns: &[String], name: &str) -> Option<Mapping> {
    let plain: Vec<String> = columns.iter().map(|column| plain_name(column)).collect();
    let at = |needed: &str| plain.iter().position(|column| column == needed);
    let known = TABLES.iter().find(|table| table.needs.iter().all(|needed| at(needed).is_some()))?;
    let mut mapping = Mapping::named(name);
    for (role, names) in known.roles {
        let column = names.iter().find_map(|name| at(name)).and_then(|at| columns.get(at));
        *mapping.field_mut(*role) = column.map(|column| FieldPath(vec![column.clone()]));
    }
    Some(mapping)
}

/// Whether a table of a dump looks like one of events.
pub(super) fn holds_events(columns: &[String]) -> bool {
    if mapping(columns, "").is_some() {
        return true;
    }
    let has_type = columns.iter().any(|column| TYPES.contains(&plain_name(column).as_str()));
    let says_more = has_role(columns, Role::Time) || has_role(columns, Role::Data);
    has_type && says_more && looks_like_event(columns, &[])
}
