//! One pass over a record: where it ends, where the values of roles lie, and which members no role takes.
//! Nothing is copied or interpreted.

use foldback_event::json::{Fault, Span, Tree, unescape};
use foldback_event::json::{Member, Members};

use super::compiled::Compiled;
use crate::Role;

/// What a pass found; reused from record to record.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    values: [Option<Span>; Role::ALL.len()],
    /// Members that no role takes whole.
    pub rest: Vec<Member>,
    /// Members that a role takes whole, to be kept like the rest should their values be of no use.
    pub taken: Vec<(Role, Member)>,
    /// All values of a record that a rule reads, however deep they lie.
    pub tree: Tree,
}

impl Found {
    /// The value that plays `role`; with equal names the last, as in `JSON.parse`.
    #[inline]
    pub fn value(&self, role: Role) -> Option<Span> {
        self.values.get(role as usize).copied().flatten()
    }

    #[inline]
    fn set(&mut self, role: Role, value: Span) {
        if let Some(slot) = self.values.get_mut(role as usize) {
            *slot = Some(value);
        }
    }

    /// The value of `role` cannot play it: its member joins the rest.
    pub fn give_back(&mut self, role: Role) {
        let members = self.taken.iter().filter(|(taken, _)| *taken == role);
        self.rest.extend(members.map(|(_, member)| *member));
    }

    /// As [`Self::walk`], noting everything that lies in the object, for a rule to look into.
    ///
    /// # Errors
    /// As [`Self::walk`].
    pub fn walk_deep(&mut self, input: &[u8], mapping: &mut Compiled) -> Result<usize, Fault> {
        if let Ok(span) = self.tree.read(input, 0)
            && self.tree.root().is_some()
            && input.get(span.start) == Some(&b'{')
        {
            return Ok(span.end);
        }
        // Not to be kept whole, or at fault: what exactly is wrong, and whether it is, is told in one way alone.
        self.tree.clear();
        self.walk(input, mapping)
    }

    /// Walks the object that `input` begins with and gives the offset behind it.
    ///
    /// # Errors
    /// The first [`Fault`] of the JSON text.
    #[inline]
    pub fn walk(&mut self, input: &[u8], mapping: &mut Compiled) -> Result<usize, Fault> {
        self.values = [None; Role::ALL.len()];
        self.rest.clear();
        self.taken.clear();
        let mut members = Members::new(input, 0)?;
        let mut ordinal = 0;
        while let Some(member) = members.next_member()? {
            match mapping.find(ordinal, member.name.of(input)) {
                None => self.rest.push(member),
                Some(entry) => {
                    for role in &entry.whole {
                        self.set(*role, member.value);
                        self.taken.push((*role, member));
                    }
                    for (path, role) in &entry.inside {
                        if let Some(value) = inside(input, member.value, path) {
                            self.set(*role, value);
                        }
                    }
                    if entry.whole.is_empty() {
                        self.rest.push(member);
                    }
                }
            }
            ordinal += 1;
        }
        Ok(members.end())
    }
}

/// The value that `path` leads to inside the value at `span`, which has been scanned.
fn inside(input: &[u8], span: Span, path: &[String]) -> Option<Span> {
    let mut value = span;
    for name in path {
        let mut members = Members::new(input, value.start).ok()?;
        let mut found = None;
        while let Some(member) = members.next_member().ok()? {
            let own = member.name.of(input);
            let fits = own == name.as_bytes()
                || own.contains(&b'\\') && std::str::from_utf8(own).is_ok_and(|own| unescape(own) == *name);
            if fits {
                found = Some(member.value);
            }
        }
        value = found?;
    }
    Some(value)
}
