//! Which paths of its input a filter reads, as far as its text tells.
//!
//! A filter is followed with the paths that its values come from. Where something is done with a value that needs to look
//! into it, the value's path is read, and what comes of it comes from nowhere any more. So whatever is not known here is
//! read as a whole: too much, never too little.

use foldback_event::Pointer;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::path::{Part, Path};

use crate::{Reads, tree};

/// What a filter reads. A text that is no filter reads everything.
pub fn reads(text: &str) -> Reads {
    let Some(term) = jaq_core::load::parse(text, |parser| parser.term()) else {
        return Reads::All;
    };
    let mut reading = Reading::default();
    reading.whole(&term, &[Pointer::root()]);
    let mut paths = reading.paths;
    paths.sort();
    paths.dedup();
    // What lies below a path that is read is read with it; it comes right behind it.
    paths.dedup_by(|path, above| path.keys().starts_with(above.keys()));
    if paths.iter().any(|path| path.keys().is_empty()) { Reads::All } else { Reads::Paths(paths) }
}

#[derive(Default)]
struct Reading {
    paths: Vec<Pointer>,
}

type Paths = Vec<Pointer>;

impl Reading {
    fn read(&mut self, paths: &[Pointer]) {
        self.paths.extend_from_slice(paths);
    }

    /// All that a term gives is looked at.
    fn whole(&mut self, term: &Term<&str>, input: &[Pointer]) {
        let given = self.given(term, input);
        self.read(&given);
    }

    /// Where the values that a term gives come from, unless it has made them.
    fn given(&mut self, term: &Term<&str>, input: &[Pointer]) -> Paths {
        match term {
            Term::Id => input.to_vec(),
            Term::Num(_) | Term::Var(_) | Term::Arr(None) => Paths::new(),
            Term::Str(None, _) if name(term).is_some() => Paths::new(),
            Term::Path(of, path) => self.path(of, path, input),
            Term::BinOp(left, operator, right) => self.operation(left, operator, right, input),
            Term::Neg(inner) | Term::Arr(Some(inner)) => {
                self.whole(inner, input);
                Paths::new()
            }
            Term::Obj(members) if members.iter().all(|(_, value)| value.is_some()) => {
                for (name, value) in members {
                    self.whole(name, input);
                    value.iter().for_each(|value| self.whole(value, input));
                }
                Paths::new()
            }
            Term::IfThenElse(branches, otherwise) => {
                let mut given = match otherwise {
                    Some(otherwise) => self.given(otherwise, input),
                    None => input.to_vec(),
                };
                for (condition, then) in branches {
                    self.whole(condition, input);
                    given.extend(self.given(then, input));
                }
                given
            }
            Term::TryCatch(body, catch) => {
                let mut given = self.given(body, input);
                // The input of `catch` is an error, not what is here.
                given.extend(catch.iter().flat_map(|catch| self.given(catch, &[])));
                given
            }
            Term::Call(name, arguments) => self.call(name, arguments, input),
            // Variables hold what was read when they were bound, so all that these can look at is their input.
            _ => {
                self.read(input);
                Paths::new()
            }
        }
    }

    fn path(&mut self, of: &Term<&str>, path: &Path<Term<&str>>, input: &[Pointer]) -> Paths {
        let mut at = self.given(of, input);
        for (part, _) in &path.0 {
            let key = if let Part::Index(index) = part { name(index).or_else(|| place(index)) } else { None };
            match (key, part) {
                (Some(key), _) => at = at.iter().map(|path| path.child(&key)).collect(),
                (None, part) => {
                    self.read(&at);
                    at.clear();
                    let terms = match part {
                        Part::Index(index) => [Some(index), None],
                        Part::Range(from, to) => [from.as_ref(), to.as_ref()],
                    };
                    terms.into_iter().flatten().for_each(|term| self.whole(term, input));
                }
            }
        }
        at
    }

    fn operation(
        &mut self,
        left: &Term<&str>,
        operator: &BinaryOp<&str>,
        right: &Term<&str>,
        input: &[Pointer],
    ) -> Paths {
        match operator {
            BinaryOp::Pipe(None) => {
                let through = self.given(left, input);
                self.given(right, &through)
            }
            BinaryOp::Pipe(Some(Pattern::Var(_))) => {
                self.whole(left, input);
                self.given(right, input)
            }
            BinaryOp::Comma => {
                let mut given = self.given(left, input);
                given.extend(self.given(right, input));
                given
            }
            BinaryOp::Alt => {
                let mut given = self.given(left, input);
                self.read(&given);
                given.extend(self.given(right, input));
                given
            }
            BinaryOp::Or | BinaryOp::And | BinaryOp::Math(_) | BinaryOp::Cmp(_) => {
                self.whole(left, input);
                self.whole(right, input);
                Paths::new()
            }
            // Patterns that take values apart, and assignments: what they give has all of their input in it.
            _ => {
                self.read(input);
                Paths::new()
            }
        }
    }

    fn call(&mut self, called: &str, arguments: &[Term<&str>], input: &[Pointer]) -> Paths {
        match (called, arguments) {
            ("empty" | "true" | "false" | "null", []) => Paths::new(),
            ("select", [condition]) => {
                self.whole(condition, input);
                input.to_vec()
            }
            ("has", [key]) => {
                match name(key).or_else(|| place(key)) {
                    Some(key) => self.paths.extend(input.iter().map(|path| path.child(&key))),
                    None => self.read(input),
                }
                Paths::new()
            }
            // Arguments see the input of the call, or what is made of it.
            _ => {
                self.read(input);
                Paths::new()
            }
        }
    }
}

/// The text of a string that stands there as it is.
pub fn name(term: &Term<&str>) -> Option<String> {
    let Term::Str(None, parts) = term else { return None };
    let mut name = String::new();
    for part in parts {
        match part {
            StrPart::Str(text) => name.push_str(text),
            StrPart::Char(c) => name.push(*c),
            StrPart::Term(_) => return None,
        }
    }
    Some(name)
}

/// The index that a number is, counted from the front.
fn place(term: &Term<&str>) -> Option<String> {
    let Term::Num(text) = term else { return None };
    tree::number(text).map(|number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match reads(text) {
            Reads::All => "all".to_owned(),
            Reads::Paths(paths) => paths.iter().map(Pointer::to_string).collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn paths_are_told_as_far_as_they_can_be() {
        for (text, expected) in [
            (".", "all"),
            (".a", "/a"),
            (".a.b > 1 and .a.c == \"x\"", "/a/b /a/c"),
            (".a, .a.b", "/a"),
            (".a | .b", "/a/b"),
            (".items[3].qty", "/items/3/qty"),
            (".items[-1].qty", "/items"),
            (".items[].qty > 1", "/items"),
            (".items | length > 2", "/items"),
            ("any(.items[]; .qty > 1)", "all"),
            (".items | any(.[]; .qty > 1)", "/items"),
            ("select(.a == 1) | .b", "/a /b"),
            ("has(\"a/b\")", "/a~1b"),
            (".a as $x | .b == $x", "/a /b"),
            (".[.key]", "all"),
            (".a[.key]", "/a /key"),
            ("if .a then .b else .c end", "/a /b /c"),
            ("if .a then .b end", "all"),
            (".a // .b", "/a /b"),
            (".a?", "/a"),
            ("try .a.b catch .c", "/a/b"),
            ("[.a, .b] | length", "/a /b"),
            ("{x: .a, \"y\": .b} | .x", "/a /b"),
            ("{a}", "all"),
            (".a |= 1", "all"),
            ("def f: .a; f", "all"),
            ("reduce .a[] as $x (0; . + $x)", "all"),
            ("\"\\(.a)\"", "all"),
            (".\"a\\u0062\"", "/ab"),
            ("-.a", "/a"),
            ("true", ""),
            ("getpath([\"a\"])", "all"),
            ("..", "all"),
            (". as {a: $x} | $x", "all"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
