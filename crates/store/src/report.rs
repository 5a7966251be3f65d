//! What an import has to say at its end: warnings by kind, in all and by file, and how far the result can be trusted.

use std::rc::Rc;

use foldback_format::{Detection, Mapping, Role, Warning};
use foldback_protocol::{Candidate, FieldPath, Grade, WarningGroup, WarningPlace};

use crate::StoreError;

/// How many places of one kind are named.
const PLACES: usize = 5;

/// Collects warnings.
#[derive(Debug, Default)]
pub struct Warnings {
    groups: Vec<WarningGroup>,
}

impl Warnings {
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

/// What the store has found in one of several files.
#[derive(Debug, Default)]
pub struct FileTally {
    pub warnings: Warnings,
    /// Events that the decoder gave and that cannot be appended.
    pub left_out: u64,
    /// Events that were there already.
    pub already_there: u64,
}

/// What was found while importing, and what ends it.
#[derive(Debug, Default)]
pub struct Tally {
    pub warnings: Warnings,
    /// Events that the decoders gave and that cannot be appended.
    pub left_out: u64,
    /// By file, where there are several.
    pub files: Vec<FileTally>,
    /// The file that the next event or warning is of.
    current: Option<(usize, Rc<str>)>,
    /// Whether what cannot be read refuses the whole import.
    pub refuse_bad: bool,
    pub failure: Option<StoreError>,
}

impl Tally {
    pub fn new(refuse_bad: bool) -> Self {
        Self { refuse_bad, ..Self::default() }
    }

    /// What comes is of this one of several files.
    pub fn of_file(&mut self, at: usize, name: &Rc<str>) {
        if self.current.as_ref().is_none_or(|(current, _)| *current != at) {
            self.current = Some((at, Rc::clone(name)));
            if self.files.len() <= at {
                self.files.resize_with(at + 1, FileTally::default);
            }
        }
    }

    /// What was found in the file at hand, where there are several.
    pub fn file(&mut self) -> Option<&mut FileTally> {
        let (at, _) = self.current.as_ref()?;
        self.files.get_mut(*at)
    }

    /// A warning of the decoder.
    pub fn warning(&mut self, warning: Warning) {
        let Warning { code, line, byte, message, skipped } = warning;
        if self.refuse_bad && skipped {
            self.refuse(StoreError::Refused { line, byte, message: message.clone() });
        }
        self.put(code.as_str(), skipped, line, byte, message);
    }

    /// A warning of a kind that the store itself has found; the record was left out for it.
    pub fn left_out(&mut self, code: &str, line: u64, byte: u64, message: String) {
        self.left_out += 1;
        if let Some(file) = self.file() {
            file.left_out += 1;
        }
        self.put(code, true, line, byte, message);
    }

    /// Notes a place. A line of 0 is the file as a whole.
    pub fn put(&mut self, code: &str, skipped: bool, line: u64, byte: u64, message: String) {
        let file = self.current.as_ref().map(|(_, name)| name.to_string());
        let place = WarningPlace { line, byte, message, file };
        if let Some(file) = self.file() {
            file.warnings.put(code, skipped, place.clone());
        }
        self.warnings.put(code, skipped, place);
    }

    /// Ends the import. The first failure counts.
    pub fn refuse(&mut self, failure: StoreError) {
        if self.failure.is_none() {
            let file = self.current.as_ref().map(|(_, name)| name.to_string());
            self.failure = Some(match file {
                Some(file) => StoreError::InFile { file, why: Box::new(failure) },
                None => failure,
            });
        }
    }
}

/// How far a result can be trusted.
pub fn grade(events: u64, skipped: u64, duplicate_ids: u64, warnings: &[WarningGroup]) -> Grade {
    let harmless = |group: &WarningGroup| ["OtherMembers", "PassedOver"].contains(&group.code.as_str());
    if events == 0 {
        Grade::Impossible
    } else if skipped > 0 || duplicate_ids > 0 || !warnings.iter().all(harmless) {
        Grade::Risky
    } else {
        Grade::Fine
    }
}

/// What a report says of the fields of its files.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub kept_fields: Vec<FieldPath>,
    pub source_revisions: bool,
    pub source_positions: bool,
    /// What else the records could be.
    pub candidates: Vec<Candidate>,
}

impl Fields {
    /// Takes up what is said of one more file.
    pub fn add(&mut self, other: Self) {
        for candidate in other.candidates {
            if !self.candidates.contains(&candidate) {
                self.candidates.push(candidate);
            }
        }
        for field in other.kept_fields {
            if !self.kept_fields.contains(&field) {
                self.kept_fields.push(field);
            }
        }
        self.source_revisions |= other.source_revisions;
        self.source_positions |= other.source_positions;
    }
}

/// What the records could be read as beside what they were read as.
fn others(detection: &Detection) -> Vec<Candidate> {
    let taken = detection.shape_id.unwrap_or(foldback_format::PLAIN);
    let others = detection.candidates.iter().filter(|candidate| candidate.id != taken);
    others.map(|other| Candidate { format: other.id.to_owned(), name: other.name.to_owned() }).collect()
}

/// What is said of one file. `given` is the mapping that a person chose.
pub fn of_fields(detection: Option<&Detection>, given: Option<&Mapping>) -> Fields {
    let Some(detection) = detection else { return Fields::default() };
    let mapping = given.unwrap_or(&detection.mapping);
    let is_taken = |name: Option<&String>| {
        let mut paths = Role::ALL.into_iter().filter_map(|role| mapping.field(role));
        paths.any(|path| path.0.len() == 1 && path.0.first() == name)
    };
    // Without a field for the payload all that is left is the payload; and a known form has rules of its own.
    let keeps = mapping.data.is_some() && (detection.shape.is_none() || given.is_some());
    let kept =
        detection.fields.iter().filter(|field| keeps && field.path.0.len() == 1 && !is_taken(field.path.0.first()));
    Fields {
        kept_fields: kept.map(|field| field.path.0.clone()).collect(),
        source_revisions: mapping.revision.is_some(),
        source_positions: mapping.position.is_some(),
        candidates: others(detection),
    }
}
