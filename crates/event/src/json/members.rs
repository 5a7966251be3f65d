//! The members of one object, walked in a single pass over its bytes.

use super::scan::{Fault, Problem, Span, byte, colon, skip_space, string_or_fault, value};

/// One member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name between its quotes, escapes as written.
    pub name: Span,
    /// The value.
    pub value: Span,
}

/// Walks the members of one object without looking for what lies deeper.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    input: &'a [u8],
    at: usize,
    state: Walk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    First,
    Rest,
    Done,
}

impl<'a> Members<'a> {
    /// Begins at the `{` that stands at `at` (white space before it allowed).
    ///
    /// # Errors
    /// When no object begins there.
    pub fn new(input: &'a [u8], at: usize) -> Result<Self, Fault> {
        let at = skip_space(input, at);
        match byte(input, at)? {
            b'{' => Ok(Self { input, at: at + 1, state: Walk::First }),
            other => Err(Fault { at, problem: Problem::Unexpected(other) }),
        }
    }

    /// The next member, or `None` behind the closing brace.
    ///
    /// # Errors
    /// The first [`Fault`]; after it the walk is over.
    #[inline]
    pub fn next_member(&mut self) -> Result<Option<Member>, Fault> {
        let state = std::mem::replace(&mut self.state, Walk::Done);
        if state == Walk::Done {
            return Ok(None);
        }
        let mut at = skip_space(self.input, self.at);
        match byte(self.input, at)? {
            b'}' => {
                self.at = at + 1;
                return Ok(None);
            }
            b',' if state == Walk::Rest => at = skip_space(self.input, at + 1),
            _ if state == Walk::First => {}
            other => {
                return Err(Fault { at, problem: Problem::Unexpected(other) });
            }
        }
        let begin = at;
        let after = string_or_fault(self.input, at)?;
        let name = Span { start: begin + 1, end: after - 1 };
        at = colon(self.input, after)?;
        let value = value(self.input, at)?;
        self.at = value.end;
        self.state = Walk::Rest;
        Ok(Some(Member { name, value }))
    }

    /// The offset behind the closing brace, once `next_member` has given `None`.
    pub fn end(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_members_of_one_level() {
        let text = br#" {"a": {"b": 1}, "c\"d" : [1,2] } "#;
        let mut members = Members::new(text, 0).unwrap();
        let mut seen = Vec::new();
        while let Some(member) = members.next_member().unwrap() {
            seen.push((member.name.of(text).to_vec(), member.value.of(text).to_vec()));
        }
        assert_eq!(seen, [(b"a".to_vec(), br#"{"b": 1}"#.to_vec()), (br#"c\"d"#.to_vec(), b"[1,2]".to_vec())]);
        assert_eq!(members.end(), text.len() - 1);
        for broken in [&b"{\"a\":1 \"b\":2}"[..], b"{\"a\":1,}", b"{,\"a\":1}", b"{\"a\"", b"[]"] {
            let walk = Members::new(broken, 0).and_then(|mut members| {
                while members.next_member()?.is_some() {}
                Ok(())
            });
            assert!(walk.is_err(), "{}", String::from_utf8_lossy(broken));
        }
    }
}
