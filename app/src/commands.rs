//! The one table of what can be done: its keys, its words, and what it does. The keys, the list of keys and the command
//! palette are all made of it.
//! Never listens to a key itself.

mod reach;
mod stroke;
mod table;

pub use reach::{Reach, reach};
pub use stroke::{captions, fits};
pub use table::TABLE;

/// What a command is about: a heading of the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Time,
    Timeline,
    Marks,
    Values,
    Page,
}

impl Group {
    /// All, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Time, Self::Timeline, Self::Marks, Self::Values, Self::Page];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Time => "Move in time",
            Self::Timeline => "Timeline",
            Self::Marks => "Bookmarks and marks",
            Self::Values => "State",
            Self::Page => "Page",
        }
    }
}

/// What a command does.
#[derive(Clone, Copy)]
pub enum Does {
    /// This, also where no log is open.
    Always(fn(Reach)),
    /// This, to the open log.
    WithLog(fn(Reach)),
    /// What the panel that has the focus does with its own keys: here it is only named.
    Elsewhere,
}

/// Something that can be done.
#[derive(Clone, Copy)]
pub struct Command {
    /// Its heading.
    pub group: Group,
    /// Its keys as in `KeyboardEvent.key`, one after another with a space between, `Shift+` or `Mod+` in front where they are
    /// held; nothing for those of the palette alone. `Mod` is Ctrl, or Cmd on a Mac.
    pub keys: &'static str,
    /// What it does, in words.
    pub title: &'static str,
    /// What it does.
    pub does: Does,
}

impl Command {
    /// What it does now; nothing where that needs a log and none is open, or where a panel does it.
    pub fn act(&self, has_log: bool) -> Option<fn(Reach)> {
        match self.does {
            Does::Always(act) => Some(act),
            Does::WithLog(act) if has_log => Some(act),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_does_two_things() {
        let mut seen = HashSet::new();
        for command in TABLE.iter().filter(|command| !matches!(command.does, Does::Elsewhere)) {
            for key in command.keys.split_whitespace() {
                assert!(seen.insert(key), "{key} is there twice, once for {}", command.title);
            }
        }
    }
}
