//! The format crate's words about a file in the protocol's, and back.

#[cfg(feature = "time")]
use foldback_event::{Change, Json};
#[cfg(feature = "import")]
use foldback_format::{self as format, FieldPath};
#[cfg(feature = "time")]
use foldback_protocol::ChangeText;
#[cfg(feature = "debugger")]
use foldback_protocol::{Candidate, Preview, PreviewRow};
#[cfg(feature = "import")]
use foldback_protocol::{Field, Mapping, Role};

#[cfg(feature = "import")]
fn role(role: Role) -> format::Role {
    match role {
        Role::Stream => format::Role::Stream,
        Role::EventType => format::Role::EventType,
        Role::Id => format::Role::Id,
        Role::Time => format::Role::Time,
        Role::Data => format::Role::Data,
        Role::Metadata => format::Role::Metadata,
        Role::Revision => format::Role::Revision,
        Role::Position => format::Role::Position,
        Role::Correlation => format::Role::Correlation,
        Role::Causation => format::Role::Causation,
        Role::Tags => format::Role::Tags,
    }
}

#[cfg(feature = "import")]
pub fn to_mapping(mapping: Mapping, name: &str) -> format::Mapping {
    let mut to = format::Mapping::named(name);
    for (at, path) in mapping.fields {
        *to.field_mut(role(at)) = Some(FieldPath(path));
    }
    if !mapping.default_stream.is_empty() {
        to.default_stream = mapping.default_stream;
    }
    if !mapping.default_type.is_empty() {
        to.default_type = mapping.default_type;
    }
    to
}

#[cfg(feature = "debugger")]
fn from_mapping(mapping: &format::Mapping) -> Mapping {
    let fields = Role::ALL.into_iter().filter_map(|at| Some((at, mapping.field(role(at))?.0.clone())));
    Mapping {
        fields: fields.collect(),
        default_stream: mapping.default_stream.clone(),
        default_type: mapping.default_type.clone(),
    }
}

#[cfg(feature = "import")]
pub fn from_fields(fields: &[format::Field]) -> Vec<Field> {
    let field =
        |field: &format::Field| Field { path: field.path.0.clone(), sample: field.sample.clone(), seen: field.seen };
    fields.iter().map(field).collect()
}

/// A preview that was made with `mapping`, or with the guess.
#[cfg(feature = "debugger")]
pub fn from_preview(preview: format::Preview, mapping: Option<&format::Mapping>) -> Preview {
    let format = foldback_store::format_in_words(&preview.detection);
    let format::Preview { detection, rows, warnings } = preview;
    let row = |row: format::PreviewRow| PreviewRow {
        stream: row.stream,
        event_type: row.event_type,
        id: row.id,
        time: row.time,
        time_understood: row.understood_time,
        data: row.data,
    };
    let read_as = detection.shape_id.unwrap_or(format::PLAIN).to_owned();
    let candidate =
        |candidate: &format::Candidate| Candidate { format: candidate.id.to_owned(), name: candidate.name.to_owned() };
    let all = detection.candidates.iter().map(candidate);
    Preview {
        format,
        candidates: if all.len() > 1 { all.collect() } else { Vec::new() },
        read_as,
        mapping: from_mapping(mapping.unwrap_or(&detection.mapping)),
        reason: detection.reason,
        fields: from_fields(&detection.fields),
        rows: rows.into_iter().map(row).collect(),
        warnings: warnings.into_iter().map(|warning| format!("Line {}: {}", warning.line, warning.message)).collect(),
    }
}

#[cfg(feature = "time")]
pub fn from_change(change: &Change) -> ChangeText {
    let text = |value: &Option<Json>| value.as_ref().map(Json::to_string);
    ChangeText { path: change.path.to_string(), old: text(&change.old), new: text(&change.new) }
}
