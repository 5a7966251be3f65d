//! The decoder: bytes of a file in, events and warnings out. It joins unpacking, recognition and cutting, and
//! knows none of their rules.

use foldback_event::EventRef;

use crate::compression::{Damage, Unpack};
use crate::text::Text;
use crate::{Detection, Format, ImportError, Options, Warning, WarningCode};

/// Takes what a [`Decoder`] finds, in the order of the file.
pub trait Sink {
    /// Where the record of the next event stands: its line, from 1, and its byte, from 0, both of the decompressed file.
    fn place(&mut self, _line: u64, _byte: u64) {}
    /// An event. What it borrows is gone after the call.
    fn event(&mut self, event: EventRef<'_>);
    /// Something that a person should know.
    fn warning(&mut self, warning: Warning);
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The layout.
    pub format: Format,
    /// Records in the file: `events` + `skipped`. A value that holds several events counts as so many.
    pub records: u64,
    /// Events handed out.
    pub events: u64,
    /// Records left out, each with a [`Warning`] whose `skipped` is set.
    pub skipped: u64,
}

/// Decodes one file. Push its bytes in order, in pieces of any size, then finish.
///
/// After an error every further call gives the same error.
pub struct Decoder {
    unpack: Unpack,
    text: Text,
    damage: Option<Damage>,
    finished: bool,
}

impl Decoder {
    /// A decoder for one file.
    pub fn new(options: Options) -> Self {
        Self::with(options, false)
    }

    /// A decoder for the first bytes of a file, cut anywhere.
    pub(crate) fn of_prefix(options: Options) -> Self {
        Self::with(options, true)
    }

    fn with(options: Options, is_prefix: bool) -> Self {
        Self { unpack: Unpack::new(), text: Text::new(options, is_prefix), damage: None, finished: false }
    }

    /// Takes the next bytes of the file, as they are in it. About 1 MiB at a time is a good size.
    ///
    /// # Errors
    /// When the file cannot be imported; events handed out before are good.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.check()?;
        let text = &mut self.text;
        let damage = self.unpack.push(bytes, &mut |piece, compression| text.push(piece, compression, sink))?;
        self.note(damage, sink);
        Ok(())
    }

    /// The file has ended.
    ///
    /// # Errors
    /// When there was nothing to import. Calling it again is an error too.
    pub fn finish(&mut self, sink: &mut dyn Sink) -> Result<Outcome, ImportError> {
        self.check()?;
        self.finished = true;
        let text = &mut self.text;
        let damage = self.unpack.finish(&mut |piece, compression| text.push(piece, compression, sink))?;
        if !self.text.is_prefix {
            self.note(damage, sink);
        }
        let result = self.text.finish(sink);
        let nothing = matches!(result, Err(ImportError::Empty | ImportError::NoEvents));
        let result = match (self.damage.take(), self.unpack.compression()) {
            (Some(Damage { byte, message }), Some(compression)) if nothing => {
                Err(ImportError::Packed { compression, byte, message: message.to_owned() })
            }
            _ => result,
        };
        self.text.fail(result)
    }

    /// Bytes of text so far, decompressed.
    pub fn decompressed(&self) -> u64 {
        self.text.length
    }

    /// What was found out about the file, once its first records have told.
    pub fn detection(&self) -> Option<&Detection> {
        self.text.records().filter(|records| records.is_settled()).map(|records| &records.detection)
    }

    fn check(&self) -> Result<(), ImportError> {
        self.text.check()?;
        if self.finished {
            return Err(ImportError::Malformed {
                line: self.text.line(),
                byte: self.text.length,
                message: "the file has ended here, and nothing may follow".to_owned(),
            });
        }
        Ok(())
    }

    fn note(&mut self, damage: Option<Damage>, sink: &mut dyn Sink) {
        let Some(damage) = damage else {
            return;
        };
        if let (true, Some(compression)) = (self.text.length > 0, self.unpack.compression()) {
            let message = format!(
                "the {} data cannot be decompressed from byte {} on: {}. What came before is kept",
                compression.as_str(),
                damage.byte,
                damage.message
            );
            sink.warning(Warning {
                code: WarningCode::Packed,
                line: self.text.line(),
                byte: damage.byte,
                message,
                skipped: false,
            });
        }
        self.damage = Some(damage);
    }
}
