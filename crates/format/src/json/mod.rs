//! JSON in its layouts: how a file is recognised, and how it is cut into records. What a record means is for
//! [`crate::record`].

mod boundary;
mod cursor;
mod elements;
mod garbage;
mod lines;
mod names;
mod opening;
mod outline;
mod pending;
mod plan;
mod progress;
mod rest;
mod values;

pub(crate) use boundary::Boundary;
use elements::Elements;
use lines::Lines;
pub(crate) use opening::{Opening, USUAL};
pub(crate) use plan::{Layout, Plan};
use values::Values;

use crate::process::Sections;
use crate::record::{Place, Records};
use crate::{ImportError, Sink};

/// Cuts text into records and hands them on.
pub(crate) enum Cutter {
    Lines(Lines),
    Values(Values),
    Elements(Box<Elements>),
    Ocel(Box<Sections>),
}

impl Cutter {
    pub fn new(plan: Plan, max_record: usize) -> Self {
        match plan.layout {
            Layout::Lines => Self::Lines(Lines::new(max_record)),
            Layout::Values => Self::Values(Values::new(max_record)),
            Layout::Ocel => Self::Ocel(Box::new(Sections::new(max_record))),
            Layout::Array { start, path, others } => {
                Self::Elements(Box::new(Elements::new(start, &path, others, max_record)))
            }
        }
    }

    /// The next bytes of the text, from its very first on.
    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Lines(lines) => lines.push(bytes, records, sink),
            Self::Values(values) => values.push(bytes, records, sink),
            Self::Elements(elements) => elements.push(bytes, records, sink),
            Self::Ocel(sections) => sections.push(bytes, records, sink),
        }
    }

    /// Where the next bytes stand, or the line that they belong to.
    pub fn place(&self) -> Place {
        match self {
            Self::Lines(lines) => lines.place(),
            Self::Values(values) => values.place(),
            Self::Elements(elements) => elements.place(),
            Self::Ocel(sections) => sections.place(),
        }
    }

    /// The text has ended.
    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Lines(lines) => lines.finish(records, sink),
            Self::Values(values) => values.finish(records, sink),
            Self::Elements(elements) => elements.finish(records, sink),
            Self::Ocel(sections) => sections.finish(records, sink),
        }
    }
}
