//! Where a JSON value ends, found in pieces of any size. Brackets are counted and not matched: whether the value
//! is JSON is for the strict scan of the whole record to say.

use memchr::memchr3;

/// The end of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// Bytes of the last piece that belong to the value.
    pub length: usize,
    /// A string of the value is not closed: a raw line break, which no string may hold, is followed by what
    /// looks like the next record.
    pub broken: bool,
}

/// A scanner that keeps its place between pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Boundary {
    depth: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Begin,
    /// A number or word, without brackets around it.
    Bare,
    Between,
    String,
    Escape,
    /// Inside a string, behind a raw line break with only white space since.
    LineBreak,
}

impl Boundary {
    /// A scanner that expects the first byte of a value.
    pub const fn new() -> Self {
        Self { depth: 0, state: State::Begin }
    }

    /// Reads on; gives the end of the value if it lies in `piece`.
    pub fn feed(&mut self, piece: &[u8]) -> Option<End> {
        let mut at = 0;
        while let Some(byte) = piece.get(at).copied() {
            match self.state {
                State::Begin => match byte {
                    b'{' | b'[' => {
                        self.depth = 1;
                        self.state = State::Between;
                    }
                    b'"' => self.state = State::String,
                    _ => self.state = State::Bare,
                },
                State::Bare => {
                    if matches!(byte, b',' | b'{' | b'}' | b'[' | b']' | b'"' | b'\x1e') || byte.is_ascii_whitespace() {
                        return end(at, false);
                    }
                }
                State::Between => match byte {
                    b'"' => self.state = State::String,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => {
                        self.depth -= 1;
                        if self.depth == 0 {
                            return end(at + 1, false);
                        }
                    }
                    _ => {}
                },
                State::String => {
                    at += memchr3(b'"', b'\\', b'\n', piece.get(at..)?)?;
                    match piece.get(at)? {
                        b'"' if self.depth == 0 => return end(at + 1, false),
                        b'"' => self.state = State::Between,
                        b'\\' => self.state = State::Escape,
                        _ => self.state = State::LineBreak,
                    }
                }
                State::Escape => self.state = State::String,
                State::LineBreak => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => {}
                    b'{' => return end(at, true),
                    _ => {
                        self.state = State::String;
                        continue;
                    }
                },
            }
            at += 1;
        }
        None
    }
}

#[allow(clippy::unnecessary_wraps, reason = "it is the end of a search")]
fn end(length: usize, broken: bool) -> Option<End> {
    Some(End { length, broken })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_however_the_text_is_cut() {
        for (text, length, broken) in [
            ("{} ", 2, false),
            (r#"{"a":"}\"","b":[{}]},"#, 20, false),
            (r#""x\\""y""#, 5, false),
            ("12,", 2, false),
            ("true]", 4, false),
            ("[[]]\n", 4, false),
            ("{\"a\":\"x\n  {\"b\":1}", 10, true),
            ("{\"a\":\"x\n y\"} ", 12, false),
        ] {
            assert_eq!(Boundary::new().feed(text.as_bytes()), end(length, broken), "{text}");
            let mut one = Boundary::new();
            let found = text
                .bytes()
                .enumerate()
                .find_map(|(at, byte)| one.feed(&[byte]).map(|found| (at + found.length, found.broken)));
            assert_eq!(found, Some((length, broken)), "{text}");
        }
        assert_eq!(Boundary::new().feed(b"{\"a\":[1,2"), None);
    }
}
