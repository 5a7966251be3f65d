//! The tabs of the inspector and their names in a link.
//! Never shows one.

/// A tab of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// The event at the cursor.
    Event,
    /// The stream's state after it.
    #[default]
    State,
    /// What is different from another moment.
    Diff,
    /// Who wrote a value.
    Blame,
    /// What caused the event, and what it caused.
    Causality,
    /// A projection of the person's own.
    Projection,
    /// A branch of the log.
    WhatIf,
    /// When a condition became true.
    Flips,
}

impl Tab {
    /// All, from left to right.
    pub const ALL: [Self; 8] = [
        Self::Event,
        Self::State,
        Self::Diff,
        Self::Blame,
        Self::Causality,
        Self::Projection,
        Self::WhatIf,
        Self::Flips,
    ];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Event => "Event",
            Self::State => "State",
            Self::Diff => "Diff",
            Self::Blame => "Blame",
            Self::Causality => "Causality",
            Self::Projection => "Projection",
            Self::WhatIf => "What-if",
            Self::Flips => "Flips",
        }
    }

    /// Its name in a link.
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::State => "state",
            Self::Diff => "diff",
            Self::Blame => "blame",
            Self::Causality => "causality",
            Self::Projection => "projection",
            Self::WhatIf => "whatif",
            Self::Flips => "flips",
        }
    }

    /// The tab of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}
