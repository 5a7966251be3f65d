//! One form of EDN as JSON. Keywords keep their colon, but as names of members; numbers keep their digits; what JSON has no
//! word for becomes its text, and a tag of no known meaning an object with the tag as its only name.

use std::borrow::Cow;

use foldback_event::json::{MAX_DEPTH, write_string};

use super::literals;
use super::tokens::{skip_space, word_end};

/// What is wrong with a form, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub what: &'static str,
    pub kind: Kind,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    NotEdn,
    TooDeep,
    /// Its JSON is too long, as where a long namespace stands before many names.
    TooLarge,
}

/// Bytes that the first form of a file may have as JSON.
const LARGEST_FIRST: usize = 4 << 20;

/// Whether a text is a form.
pub(super) fn is_form(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| matches!(convert(text, LARGEST_FIRST, &mut String::new()), Ok(true)))
}

/// Writes the form that `text` is, in up to about `most` bytes; gives whether there is one besides what is left out by `#_`.
///
/// # Errors
/// The first [`Fault`].
pub(super) fn convert(text: &str, most: usize, out: &mut String) -> Result<bool, Fault> {
    let mut writer = Writer { text, bytes: text.as_bytes(), at: 0, depth: 0, most };
    writer.space(out)?;
    if writer.peek().is_none() {
        return Ok(false);
    }
    writer.form(out, None)?;
    writer.space(out)?;
    match writer.peek() {
        None => Ok(true),
        Some(_) => Err(writer.fault("something follows the form")),
    }
}

struct Writer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    most: usize,
}

impl<'a> Writer<'a> {
    fn fault(&self, what: &'static str) -> Fault {
        Fault { at: self.at, what, kind: Kind::NotEdn }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Steps over white space, comments, what `#_` leaves out, and metadata, which say nothing of the value.
    fn space(&mut self, out: &mut String) -> Result<(), Fault> {
        loop {
            self.at = skip_space(self.bytes, self.at);
            let skip = if self.rest().starts_with("#_") || self.rest().starts_with("#^") {
                2
            } else if self.peek() == Some(b'^') {
                1
            } else {
                return Ok(());
            };
            self.at += skip;
            let length = out.len();
            self.deeper()?;
            self.space(out)?;
            self.form(out, None)?;
            self.depth -= 1;
            out.truncate(length);
        }
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            Err(Fault { kind: Kind::TooDeep, ..self.fault("it is nested too deep") })
        } else {
            Ok(())
        }
    }

    /// The form at the place; `space` is the namespace of names in a map.
    fn form(&mut self, out: &mut String, space: Option<&str>) -> Result<(), Fault> {
        if out.len() > self.most {
            return Err(Fault { kind: Kind::TooLarge, ..self.fault("its JSON is too long") });
        }
        match self.peek() {
            None => Err(self.fault("a form is missing")),
            Some(b'{') => self.map(out, space),
            Some(b'[') => self.list(b']', out),
            Some(b'(') => self.list(b')', out),
            Some(b'"') => {
                let text = self.string()?;
                write_string(&text, out);
                Ok(())
            }
            Some(b'#') => self.tagged(out),
            Some(b'\\') => {
                let character = self.character()?;
                write_string(&character, out);
                Ok(())
            }
            Some(b'\'' | b'@' | b'`' | b'~') => {
                self.at += 1;
                self.deeper()?;
                self.form(out, None)?;
                self.depth -= 1;
                Ok(())
            }
            Some(_) => self.word(out),
        }
    }

    fn word(&mut self, out: &mut String) -> Result<(), Fault> {
        let end = word_end(self.bytes, self.at);
        let word = self
            .text
            .get(self.at..end)
            .filter(|word| !word.is_empty())
            .ok_or_else(|| self.fault("a bracket is closed that is not open"))?;
        self.at = end;
        match word {
            "nil" => out.push_str("null"),
            "true" | "false" => out.push_str(word),
            _ => match literals::number(word) {
                Some(number) => out.push_str(number),
                None => write_string(word, out),
            },
        }
        Ok(())
    }

    fn list(&mut self, close: u8, out: &mut String) -> Result<(), Fault> {
        self.deeper()?;
        self.at += 1;
        out.push('[');
        let mut is_first = true;
        loop {
            self.space(out)?;
            if self.peek() == Some(close) {
                break;
            }
            if !std::mem::take(&mut is_first) {
                out.push(',');
            }
            self.form(out, None)?;
        }
        self.at += 1;
        self.depth -= 1;
        out.push(']');
        Ok(())
    }

    fn map(&mut self, out: &mut String, space: Option<&str>) -> Result<(), Fault> {
        self.deeper()?;
        self.at += 1;
        out.push('{');
        let mut is_first = true;
        loop {
            self.space(out)?;
            if self.peek() == Some(b'}') {
                break;
            }
            if !std::mem::take(&mut is_first) {
                out.push(',');
            }
            self.name(out, space)?;
            out.push(':');
            self.space(out)?;
            if self.peek() == Some(b'}') {
                return Err(self.fault("a map has a name without a value"));
            }
            self.form(out, None)?;
        }
        self.at += 1;
        self.depth -= 1;
        out.push('}');
        Ok(())
    }

    /// A name of a map. One that is no word is written as it stands: JSON in a text in a text would grow without bound.
    fn name(&mut self, out: &mut String, space: Option<&str>) -> Result<(), Fault> {
        match self.peek() {
            Some(b':') => {
                let end = word_end(self.bytes, self.at);
                let word = self.text.get(self.at + 1..end).unwrap_or_default();
                self.at = end;
                // `:_/a` in such a map has no namespace.
                let name = match (space, word.strip_prefix("_/")) {
                    (Some(_), Some(bare)) => Cow::Borrowed(bare),
                    (Some(space), None) if !word.contains('/') => Cow::Owned(format!("{space}/{word}")),
                    _ => Cow::Borrowed(word),
                };
                write_string(&name, out);
            }
            Some(b'"') => {
                let text = self.string()?;
                write_string(&text, out);
            }
            _ => {
                let begin = self.at;
                let mut name = String::new();
                self.form(&mut name, None)?;
                if name.starts_with('"') {
                    out.push_str(&name);
                } else {
                    write_string(self.text.get(begin..self.at).unwrap_or_default(), out);
                }
            }
        }
        Ok(())
    }

    /// What begins with `#`.
    fn tagged(&mut self, out: &mut String) -> Result<(), Fault> {
        self.at += 1;
        match self.peek() {
            Some(b'{') => return self.list(b'}', out),
            Some(b'(') => return self.list(b')', out),
            Some(b'"') => {
                let text = self.string()?;
                write_string(&text, out);
                return Ok(());
            }
            Some(b'\'') => {
                self.at += 1;
                return self.form(out, None);
            }
            _ => {}
        }
        let end = word_end(self.bytes, self.at);
        let tag = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        if tag.starts_with('#') {
            write_string(tag.trim_start_matches('#'), out);
            return Ok(());
        }
        let begin = skip_space(self.bytes, end);
        self.space(out)?;
        if let Some(space) = tag.strip_prefix(':') {
            return match self.peek() {
                Some(b'{') => self.map(out, Some(space.trim_start_matches(':'))),
                _ => Err(self.fault("a map has to follow the namespace")),
            };
        }
        self.deeper()?;
        match tag {
            "inst" | "uuid" | "datom" | "bigdec" | "bigint" => self.form(out, None)?,
            // An id within a transaction: its text names it.
            "db/id" => {
                self.form(&mut String::new(), None)?;
                write_string(&format!("#db/id{}", self.text.get(begin..self.at).unwrap_or_default()), out);
            }
            _ => {
                out.push('{');
                write_string(&format!("#{tag}"), out);
                out.push(':');
                self.form(out, None)?;
                out.push('}');
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The text of a string; its quote is at the place.
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let begin = self.at + 1;
        let mut end = begin;
        let mut has_escapes = false;
        loop {
            match self.bytes.get(end) {
                None => return Err(self.fault("a text does not end")),
                Some(b'"') => break,
                Some(b'\\') => {
                    has_escapes = true;
                    end += 2;
                }
                Some(_) => end += 1,
            }
        }
        let inside = self.text.get(begin..end).unwrap_or_default();
        self.at = end + 1;
        Ok(if has_escapes { Cow::Owned(literals::unescape(inside)) } else { Cow::Borrowed(inside) })
    }

    /// `\a`, `\newline`, `\u00e9`.
    fn character(&mut self) -> Result<Cow<'a, str>, Fault> {
        let first = self
            .text
            .get(self.at + 1..)
            .and_then(|rest| rest.chars().next())
            .ok_or_else(|| self.fault("a character is missing"))?;
        let end = word_end(self.bytes, self.at + 1 + first.len_utf8());
        let word = self.text.get(self.at + 1..end).unwrap_or_default();
        self.at = end;
        Ok(literals::character(word))
    }
}

#[cfg(test)]
mod tests;
