//! Cuts a log into its elements, in pieces of any size. It holds one element at most, and less of one that is too long.

use memchr::{memchr_iter, memmem};

use super::scanner::{Kind, Scanner, Token, name};
use super::{At, Encoding};
use crate::process::Log;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode, excerpt};

/// Bytes in which the end of a usual event is looked for.
const LEADING: usize = 16 * 1024;

/// What is kept in hand beside a record, so that little is moved.
const SLACK: usize = 4096;

/// Cuts text where elements end.
pub(crate) struct Cutter {
    scanner: Scanner,
    held: Vec<u8>,
    /// Where the first byte that is held stands.
    place: Place,
    /// Offset in what is held of the token that has not ended; what is before it belongs to the element.
    token: usize,
    at: At,
    element: Option<Open>,
    max_record: usize,
    encoding: Encoding,
    /// Whether something behind the end has been reported.
    left_out: bool,
    /// Where a token beside the elements began of which bytes were let go.
    lost_from: Option<Place>,
}

/// An element that has not ended.
struct Open {
    name: Vec<u8>,
    depth: u64,
    place: Place,
    /// Its bytes that were let go.
    lost: u64,
    /// A tag in it that is none.
    broken_tag: Option<String>,
}

/// The elements around, and where to report to.
struct Out<'a, 'b> {
    log: &'a mut Log,
    records: &'a mut Records,
    sink: &'a mut (dyn Sink + 'b),
}

impl Cutter {
    pub fn new(max_record: usize) -> Self {
        Self {
            scanner: Scanner::default(),
            held: Vec::new(),
            place: Place::default(),
            token: 0,
            at: At::Before,
            element: None,
            max_record,
            encoding: Encoding::default(),
            left_out: false,
            lost_from: None,
        }
    }

    /// Where the element stands that the next bytes belong to.
    pub fn place(&self) -> Place {
        self.place
    }

    pub fn push(
        &mut self,
        bytes: &[u8],
        log: &mut Log,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let mut input = std::mem::take(&mut self.held);
        input.extend_from_slice(bytes);
        let mut base = 0;
        let result = self.cut(&input, &mut base, &mut Out { log, records, sink });
        self.token -= base;
        input.drain(..base);
        self.let_go(&mut input);
        self.held = input;
        result
    }

    /// Deals with every token that is whole. `base` is the offset of what is still needed.
    fn cut(&mut self, input: &[u8], base: &mut usize, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        while let Some(token) = self.scanner.token(input.get(self.token..).unwrap_or_default()) {
            let bytes = input.get(self.token..self.token + token.length).unwrap_or_default();
            let kept = self.scanner.take_head();
            let head = if kept.is_empty() { bytes } else { kept.as_slice() };
            if self.element.is_some() && self.breaks(token.kind, head) {
                let element = input.get(*base..self.token).unwrap_or_default();
                self.pass(element, base);
                self.finish_element(element, true, out)?;
            }
            self.token += token.length;
            match &mut self.element {
                Some(open) => {
                    if token.kind == Kind::Broken && open.broken_tag.is_none() {
                        open.broken_tag = Some(excerpt::beginning(head));
                    }
                    if open.ends_with(token.kind, head) {
                        let element = input.get(*base..self.token).unwrap_or_default();
                        self.pass(element, base);
                        self.finish_element(element, false, out)?;
                    }
                }
                None => {
                    // Of a long token the first bytes may be gone.
                    let place = self.lost_from.take().unwrap_or(self.place);
                    let begins = self.outside(token, head, place, out)?;
                    if begins {
                        // Most events are whole and good: they are read at once, without a look at each tag first.
                        let whole = (token.kind == Kind::Start && place == self.place)
                            .then(|| self.leading(input.get(*base..).unwrap_or_default(), name(head), out))
                            .transpose()?
                            .flatten();
                        if let Some(length) = whole {
                            let bytes = input.get(*base..*base + length).unwrap_or_default();
                            self.pass(bytes, base);
                            self.token = *base;
                            continue;
                        }
                        let name = name(head).to_vec();
                        let lost = self.place.byte - place.byte;
                        self.element = Some(Open { name, depth: 1, place, lost, broken_tag: None });
                        if token.kind == Kind::Empty {
                            self.pass(bytes, base);
                            self.finish_element(bytes, false, out)?;
                        }
                    } else {
                        self.pass(bytes, base);
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes the event that `rest` begins with, if it lies in it whole and good; gives its length then.
    fn leading(&mut self, rest: &[u8], name: &[u8], out: &mut Out<'_, '_>) -> Result<Option<usize>, ImportError> {
        const END: &[u8] = b"</event>";
        let few = rest.get(..LEADING.min(self.max_record)).unwrap_or(rest);
        if name != b"event" || !self.at.is_record(name) {
            return Ok(None);
        }
        let Some(found) = memmem::find(few, END) else {
            return Ok(None);
        };
        let length = found + END.len();
        let bytes = rest.get(..length).unwrap_or_default();
        let taken = out.log.leading(self.at, bytes, self.place, &self.encoding, out.records, out.sink)?;
        Ok(taken.then_some(length))
    }

    /// What is passed is not needed any more.
    fn pass(&mut self, bytes: &[u8], base: &mut usize) {
        *base += bytes.len();
        self.place.byte += bytes.len() as u64;
        self.place.line += lines(bytes);
    }

    /// Whether a token says that the element around it was never closed.
    fn breaks(&self, kind: Kind, head: &[u8]) -> bool {
        match kind {
            Kind::Start | Kind::Empty | Kind::Broken => self.at.breaks_in(name(head)),
            Kind::End => self.at.breaks_out(name(head)),
            _ => false,
        }
    }

    /// A token beside the elements; gives whether an element begins with it.
    fn outside(&mut self, token: Token, head: &[u8], place: Place, out: &mut Out<'_, '_>) -> Result<bool, ImportError> {
        match token.kind {
            Kind::Comment | Kind::Doctype => {}
            Kind::Instruction => {
                if let Some(encoding) = Encoding::declared(head) {
                    self.encoding = encoding;
                }
            }
            Kind::Text | Kind::CData => {
                let text = head.strip_prefix(b"\xef\xbb\xbf").filter(|_| place.byte == 0).unwrap_or(head);
                if !text.trim_ascii().is_empty() {
                    self.garbage(text, place, out);
                }
            }
            Kind::Broken => self.garbage(head, place, out),
            Kind::Start | Kind::Empty if self.at == At::Behind => self.garbage(head, place, out),
            Kind::Start | Kind::Empty => {
                let name = name(head);
                if name == b"trace" && self.at == At::Trace {
                    self.note(place, "a trace begins inside another, which was never closed", out);
                    out.log.close(At::Trace, place, out.records, out.sink)?;
                    self.at = At::Log;
                }
                let Some(inside) = self.at.inside(name) else {
                    return Ok(true);
                };
                out.log.open(inside, out.records, out.sink)?;
                if token.kind == Kind::Empty {
                    out.log.close(inside, place, out.records, out.sink)?;
                    self.at = inside.outside();
                } else {
                    self.at = inside;
                }
            }
            Kind::End => {
                let own = name(head);
                if self.at != At::Log && own == b"log" && self.at != At::Behind && self.at != At::Before {
                    self.note(place, &format!("<{}> is never closed", self.at.name()), out);
                    out.log.close(self.at, place, out.records, out.sink)?;
                    self.at = At::Log;
                }
                if own == self.at.name().as_bytes() && !matches!(self.at, At::Before | At::Behind) {
                    out.log.close(self.at, place, out.records, out.sink)?;
                    self.at = self.at.outside();
                } else {
                    self.note(place, &format!("an end without a beginning: {}", excerpt::beginning(head)), out);
                }
            }
        }
        Ok(false)
    }

    fn note(&self, place: Place, message: &str, out: &mut Out<'_, '_>) {
        out.records.note(WarningCode::NotXml, place, message.to_owned(), out.sink);
    }

    /// What belongs to no element; behind the end only the first of it is told.
    fn garbage(&mut self, text: &[u8], place: Place, out: &mut Out<'_, '_>) {
        if self.at != At::Behind {
            let sample = excerpt::beginning(text.trim_ascii());
            let message = format!("this belongs to no element of the log: {sample}");
            out.records.left_out(WarningCode::NotXml, place, message, out.sink);
        } else if !std::mem::replace(&mut self.left_out, true) {
            let message = "more follows behind the end of the log; everything from here on was left out: put it into a \
                 file of its own";
            out.records.left_out(WarningCode::NotXml, place, message.to_owned(), out.sink);
        }
    }

    /// An element has ended, or what stands behind it says that it should have.
    fn finish_element(&mut self, bytes: &[u8], broken: bool, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        let Some(Open { name, place, lost, broken_tag, .. }) = self.element.take() else {
            return Ok(());
        };
        let is_record = self.at.is_record(&name);
        let length = bytes.len() as u64 + lost;
        if lost > 0 || length > self.max_record as u64 {
            if is_record {
                out.records.too_large(place, length, out.sink);
            } else {
                let name = String::from_utf8_lossy(&name);
                let message =
                    format!("<{}> of {length} bytes is too long and was left out", excerpt::beginning(name.as_bytes()));
                out.records.note(WarningCode::TooLarge, place, message, out.sink);
            }
            return Ok(());
        }
        if broken || broken_tag.is_some() {
            let message = match broken_tag {
                Some(tag) => format!("this is no tag, for another begins inside it: {tag}"),
                None => format!("this element is never closed: {}", excerpt::beginning(bytes)),
            };
            if is_record {
                out.records.left_out(WarningCode::NotXml, place, message, out.sink);
            } else {
                out.records.note(WarningCode::NotXml, place, message, out.sink);
            }
            return Ok(());
        }
        out.log.element(self.at, &name, bytes, place, &self.encoding, out.records, out.sink)
    }

    /// Lets go of what is too long to be kept.
    fn let_go(&mut self, input: &mut Vec<u8>) {
        if input.len() <= self.max_record + SLACK {
            return;
        }
        let token = input.get(self.token..).unwrap_or_default();
        let mut gone = std::mem::take(&mut self.token);
        // A tag of the usual length is still needed whole.
        if token.len() > SLACK {
            gone += self.scanner.let_go(token);
        }
        let passed = input.get(..gone).unwrap_or_default();
        let passed_lines = lines(passed);
        if let Some(open) = &mut self.element {
            open.lost += passed.len() as u64;
        } else {
            self.lost_from.get_or_insert(self.place);
        }
        self.place.byte += passed.len() as u64;
        self.place.line += passed_lines;
        input.drain(..gone);
    }

    /// The text has ended.
    pub fn finish(&mut self, log: &mut Log, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let held = std::mem::take(&mut self.held);
        let begun = held.get(self.token..).unwrap_or_default();
        let (name, place) = match &self.element {
            Some(open) => (open.name.clone(), open.place),
            None => (name(self.scanner.head(begun)).to_vec(), self.lost_from.unwrap_or(self.place)),
        };
        let in_tag = self.scanner.head(begun).first() == Some(&b'<') || self.element.is_some();
        if in_tag && self.at.is_record(&name) {
            if records.is_prefix {
                records.cut = true;
            } else {
                let sample = excerpt::beginning(&held);
                let message = format!("the file ends inside its last record; export it again to have it: {sample}");
                records.left_out(WarningCode::Truncated, place, message, sink);
            }
        } else if self.at != At::Behind {
            let message = "the file ends before its log is closed; what was there is kept";
            records.truncated(self.place, message.to_owned(), sink);
        } else if !begun.trim_ascii().is_empty() {
            self.garbage(begun, place, &mut Out { log, records, sink });
        }
        self.element = None;
        log.finish(place, records, sink)
    }
}

impl Open {
    /// Whether it ends with this token.
    fn ends_with(&mut self, kind: Kind, head: &[u8]) -> bool {
        match kind {
            // An event never lies in another: its end is its own, whatever was not closed inside.
            Kind::End if self.name == b"event" => return name(head) == self.name,
            Kind::Start => self.depth += 1,
            Kind::End => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
