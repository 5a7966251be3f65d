//! What an export asks the engine for.
//! Never asks: it makes the call.

use foldback_protocol::{At, Call, ExportFormat, ExportRequest, ReadFilter, ReadFrom, Redaction};

/// Which events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// All of them.
    #[default]
    All,
    /// Those of one stream.
    Stream(String),
    /// Those up to a position.
    UpTo(u64),
}

/// One export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The log.
    pub log: String,
    /// In which form.
    pub format: ExportFormat,
    /// Which events.
    pub what: What,
    /// And of these, those that match.
    pub filter: ReadFilter,
    /// What is hidden.
    pub redact: Option<Redaction>,
}

impl Asked {
    /// The call for a page.
    pub fn page(&self, next: Option<u64>, until: Option<u64>, written: u64, max_events: u32) -> Call {
        Call::Export(ExportRequest {
            log: self.log.clone(),
            format: self.format,
            redact: self.redact.clone(),
            stream: match &self.what {
                What::Stream(stream) => Some(stream.clone()),
                _ => None,
            },
            filter: self.filter.clone(),
            from: next.map(ReadFrom::At),
            to: match self.what {
                What::UpTo(position) => Some(At::Position(position)),
                _ => None,
            },
            until,
            written,
            max_events,
        })
    }

    /// How much of the export is done when the next page begins there.
    pub fn part(&self, next: Option<u64>, until: u64) -> Option<f64> {
        match (&self.what, next) {
            // What is next of a stream is a revision, and how many it has is not known here.
            (What::Stream(_), Some(_)) => None,
            (_, Some(next)) if until > 0 => Some((next as f64 / until as f64).clamp(0.0, 1.0)),
            _ => Some(1.0),
        }
    }
}

/// The ending of a file of this form.
pub fn extension(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Ndjson => "ndjson",
        ExportFormat::CloudEvents => "cloudevents.json",
        ExportFormat::KurrentDb => "kurrentdb.json",
        ExportFormat::Csv => "csv",
    }
}

/// Its media type.
pub fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Ndjson => "application/x-ndjson",
        ExportFormat::CloudEvents => "application/cloudevents-batch+json",
        ExportFormat::KurrentDb => "application/json",
        ExportFormat::Csv => "text/csv",
    }
}

/// A key that nobody can guess and nobody keeps; empty where the browser draws none.
pub fn random_key() -> String {
    let mut bytes = [0; 32];
    let drawn =
        leptos::prelude::window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs the page has it; without a key nothing is hashed.
    match drawn {
        Ok(_) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_an_export_is() {
        let of = |what| Asked { what, ..Asked::default() };
        assert_eq!(of(What::All).part(Some(25), 100), Some(0.25));
        assert_eq!(of(What::All).part(None, 0), Some(1.0));
        assert_eq!(of(What::Stream("a".into())).part(Some(25), 100), None);
    }

    #[test]
    fn a_page_goes_on_where_the_last_one_ended() {
        let asked = Asked { what: What::UpTo(7), ..Asked::default() };
        let Call::Export(ExportRequest { from, to, until, written, stream, .. }) = asked.page(Some(3), Some(8), 2, 10)
        else {
            panic!("another call");
        };
        assert_eq!(
            (from, to, until, written, stream),
            (Some(ReadFrom::At(3)), Some(At::Position(7)), Some(8), 2, None)
        );
    }
}
