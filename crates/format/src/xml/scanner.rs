//! Where the pieces of XML end: tags, text, comments and the like. It keeps its place between pieces of input, looks
//! at each byte once, and knows no element.

use memchr::{memchr, memchr2, memmem};

/// Bytes of a long token that are kept to tell what it is.
const HEAD: usize = 64;

/// One piece of XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    CData,
    Comment,
    /// `<?xml … ?>` and other instructions.
    Instruction,
    Doctype,
    Start,
    /// A start and an end in one.
    Empty,
    End,
    /// A tag that a `<` stands in: no value may hold one, so that another tag begins there.
    Broken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Its length in the bytes that are left of it.
    pub length: usize,
}

/// Finds the end of one token after the other.
#[derive(Default)]
pub(super) struct Scanner {
    kind: Option<Kind>,
    /// Bytes of the token that have been looked at.
    at: usize,
    /// The quote that a value is in, or 0.
    quote: u8,
    /// Square brackets around the place in a document type.
    brackets: usize,
    /// The first bytes of a token of which others were let go.
    head: Vec<u8>,
}

impl Scanner {
    /// The token that `rest` begins with, once it is whole. `rest` begins with the same token until then.
    pub fn token(&mut self, rest: &[u8]) -> Option<Token> {
        let kind = match self.kind {
            Some(kind) => kind,
            None => {
                let (kind, opening) = begins(rest)?;
                (self.at, self.quote, self.brackets) = (opening, 0, 0);
                self.kind = Some(kind);
                kind
            }
        };
        let (kind, length) = match kind {
            Kind::Text => (kind, self.text(rest)?),
            Kind::Comment => (kind, self.until(rest, b"-->")?),
            Kind::CData => (kind, self.until(rest, b"]]>")?),
            Kind::Instruction => (kind, self.until(rest, b"?>")?),
            Kind::Doctype => (kind, self.doctype(rest)?),
            _ => self.tag(rest, kind)?,
        };
        self.kind = None;
        Some(Token { kind, length })
    }

    /// Lets go of the bytes of an unfinished token that have been looked at; gives how many they are.
    pub fn let_go(&mut self, rest: &[u8]) -> usize {
        if self.head.is_empty() {
            self.head.extend_from_slice(rest.get(..HEAD).unwrap_or(rest));
        }
        // The last bytes may begin what ends the token.
        let gone = self.at.saturating_sub(3);
        self.at -= gone;
        gone
    }

    /// The first bytes of a token, also of one of which some were let go.
    pub fn head<'a>(&'a self, token: &'a [u8]) -> &'a [u8] {
        if self.head.is_empty() { token } else { &self.head }
    }

    /// The first bytes of a token of which some were let go, to be had once; nothing of others.
    pub fn take_head(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.head)
    }

    fn text(&mut self, rest: &[u8]) -> Option<usize> {
        let from = self.at;
        self.at = rest.len();
        memchr(b'<', rest.get(from..)?).map(|found| from + found)
    }

    fn until(&mut self, rest: &[u8], end: &[u8]) -> Option<usize> {
        let from = self.at;
        match memmem::find(rest.get(from..)?, end) {
            Some(found) => Some(from + found + end.len()),
            None => {
                self.at = from.max((rest.len() + 1).saturating_sub(end.len()));
                None
            }
        }
    }

    fn doctype(&mut self, rest: &[u8]) -> Option<usize> {
        while let Some(byte) = rest.get(self.at).copied() {
            self.at += 1;
            match byte {
                _ if byte == self.quote => self.quote = 0,
                _ if self.quote != 0 => {}
                b'"' | b'\'' => self.quote = byte,
                b'[' => self.brackets += 1,
                b']' => self.brackets = self.brackets.saturating_sub(1),
                b'>' if self.brackets == 0 => return Some(self.at),
                _ => {}
            }
        }
        None
    }

    fn tag(&mut self, rest: &[u8], kind: Kind) -> Option<(Kind, usize)> {
        loop {
            if self.quote != 0 {
                let from = self.at;
                let Some(found) = memchr2(self.quote, b'<', rest.get(from..)?) else {
                    self.at = rest.len();
                    return None;
                };
                self.at += found;
                if rest.get(self.at) == Some(&b'<') {
                    return Some((Kind::Broken, self.at));
                }
                self.at += 1;
                self.quote = 0;
            }
            match *rest.get(self.at)? {
                byte @ (b'"' | b'\'') => self.quote = byte,
                b'<' => return Some((Kind::Broken, self.at)),
                b'>' => {
                    let slash = rest.get(self.at.saturating_sub(1)) == Some(&b'/');
                    let kind = if kind == Kind::Start && slash { Kind::Empty } else { kind };
                    return Some((kind, self.at + 1));
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// What a token is by its first bytes, and how many of them say so; nothing while there are too few.
fn begins(rest: &[u8]) -> Option<(Kind, usize)> {
    const CDATA: &[u8] = b"<![CDATA[";
    match rest {
        [] | [b'<'] => None,
        [b'<', b'/', ..] => Some((Kind::End, 2)),
        [b'<', b'?', ..] => Some((Kind::Instruction, 2)),
        [b'<', b'!', b'-', b'-', ..] => Some((Kind::Comment, 4)),
        [b'<', b'!', ..] if rest.starts_with(CDATA) => Some((Kind::CData, CDATA.len())),
        [b'<', b'!'] | [b'<', b'!', b'-'] => None,
        [b'<', b'!', b'[', ..] if CDATA.starts_with(rest) => None,
        [b'<', b'!', ..] => Some((Kind::Doctype, 2)),
        [b'<', ..] => Some((Kind::Start, 1)),
        _ => Some((Kind::Text, 0)),
    }
}

/// The name of a tag without its prefix.
pub(super) fn name(tag: &[u8]) -> &[u8] {
    let tag = tag.strip_prefix(b"<").unwrap_or(tag);
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or(tag);
    let local = name.iter().rposition(|byte| *byte == b':').map_or(0, |colon| colon + 1);
    name.get(local..).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, step: usize) -> Vec<(Kind, String)> {
        let (mut scanner, mut held, mut found) = (Scanner::default(), Vec::new(), Vec::new());
        for piece in text.as_bytes().chunks(step) {
            held.extend_from_slice(piece);
            while let Some(token) = scanner.token(&held) {
                let bytes: Vec<u8> = held.drain(..token.length).collect();
                found.push((token.kind, String::from_utf8(bytes).unwrap()));
            }
        }
        found
    }

    #[test]
    fn tokens_end_where_they_should_however_they_are_cut() {
        let text = concat!(
            "\u{feff}<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"]>\">]>\n<x:log a='>'><!-- <a> -- --->",
            "<b c=\"/>\"/>text<![CDATA[<a>]]]]></b ><d e='1<f/><g\"<h></x:log>"
        );
        let expected = vec![
            (Kind::Text, "\u{feff}"),
            (Kind::Instruction, "<?xml version='1.0'?>"),
            (Kind::Doctype, "<!DOCTYPE a [<!ENTITY b \"]>\">]>"),
            (Kind::Text, "\n"),
            (Kind::Start, "<x:log a='>'>"),
            (Kind::Comment, "<!-- <a> -- --->"),
            (Kind::Empty, "<b c=\"/>\"/>"),
            (Kind::Text, "text"),
            (Kind::CData, "<![CDATA[<a>]]]]>"),
            (Kind::End, "</b >"),
            (Kind::Broken, "<d e='1"),
            (Kind::Empty, "<f/>"),
            (Kind::Broken, "<g\""),
            (Kind::Start, "<h>"),
            (Kind::End, "</x:log>"),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
        for step in [1, 2, 3, 7, text.len()] {
            assert_eq!(tokens(text, step), expected, "{step}");
        }
    }

    #[test]
    fn names_have_no_prefix() {
        for (tag, expected) in [("<a>", "a"), ("</x:a >", "a"), ("<a/>", "a"), ("<a\nb='c:d'>", "a"), ("<", "")] {
            assert_eq!(name(tag.as_bytes()), expected.as_bytes());
        }
    }
}
