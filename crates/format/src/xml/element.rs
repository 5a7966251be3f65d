//! One whole element, piece by piece. It holds no more than the names of the elements that are open.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::WarningCode;

/// What is wrong in an element, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub at: usize,
    pub code: WarningCode,
    pub message: String,
}

/// A piece of it.
pub(crate) enum Piece<'a> {
    Open(Tag<'a>),
    Close,
    /// Text that is not blank.
    Text(Cow<'a, str>),
}

/// A start tag.
pub(crate) struct Tag<'a> {
    /// What stands between its brackets: names and values are borrowed from the text, for longer than the tag is there.
    inside: &'a str,
    name_length: usize,
    at: usize,
}

impl<'a> Tag<'a> {
    fn new(text: &'a str, start: &BytesStart<'_>, at: usize) -> Self {
        let inside = text.get(at + 1..).and_then(|behind| behind.get(..start.len()));
        Self { inside: inside.unwrap_or_default(), name_length: start.name().0.len(), at }
    }

    /// Its name without a prefix.
    pub fn name(&self) -> &'a str {
        local(self.inside.get(..self.name_length).unwrap_or_default())
    }

    /// Its attributes, their names without the declarations of prefixes.
    pub fn attributes(&self) -> Pairs<'a> {
        let mut attributes = Attributes::new(self.inside, self.name_length);
        // Equal names are found among few by whoever reads them, without a table for each tag.
        attributes.with_checks(false);
        Pairs { attributes, at: self.at }
    }
}

/// The attributes of a tag.
pub(crate) struct Pairs<'a> {
    attributes: Attributes<'a>,
    at: usize,
}

impl<'a> Pairs<'a> {
    /// The next name and value.
    pub fn next_pair(&mut self) -> Result<Option<(&'a str, Cow<'a, str>)>, Fault> {
        let fault = |message| Fault { at: self.at, code: WarningCode::NotXml, message };
        loop {
            let Some(attribute) = self.attributes.next() else {
                return Ok(None);
            };
            let attribute = attribute.map_err(|error| fault(error.to_string()))?;
            let name = attribute.key.0;
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            // Most values have nothing to be resolved in them.
            let bytes = attribute.value.bytes();
            let plain = !bytes.fold(false, |found, byte| found | (byte == b'&') | (byte == b'<') | (byte < b' '));
            if !plain && attribute.value.contains('<') {
                return Err(fault("a < stands in a tag".to_owned()));
            }
            let value = if plain {
                attribute.value
            } else {
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| fault(error.to_string()))?
            };
            return Ok(Some((name, value)));
        }
    }
}

fn local(name: &str) -> &str {
    // Names are short: a plain look at each byte beats a search that must first be set up.
    let from = name.bytes().rposition(|byte| byte == b':').map_or(0, |colon| colon + 1);
    name.get(from..).unwrap_or(name)
}

/// Reads an element.
pub(crate) struct Element<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// An empty element was opened, which is to be closed next.
    empty: bool,
}

impl<'a> Element<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, reader: Reader::from_str(text), depth: 0, empty: false }
    }

    /// Offset of what comes next.
    pub fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// A fault at the place where the reader is.
    pub fn fault(&self, message: &str) -> Fault {
        Fault { at: self.at(), code: WarningCode::NotXml, message: message.to_owned() }
    }

    /// The next piece; nothing behind the element's end.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'a>>, Fault> {
        if std::mem::take(&mut self.empty) {
            self.depth -= 1;
            return Ok(Some(Piece::Close));
        }
        loop {
            let at = self.at();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(at);
                    return Err(Fault { at, code: WarningCode::NotXml, message: error.to_string() });
                }
            };
            let text = match event {
                Event::Start(start) | Event::Empty(start) if start.name().0.bytes().any(|byte| byte == b'<') => {
                    return Err(Fault { at, code: WarningCode::NotXml, message: "a < stands in a tag".to_owned() });
                }
                Event::Start(start) => {
                    self.depth += 1;
                    return Ok(Some(Piece::Open(Tag::new(self.text, &start, at))));
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    self.empty = true;
                    return Ok(Some(Piece::Open(Tag::new(self.text, &start, at))));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Piece::Close));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.fault("an element is never closed"));
                }
                Event::Eof => return Ok(None),
                Event::Text(text) => text.into_inner(),
                Event::CData(text) => text.into_inner(),
                Event::GeneralRef(name) => Cow::Owned(resolve(&name.into_inner()).ok_or_else(|| Fault {
                    at,
                    code: WarningCode::NotXml,
                    message:
                        "an entity that XML does not know; entities of a document type are not resolved".to_owned(),
                })?),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => continue,
            };
            // Lines between elements are no text; an entity, or blanks beside other text, are.
            let is_between = text.as_bytes().first().is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
                && text.bytes().all(|byte| byte.is_ascii_whitespace());
            if !text.is_empty() && !is_between {
                return Ok(Some(Piece::Text(text)));
            }
        }
    }
}

/// The character that `&name;` stands for.
fn resolve(name: &str) -> Option<String> {
    let reference = format!("&{name};");
    quick_xml::escape::unescape(&reference).ok().map(Cow::into_owned)
}
