//! Finds where a form of EDN ends, in pieces of any size. It checks no more than it needs for that.

use super::tokens::{ends_word, is_space};

/// A scanner that keeps its place between pieces. It begins at the first byte of a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Boundary {
    /// Brackets that are open.
    depth: u64,
    state: State,
    /// Forms that are still to come behind a prefix such as a tag.
    wanted: u64,
    is_broken: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Before,
    Text,
    Escape,
    Comment,
    /// In a word.
    Word,
    /// Behind `\`, where any byte belongs to the character.
    Character,
    /// Behind `#`.
    Hash,
    /// In a tag, which a form follows.
    Tag,
}

impl Boundary {
    /// Whether a bracket was closed that was never opened.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Reads on; gives the offset behind the form if it ends in this piece.
    pub fn feed(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, byte) in piece.iter().enumerate() {
            if let Some(end) = self.byte(*byte, at) {
                return Some(end);
            }
        }
        None
    }

    fn byte(&mut self, byte: u8, at: usize) -> Option<usize> {
        match self.state {
            State::Text => match byte {
                b'"' => return self.form(at + 1),
                b'\\' => self.state = State::Escape,
                _ => {}
            },
            State::Escape => self.state = State::Text,
            State::Comment => {
                if byte == b'\n' {
                    self.state = State::Before;
                }
            }
            State::Character => self.state = State::Word,
            State::Word if !ends_word(byte) => {}
            State::Word => return self.form(at).or_else(|| self.before(byte, at)),
            State::Hash => return self.hash(byte, at),
            State::Tag if !ends_word(byte) => {}
            State::Before | State::Tag => return self.before(byte, at),
        }
        None
    }

    /// Behind `#`: a set, a function, a text, a discard, or the name of a tag.
    fn hash(&mut self, byte: u8, at: usize) -> Option<usize> {
        match byte {
            b'{' | b'(' | b'"' => return self.before(byte, at),
            // What is left out comes before the form that is wanted.
            b'_' => {
                self.wanted += u64::from(self.depth == 0);
                self.state = State::Before;
            }
            b'^' | b'\'' => self.state = State::Before,
            // `##Inf`
            b'#' => self.state = State::Word,
            _ if ends_word(byte) => return self.before(byte, at),
            _ => self.state = State::Tag,
        }
        None
    }

    /// Before a form, within brackets or in front of all.
    fn before(&mut self, byte: u8, at: usize) -> Option<usize> {
        self.state = State::Before;
        match byte {
            b'"' => self.state = State::Text,
            b';' => self.state = State::Comment,
            b'#' => self.state = State::Hash,
            b'\\' => self.state = State::Character,
            // The metadata of the form behind them.
            b'^' => self.wanted += u64::from(self.depth == 0),
            b'\'' | b'@' | b'`' | b'~' => {}
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' => {
                if self.depth == 0 {
                    self.is_broken = true;
                    return Some(at + 1);
                }
                self.depth -= 1;
                return self.form(at + 1);
            }
            byte if is_space(byte) => {}
            _ => self.state = State::Word,
        }
        None
    }

    /// A form has ended at `at`, which is the end of all if nothing is open and nothing follows by a prefix.
    fn form(&mut self, at: usize) -> Option<usize> {
        self.state = State::Before;
        if self.depth > 0 {
            return None;
        }
        if self.wanted > 0 {
            self.wanted -= 1;
            return None;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Vec<Option<usize>> {
        let whole = Boundary::default().feed(text.as_bytes());
        let mut parts = Boundary::default();
        let by_byte = text
            .as_bytes()
            .iter()
            .enumerate()
            .find_map(|(at, byte)| parts.feed(std::slice::from_ref(byte)).map(|end| at + end));
        vec![whole, by_byte]
    }

    #[test]
    fn forms_end_where_they_do() {
        for (form, rest) in [
            ("{:a 1}", " 2"),
            ("[1 [2 \"]\"] \\] ;]\n 3]", "x"),
            ("#uuid \"a\"", " b"),
            ("#:a{:b #{1 2}}", ""),
            ("#_ {:a 1} 2", " 3"),
            ("#_1 #_2 3", " 4"),
            ("^{:a 1} [2]", "[3]"),
            ("\"a\\\"b\"", "\"c\""),
            ("#db/id[:db.part/user -1]", "{"),
            ("#_#_ 1 2 3", " 4"),
            ("[#_ 1 2]", " 4"),
            (":a", "]"),
            ("\\[", " 1"),
            ("##Inf", " 1"),
        ] {
            assert_eq!(ends(&format!("{form}{rest}")), vec![Some(form.len()); 2], "{form}");
        }
        assert_eq!(ends("{:a [1}"), [None, None]);
        assert_eq!(ends("abc"), [None, None]);
    }
}
