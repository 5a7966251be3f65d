//! A mapping in the form in which members are matched against it: by the bytes of their names, without allocating.

use foldback_event::json::unescape;
use memchr::memchr;

use super::payload::{CAUSATION, CORRELATION};
use crate::time::Reading;
use crate::{FieldPath, Mapping, Role};

/// Ordinals of members that are remembered; later members are looked for among all names.
const REMEMBERED: usize = 32;

/// What a member of one name is for.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    name: Box<[u8]>,
    /// Roles that its whole value plays.
    pub whole: Vec<Role>,
    /// Roles that something inside its value plays, and the names that lead there.
    pub inside: Vec<(Vec<String>, Role)>,
}

/// A compiled [`Mapping`].
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub mapping: Mapping,
    /// How its times are read.
    pub reading: Reading,
    entries: Vec<Entry>,
    /// For each ordinal of a member, the entry that was found there last: records of one file are alike.
    remembered: [usize; REMEMBERED],
}

/// Whether the metadata hold the value of `role` under its own name already, so that it need not be looked for in every record.
fn is_kept_by_metadata(mapping: &Mapping, role: Role, first: &String, rest: &[String]) -> bool {
    let own = match role {
        Role::Correlation => CORRELATION,
        Role::Causation => CAUSATION,
        _ => return false,
    };
    let metadata = mapping.metadata.as_ref().and_then(FieldPath::split);
    metadata == Some((first, &[])) && matches!(rest, [name] if name == own)
}

impl Compiled {
    pub fn new(mapping: Mapping) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for role in Role::ALL {
            let Some((first, rest)) = mapping.field(role).and_then(FieldPath::split) else {
                continue;
            };
            if is_kept_by_metadata(&mapping, role, first, rest) {
                continue;
            }
            let name = first.as_bytes();
            let at = match entries.iter().position(|entry| *entry.name == *name) {
                Some(at) => at,
                None => {
                    entries.push(Entry { name: name.into(), whole: Vec::new(), inside: Vec::new() });
                    entries.len() - 1
                }
            };
            if let Some(entry) = entries.get_mut(at) {
                if rest.is_empty() {
                    entry.whole.push(role);
                } else {
                    entry.inside.push((rest.to_vec(), role));
                }
            }
        }
        Self { mapping, reading: Reading::default(), entries, remembered: [0; REMEMBERED] }
    }

    /// What the member with this name, the `ordinal`th of its record, is for. The name is given as it is written.
    #[inline]
    pub fn find(&mut self, ordinal: usize, name: &[u8]) -> Option<&Entry> {
        let hint = self.remembered.get(ordinal).copied().unwrap_or_default();
        if self.entries.get(hint).is_some_and(|entry| *entry.name == *name) {
            return self.entries.get(hint);
        }
        let at = if memchr(b'\\', name).is_some() {
            let plain = unescape(std::str::from_utf8(name).ok()?);
            self.position(plain.as_bytes())
        } else {
            self.position(name)
        }?;
        if let Some(hint) = self.remembered.get_mut(ordinal) {
            *hint = at;
        }
        self.entries.get(at)
    }

    #[inline]
    fn position(&self, name: &[u8]) -> Option<usize> {
        self.entries.iter().position(|entry| *entry.name == *name)
    }
}
