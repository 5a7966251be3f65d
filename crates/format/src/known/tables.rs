//! Rows of the tables that event stores keep in SQL databases, as `json_agg`, `row_to_json` and the like write them.

use super::Shape;
use crate::Role;

macro_rules! table {
    ($id:literal, $name:literal, $told:literal, [$($own:literal),+], { $($role:ident: $column:literal),+ $(,)? }) => {
        Shape {
            id: $id,
            name: $name,
            evidence: concat!("have ", $told),
            fits: |record| record.has_all(&[$($own),+]),
            roles: &[$((Role::$role, &[$column])),+],
            ..Shape::PLAIN
        }
    };
}

pub(super) const SHAPES: &[Shape] = &[
    table!("marten", "Marten (mt_events)", "seq_id, stream_id, version and mt_dotnet_type",
        ["seq_id", "id", "stream_id", "version", "data", "type", "timestamp", "mt_dotnet_type"], {
        Stream: "stream_id", EventType: "type", Id: "id", Time: "timestamp", Data: "data", Metadata: "headers",
        Revision: "version", Position: "seq_id", Correlation: "correlation_id", Causation: "causation_id",
    }),
    table!("message-db", "message-db", "stream_name, position and global_position",
        ["id", "stream_name", "type", "position", "global_position", "data", "time"], {
        Stream: "stream_name", EventType: "type", Id: "id", Time: "time", Data: "data", Metadata: "metadata",
        Revision: "position", Position: "global_position",
    }),
    table!("emmett", "Emmett", "stream_id, stream_position, message_type and global_position",
        ["stream_id", "stream_position", "message_id", "message_type", "message_data", "global_position"], {
        Stream: "stream_id", EventType: "message_type", Id: "message_id", Time: "created", Data: "message_data",
        Metadata: "message_metadata", Revision: "stream_position", Position: "global_position",
    }),
    table!("eventuous", "Eventuous", "stream_name, message_type, stream_position and json_data",
        ["stream_name", "message_id", "message_type", "stream_position", "json_data"], {
        Stream: "stream_name", EventType: "message_type", Id: "message_id", Time: "created", Data: "json_data",
        Metadata: "json_metadata", Revision: "stream_position", Position: "global_position",
    }),
    table!("commanded", "Commanded EventStore", "stream_uuid, stream_version, event_id and event_type",
        ["stream_uuid", "stream_version", "event_id", "event_type", "data", "created_at"], {
        Stream: "stream_uuid", EventType: "event_type", Id: "event_id", Time: "created_at", Data: "data",
        Metadata: "metadata", Revision: "stream_version", Position: "global_position",
        Correlation: "correlation_id", Causation: "causation_id",
    }),
    table!("axon", "Axon", "aggregate_identifier, sequence_number, event_identifier and payload_type",
        ["aggregate_identifier", "sequence_number", "event_identifier", "payload_type", "payload"], {
        Stream: "aggregate_identifier", EventType: "payload_type", Id: "event_identifier", Time: "time_stamp",
        Data: "payload", Metadata: "meta_data", Revision: "sequence_number", Position: "global_index",
    }),
    table!("axon-camel", "Axon", "aggregateIdentifier, sequenceNumber, eventIdentifier and payloadType",
        ["aggregateIdentifier", "sequenceNumber", "eventIdentifier", "payloadType", "payload"], {
        Stream: "aggregateIdentifier", EventType: "payloadType", Id: "eventIdentifier", Time: "timeStamp",
        Data: "payload", Metadata: "metaData", Revision: "sequenceNumber", Position: "globalIndex",
    }),
    table!("sqlstreamstore", "SqlStreamStore", "message_id, stream_version, created_utc and json_data",
        ["message_id", "stream_version", "type", "created_utc", "json_data"], {
        Stream: "id_original", EventType: "type", Id: "message_id", Time: "created_utc", Data: "json_data",
        Metadata: "json_metadata", Revision: "stream_version", Position: "position",
    }),
    table!("rails-event-store", "Rails Event Store", "stream, event_id, event_type, data and metadata",
        ["stream", "event_id", "event_type", "data", "metadata"], {
        Stream: "stream", EventType: "event_type", Id: "event_id", Time: "created_at", Data: "data",
        Metadata: "metadata", Revision: "position",
    }),
    table!("rails-event-store-http", "Rails Event Store", "event_id, event_type, data, metadata and valid_at",
        ["event_id", "event_type", "data", "metadata", "valid_at", "timestamp"], {
        EventType: "event_type", Id: "event_id", Time: "timestamp", Data: "data", Metadata: "metadata",
    }),
    table!("rails-event-store-rows", "Rails Event Store", "event_id, event_type, data, metadata, valid_at and created_at",
        ["event_id", "event_type", "data", "metadata", "valid_at", "created_at"], {
        EventType: "event_type", Id: "event_id", Time: "created_at", Data: "data", Metadata: "metadata",
    }),
];
