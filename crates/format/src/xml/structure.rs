//! The elements that a log of events consists of: which lie in which, and which are records. Both XES and OCEL have
//! `log` around everything.

/// Where in a log a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// Before the outermost element.
    Before,
    Log,
    /// XES: inside a case.
    Trace,
    /// OCEL: the list of events.
    Events,
    /// OCEL: the list of objects.
    Objects,
    /// Behind the outermost element.
    Behind,
}

impl At {
    /// Where an element of this name leads to, if it is one that holds records.
    pub fn inside(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Before, b"log") => Some(Self::Log),
            (Self::Log, b"trace") => Some(Self::Trace),
            (Self::Log, b"events") => Some(Self::Events),
            (Self::Log, b"objects") => Some(Self::Objects),
            _ => None,
        }
    }

    /// Where its end leads to.
    pub fn outside(self) -> Self {
        match self {
            Self::Before | Self::Log | Self::Behind => Self::Behind,
            Self::Trace | Self::Events | Self::Objects => Self::Log,
        }
    }

    /// The name of the element that ends it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Events => "events",
            Self::Objects => "objects",
            Self::Before | Self::Log | Self::Behind => "log",
        }
    }

    /// Whether an element of this name is a record here.
    pub fn is_record(self, name: &[u8]) -> bool {
        match self {
            Self::Log | Self::Trace | Self::Events => name == b"event",
            Self::Objects => name == b"object",
            Self::Before | Self::Behind => false,
        }
    }

    /// Whether an element of this name, met inside another, says that the other was never closed.
    pub fn breaks_in(self, name: &[u8]) -> bool {
        match name {
            b"event" | b"trace" | b"events" => true,
            b"object" => self == Self::Objects,
            _ => false,
        }
    }

    /// Whether the end of an element of this name, met inside another, says so.
    pub fn breaks_out(self, name: &[u8]) -> bool {
        match name {
            b"log" => true,
            b"trace" => self == Self::Trace,
            b"events" => self == Self::Events,
            _ => false,
        }
    }
}
