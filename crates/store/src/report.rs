//! What an import has to say at its end: warnings by kind, and how far the result can be trusted.

use foldback_format::{Detection, Mapping, Role, Warning};
use foldback_protocol::{Grade, ImportReport, WarningGroup, WarningPlace};

/// How many places of one kind are named.
const PLACES: usize = 5;

/// Collects warnings.
#[derive(Debug, Default)]
pub struct Warnings {
    groups: Vec<WarningGroup>,
}

impl Warnings {
    pub fn add(&mut self, warning: Warning) {
        let place = WarningPlace { line: warning.line, byte: warning.byte, message: warning.message };
        self.put(warning.code.as_str(), warning.skipped, place);
    }

    /// Adds a warning of a kind that the store itself has found; the record was left out for it.
    pub fn left_out(&mut self, code: &str, line: u64, byte: u64, message: String) {
        self.put(code, true, WarningPlace { line, byte, message });
    }

    fn put(&mut self, code: &str, skipped: bool, place: WarningPlace) {
        let at = self.groups.iter().position(|group| group.code == code).unwrap_or_else(|| {
            self.groups.push(WarningGroup { code: code.to_owned(), ..WarningGroup::default() });
            self.groups.len() - 1
        });
        let group = &mut self.groups[at];
        group.count += 1;
        group.skipped += u64::from(skipped);
        if group.first.len() < PLACES {
            group.first.push(place);
        }
    }

    /// The groups, those that left most out first.
    pub fn into_groups(self) -> Vec<WarningGroup> {
        let mut sorted: Vec<WarningGroup> = Vec::with_capacity(self.groups.len());
        for group in self.groups {
            // There are few kinds: putting each into its place is a fraction of the code of a sort.
            let rank = (group.skipped, group.count);
            let at = sorted.partition_point(|before| (before.skipped, before.count) >= rank);
            sorted.insert(at, group);
        }
        sorted
    }
}

/// How far a result can be trusted.
pub fn grade(events: u64, skipped: u64, duplicate_ids: u64, warnings: &[WarningGroup]) -> Grade {
    if events == 0 {
        Grade::Impossible
    } else if skipped > 0 || duplicate_ids > 0 || warnings.iter().any(|group| group.code != "OtherMembers") {
        Grade::Risky
    } else {
        Grade::Fine
    }
}

/// What a report says of the fields of a file, and nothing else. `given` is the mapping that a person chose.
pub fn of_fields(detection: Option<&Detection>, given: Option<&Mapping>) -> ImportReport {
    let Some(detection) = detection else { return ImportReport::default() };
    let mapping = given.unwrap_or(&detection.mapping);
    let is_taken = |name: Option<&String>| {
        let mut paths = Role::ALL.into_iter().filter_map(|role| mapping.field(role));
        paths.any(|path| path.0.len() == 1 && path.0.first() == name)
    };
    // Without a field for the payload all that is left is the payload; and a known form has rules of its own.
    let keeps = mapping.data.is_some() && (detection.shape.is_none() || given.is_some());
    let kept =
        detection.fields.iter().filter(|field| keeps && field.path.0.len() == 1 && !is_taken(field.path.0.first()));
    ImportReport {
        kept_fields: kept.map(|field| field.path.0.clone()).collect(),
        source_revisions: mapping.revision.is_some(),
        source_positions: mapping.position.is_some(),
        ..ImportReport::default()
    }
}
