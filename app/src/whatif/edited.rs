//! What a branch does to events, by their positions: what lists, marks and keys look up.
//! Never says whether it can be done.

use foldback_protocol::EditInfo;

/// What becomes of an event, or what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It does not happen.
    Skipped,
    /// Another happens in its place.
    Changed,
    /// It happens elsewhere.
    Moved,
    /// It is one that the log does not have.
    Inserted,
}

impl Kind {
    /// Of an edit.
    pub fn of(edit: &EditInfo) -> Self {
        match (edit.skip, edit.edit, edit.moved) {
            (Some(_), _, _) => Self::Skipped,
            (_, Some(_), _) => Self::Changed,
            (_, _, Some(_)) => Self::Moved,
            _ => Self::Inserted,
        }
    }

    /// A word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Inserted => "inserted",
        }
    }

    /// A sign for it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Skipped => "−",
            Self::Changed => "~",
            Self::Moved => "↷",
            Self::Inserted => "+",
        }
    }
}

/// The event of the log that an edit says something of; an inserted one is of none.
pub fn about(edit: &EditInfo) -> Option<u64> {
    edit.skip.or(edit.edit).or(edit.moved)
}

/// What is different at a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// What becomes of the event there.
    pub kind: Option<Kind>,
    /// Whether one more happens just before it.
    pub is_inserted: bool,
}

/// All edits of a branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edited {
    /// Positions with what is done there, rising.
    pub all: Vec<(u64, Kind)>,
}

impl Edited {
    /// Of some edits.
    pub fn of(edits: &[EditInfo]) -> Self {
        let mut all: Vec<(u64, Kind)> = edits.iter().map(|edit| (Self::place(edit), Kind::of(edit))).collect();
        // Where a moved event happens now, it is one more.
        all.extend(edits.iter().filter_map(|edit| edit.moved.and(edit.to)).map(|to| (to, Kind::Inserted)));
        all.sort_by_key(|(position, _)| *position);
        Self { all }
    }

    /// Where an edit is.
    pub fn place(edit: &EditInfo) -> u64 {
        about(edit).or(edit.insert).unwrap_or_default()
    }

    /// What is different at a position.
    pub fn at(&self, position: u64) -> At {
        let from = self.all.partition_point(|(at, _)| *at < position);
        let here = self.all[from..].iter().take_while(|(at, _)| *at == position);
        here.fold(At::default(), |at, (_, kind)| match kind {
            Kind::Inserted => At { is_inserted: true, ..at },
            kind => At { kind: Some(*kind), ..at },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_different_is_found_by_position() {
        let none = EditInfo::default;
        let edited = Edited::of(&[
            EditInfo { moved: Some(9), to: Some(4), ..none() },
            EditInfo { insert: Some(2), ..none() },
            EditInfo { skip: Some(2), ..none() },
        ]);
        assert_eq!(edited.at(2), At { kind: Some(Kind::Skipped), is_inserted: true });
        assert_eq!(edited.at(4), At { kind: None, is_inserted: true });
        assert_eq!(edited.at(9), At { kind: Some(Kind::Moved), is_inserted: false });
        assert_eq!(edited.at(3), At::default());
    }
}
