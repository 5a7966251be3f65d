//! What a person's projection is to be.
//! Never runs it.

use foldback_protocol::{ProjectionBy, ProjectionSource};
use serde::{Deserialize, Serialize};

/// What folds the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fold {
    /// A text in JavaScript, as KurrentDB has them.
    #[default]
    Handlers,
    /// A filter in jq.
    Jq,
    /// Payloads are merged.
    Merge,
    /// Payloads are JSON patches.
    JsonPatch,
    /// Rows are created, updated, deleted.
    Crud,
    /// Computed states of an export.
    Redux,
    /// Events are counted.
    Count,
}

impl Fold {
    /// All of them, as they are offered.
    pub const ALL: [Self; 7] =
        [Self::Handlers, Self::Jq, Self::Merge, Self::JsonPatch, Self::Crud, Self::Redux, Self::Count];

    /// Its name, in what is kept and in the engine.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handlers => "handlers",
            Self::Jq => "jq",
            Self::Merge => "merge",
            Self::JsonPatch => "json-patch",
            Self::Crud => "crud",
            Self::Redux => "redux",
            Self::Count => "count",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fold| fold.name() == name)
    }

    /// What a person reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::Handlers => "Handlers in JavaScript",
            Self::Jq => "jq",
            Self::Merge => "merge: payloads are merged",
            Self::JsonPatch => "json-patch: payloads are RFC 6902",
            Self::Crud => "crud: created, updated, deleted",
            Self::Redux => "redux: states of the export",
            Self::Count => "count: events by type",
        }
    }

    /// Whether it is a text that a person writes.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Handlers | Self::Jq)
    }
}

/// A text that does something with any log.
const HANDLERS: &str = "\
fromAll()
  .foreachStream()
  .when({
    $init: () => ({ events: 0 }),
    $any: (state, event) => {
      state.events += 1;
      state.last = event.eventType;
    },
  });
";

const JQ: &str = ".[$event.type] += 1";

/// What it is to be. The texts stay while another fold is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// What folds the events.
    pub fold: Fold,
    /// The text of the handlers.
    pub handlers: String,
    /// The filter in jq.
    pub jq: String,
    /// Whether all events have one state. Handlers say that themselves.
    pub is_whole: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { fold: Fold::default(), handlers: HANDLERS.to_owned(), jq: JQ.to_owned(), is_whole: false }
    }
}

impl Wanted {
    /// The text that is edited; nothing where there is none.
    pub fn text(&self) -> Option<&str> {
        match self.fold {
            Fold::Handlers => Some(&self.handlers),
            Fold::Jq => Some(&self.jq),
            _ => None,
        }
    }

    /// Puts another text there.
    pub fn set_text(&mut self, text: String) {
        match self.fold {
            Fold::Handlers => self.handlers = text,
            Fold::Jq => self.jq = text,
            _ => {}
        }
    }

    /// What the engine is told.
    pub fn source(&self) -> ProjectionSource {
        match self.fold {
            Fold::Handlers => ProjectionSource::Handlers,
            Fold::Jq => ProjectionSource::Jq(self.jq.clone()),
            built_in => ProjectionSource::BuiltIn(built_in.name().to_owned()),
        }
    }

    /// What has a state.
    pub fn by(&self) -> ProjectionBy {
        if self.is_whole { ProjectionBy::All } else { ProjectionBy::Stream }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_found_by_their_names() {
        for fold in Fold::ALL {
            assert_eq!(Fold::named(fold.name()), Some(fold));
        }
        assert_eq!(Fold::named("other"), None);
    }

    #[test]
    fn each_fold_has_its_own_text() {
        let mut wanted = Wanted::default();
        wanted.set_text("a".into());
        wanted.fold = Fold::Jq;
        wanted.set_text("b".into());
        assert_eq!((wanted.handlers.as_str(), wanted.text()), ("a", Some("b")));
        wanted.fold = Fold::Crud;
        wanted.set_text("c".into());
        assert_eq!((wanted.text(), wanted.source()), (None, ProjectionSource::BuiltIn("crud".into())));
    }
}
