//! Records that are left out and things worth knowing, as warnings with line and byte.

use foldback_event::json::{Fault, Problem, scan};
use memchr::memchr_iter;

use super::{Place, Records};
use crate::{Sink, Warning, WarningCode, excerpt};

impl Records {
    /// A record that has been counted is no object of JSON.
    pub(super) fn fault(&self, bytes: &[u8], place: Place, mut fault: Fault, ends_file: bool, sink: &mut dyn Sink) {
        if bytes.first() != Some(&b'{') {
            match scan::value(bytes, 0) {
                Ok(span) if scan::skip_space(bytes, span.end) == bytes.len() => {
                    let sample = excerpt::beginning(bytes);
                    let message = format!("not an object and so no event: {sample}");
                    warn(WarningCode::NotAnObject, place, message, true, sink);
                    return;
                }
                Ok(_) => {}
                Err(other) => fault = other,
            }
        }
        let cut = ends_file && fault.problem == Problem::End;
        if !cut && std::str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() <= fault.at) {
            self.no_utf8(bytes, place, sink);
            return;
        }
        let at = behind(bytes, fault.at, place);
        let (code, message) = match fault.problem {
            Problem::End if cut => {
                let sample = excerpt::beginning(bytes);
                let message = "the file ends inside its last record; export it again to have it";
                (WarningCode::Truncated, format!("{message}: {sample}"))
            }
            Problem::Depth => (WarningCode::TooDeep, fault.problem.to_string()),
            problem => {
                let sample = excerpt::around(bytes, fault.at);
                let message = format!("{problem}. Near: {sample}");
                (WarningCode::NotJson, message)
            }
        };
        warn(code, at, message, true, sink);
    }

    /// A record that has been counted is no UTF-8.
    pub(super) fn no_utf8(&self, bytes: &[u8], place: Place, sink: &mut dyn Sink) {
        let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let sample = excerpt::around(bytes, at);
        let message = format!("these bytes are no UTF-8. Save the file as UTF-8 to have it. Near: {sample}");
        warn(WarningCode::Utf8, behind(bytes, at, place), message, true, sink);
    }

    /// A row of a table is no UTF-8.
    pub fn no_utf8_row(&mut self, bytes: &[u8], place: Place, sink: &mut dyn Sink) {
        self.records += 1;
        self.no_utf8(bytes, place, sink);
    }

    /// A record of `length` bytes was not kept.
    pub fn too_large(&mut self, place: Place, length: u64, sink: &mut dyn Sink) {
        let message = format!("a record of {length} bytes; up to {} are read", self.max_record());
        self.left_out(WarningCode::TooLarge, place, message, sink);
    }

    /// Bytes between records belong to none.
    pub fn garbage(&mut self, sample: &[u8], place: Place, sink: &mut dyn Sink) {
        let sample = excerpt::beginning(sample.trim_ascii_end());
        let message = format!("this belongs to no record: {sample}");
        self.left_out(WarningCode::NotJson, place, message, sink);
    }

    /// Something that counts as a record was not read.
    pub fn left_out(&mut self, code: WarningCode, place: Place, message: String, sink: &mut dyn Sink) {
        self.records += 1;
        warn(code, place, message, true, sink);
    }

    /// The file ends too early, though inside no record.
    pub fn truncated(&self, place: Place, message: String, sink: &mut dyn Sink) {
        if !self.is_prefix {
            warn(WarningCode::Truncated, place, message, false, sink);
        }
    }

    /// Something worth knowing that cost no record.
    pub fn note(&self, code: WarningCode, place: Place, message: String, sink: &mut dyn Sink) {
        warn(code, place, message, false, sink);
    }
}

/// A record of Foldback's own form that cannot be read as such.
pub(super) fn native_fault(message: String, place: Place, sink: &mut dyn Sink) {
    warn(WarningCode::Native, place, message, true, sink);
}

/// The place of byte `at` of a record that begins at `place`.
fn behind(bytes: &[u8], at: usize, place: Place) -> Place {
    let passed = bytes.get(..at).unwrap_or(bytes);
    Place { byte: place.byte + passed.len() as u64, line: place.line + memchr_iter(b'\n', passed).count() as u64 }
}

fn warn(code: WarningCode, place: Place, message: String, skipped: bool, sink: &mut dyn Sink) {
    sink.warning(Warning { code, line: place.line, byte: place.byte, message, skipped });
}
