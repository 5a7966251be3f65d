//! What the first bytes of a file would become, for a person who chooses the fields. It imports nothing.

use foldback_event::EventRef;

use crate::{Decoder, Detection, ImportError, Options, Sink, Warning, excerpt};

/// Characters of an event's data that a row shows, at most.
const SHOWN: usize = 200;

/// The first events of a file as a mapping makes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What was found out, with the fields to choose from.
    pub detection: Detection,
    /// The first events.
    pub rows: Vec<PreviewRow>,
    /// What was wrong in the prefix.
    pub warnings: Vec<Warning>,
}

/// One event, as text to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewRow {
    /// Its stream.
    pub stream: String,
    /// Its type.
    pub event_type: String,
    /// Its id as received.
    pub id: Option<String>,
    /// Its time as received.
    pub time: Option<String>,
    /// Whether that time is an instant.
    pub understood_time: bool,
    /// The beginning of its data.
    pub data: String,
}

/// Reads the first bytes of a file, compressed or not, cut anywhere, and gives up to `rows` events.
///
/// With no mapping in `options` the guess is shown; that neither stream nor type could be guessed is no error here,
/// and a record that is cut at the end of the prefix is no warning.
///
/// # Errors
/// When nothing can be read. A format that shows only further behind is not known from a prefix.
pub fn preview(prefix: &[u8], options: &Options, rows: usize) -> Result<Preview, ImportError> {
    let mut shown = Shown { most: rows, rows: Vec::new(), warnings: Vec::new() };
    let mut decoder = Decoder::of_prefix(options.clone());
    decoder.push(prefix, &mut shown)?;
    decoder.finish(&mut shown)?;
    let detection = decoder.detection().cloned().ok_or(ImportError::NoEvents)?;
    Ok(Preview { detection, rows: shown.rows, warnings: shown.warnings })
}

struct Shown {
    most: usize,
    rows: Vec<PreviewRow>,
    warnings: Vec<Warning>,
}

impl Sink for Shown {
    fn event(&mut self, event: EventRef<'_>) {
        if self.rows.len() < self.most {
            self.rows.push(PreviewRow {
                stream: event.stream.to_owned(),
                event_type: event.event_type.to_owned(),
                id: event.id.map(str::to_owned),
                time: event.time.map(str::to_owned),
                understood_time: event.created.is_some(),
                data: excerpt::cut_to(event.data, SHOWN),
            });
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}
