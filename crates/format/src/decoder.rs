//! The decoder: bytes of a file in, events and warnings out. It joins unpacking, recognition and cutting, and
//! knows none of their rules.

use foldback_event::EventRef;

use crate::compression::{Damage, Member, Unpack};
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
    /// Where the bytes are an entry of a zip archive: what unpacks them, and what it has made that was not passed on yet.
    member: Option<(Member, Vec<u8>)>,
    unpack: Unpack,
    text: Text,
    /// What is wrong with the entry of an archive.
    unsound: Option<Damage>,
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
        Self {
            member: options.packed.map(|packed| (Member::new(packed), Vec::new())),
            unpack: Unpack::new(),
            text: Text::new(options, is_prefix),
            unsound: None,
            damage: None,
            finished: false,
        }
    }

    /// Takes the next bytes of the file, as they are in it. About 1 MiB at a time is a good size.
    ///
    /// # Errors
    /// When the file cannot be imported; events handed out before are good.
    pub fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.check()?;
        if self.member.is_some() {
            let mut at = 0;
            while at < bytes.len() || self.holds() {
                at += self.push_some(bytes.get(at..).unwrap_or_default(), sink)?;
            }
            return Ok(());
        }
        let text = &mut self.text;
        let damage = self.unpack.push(bytes, &mut |piece, compression| text.push(piece, compression, sink))?;
        self.note(damage, sink);
        Ok(())
    }

    /// Takes some of the next bytes, as many as make about 64 KiB of text at most, and gives how many. It may take none and still
    /// get on: all are taken when it gave their number and [`Self::holds`] nothing.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn push_some(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<usize, ImportError> {
        self.check()?;
        let mut used = 0;
        if let Some((member, made)) = &mut self.member
            && made.is_empty()
        {
            let outcome = member.push_some(bytes, &mut |piece| {
                made.extend_from_slice(piece);
                Ok::<(), ImportError>(())
            });
            let damage;
            (used, damage) = outcome?;
            self.note_entry(damage, sink);
        }
        let text = &mut self.text;
        let mut take = |piece: &[u8], gzip| text.push(piece, gzip, sink);
        let damage = match &mut self.member {
            None => {
                let damage;
                (used, damage) = self.unpack.push_some(bytes, &mut take)?;
                damage
            }
            Some((_, made)) => {
                let (taken, damage) = self.unpack.push_some(made, &mut take)?;
                made.drain(..taken);
                if damage.is_some() {
                    made.clear();
                }
                damage
            }
        };
        self.note(damage, sink);
        Ok(used)
    }

    /// Whether it has unpacked more than it has read: then [`Self::push_some`] gets on without bytes.
    pub fn holds(&self) -> bool {
        self.member.as_ref().is_some_and(|(_, made)| !made.is_empty())
    }

    /// The file has ended.
    ///
    /// # Errors
    /// When there was nothing to import. Calling it again is an error too.
    pub fn finish(&mut self, sink: &mut dyn Sink) -> Result<Outcome, ImportError> {
        self.check()?;
        while self.holds() {
            self.push_some(&[], sink)?;
        }
        self.finish_entry(sink)?;
        self.finished = true;
        let text = &mut self.text;
        let damage = self.unpack.finish(&mut |piece, compression| text.push(piece, compression, sink))?;
        if !self.text.is_prefix {
            self.note(damage, sink);
        }
        let result = self.text.finish(sink);
        let nothing = matches!(result, Err(ImportError::Empty | ImportError::NoEvents));
        let result = match (self.unsound.take(), self.damage.take(), self.unpack.compression()) {
            (Some(Damage { byte, message }), ..) if nothing => {
                let message = format!(
                    "the entry cannot be unpacked from its byte {byte} on: {message}. Download or pack it again"
                );
                Err(ImportError::Zip { message })
            }
            (_, Some(Damage { byte, message }), Some(compression)) if nothing => {
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

    /// The data of an entry have ended.
    fn finish_entry(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Some((member, _)) = &mut self.member else { return Ok(()) };
        let (unpack, text, mut inside) = (&mut self.unpack, &mut self.text, None);
        let damage = member.finish(&mut |piece| {
            let damage = unpack.push(piece, &mut |piece, gzip| text.push(piece, gzip, sink))?;
            inside = inside.take().or(damage);
            Ok(())
        })?;
        self.note(inside, sink);
        if !self.text.is_prefix {
            self.note_entry(damage, sink);
        }
        Ok(())
    }

    fn note_entry(&mut self, damage: Option<Damage>, sink: &mut dyn Sink) {
        let Some(damage) = damage else { return };
        if self.text.length > 0 || self.holds() {
            let message = format!(
                "the entry of the archive cannot be trusted from its byte {} on: {}. What came before is kept",
                damage.byte, damage.message
            );
            let (line, byte) = (self.text.line(), damage.byte);
            sink.warning(Warning { code: WarningCode::Zip, line, byte, message, skipped: false });
        }
        self.unsound = Some(damage);
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
