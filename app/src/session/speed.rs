//! How fast the cursor plays.
//! Never moves it.

/// A speed of play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// As the events came in time, that many times as fast; long gaps are cut short.
    Original(u32),
    /// So many events a second, whenever they came.
    Events(u32),
}

impl Default for Speed {
    fn default() -> Self {
        Self::Events(10)
    }
}

impl Speed {
    /// All that can be chosen.
    pub const ALL: [Self; 9] = [
        Self::Events(1),
        Self::Events(4),
        Self::Events(10),
        Self::Events(60),
        Self::Events(1000),
        Self::Original(1),
        Self::Original(10),
        Self::Original(100),
        Self::Original(1000),
    ];

    /// Its name for people.
    pub fn title(self) -> String {
        match self {
            Self::Original(times) => format!("{times}× original"),
            Self::Events(1) => "1 event/s".to_owned(),
            Self::Events(count) => format!("{count} events/s"),
        }
    }
}
