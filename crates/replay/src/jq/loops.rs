//! What in a filter could make it run for ever on one value: definitions of its own and the loops of the language.
//!
//! It is told by the names alone, so a loop that would end is told as well: too many, never too few.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::Term;
use jaq_core::path::Part;

/// Filters that may give outputs without end, whatever their input is.
const LOOPS: [&str; 6] = ["repeat", "until", "while", "range", "recurse", "input"];

/// The first such name in a filter, which is a part of its text. Nothing in what is no filter.
pub fn endless(text: &str) -> Option<&str> {
    jaq_core::load::parse(text, |parser| parser.term()).and_then(|term| within(&term))
}

fn within<'t>(term: &Term<&'t str>) -> Option<&'t str> {
    let either = |terms: &[&Term<&'t str>]| terms.iter().find_map(|term| within(term));
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Var(_) | Term::Break(_) | Term::Arr(None) => None,
        Term::Str(_, parts) => parts.iter().find_map(|part| match part {
            StrPart::Term(term) => within(term),
            _ => None,
        }),
        Term::Arr(Some(inner)) | Term::Neg(inner) | Term::Label(_, inner) => within(inner),
        Term::Obj(members) => {
            members.iter().find_map(|(name, value)| within(name).or_else(|| value.as_ref().and_then(within)))
        }
        Term::BinOp(left, _, right) => either(&[left, right]),
        Term::Fold(_, of, _, terms) => within(of).or_else(|| terms.iter().find_map(within)),
        Term::TryCatch(body, catch) => within(body).or_else(|| catch.as_ref().and_then(|catch| within(catch))),
        Term::IfThenElse(branches, otherwise) => branches
            .iter()
            .find_map(|(condition, then)| either(&[condition, then]))
            .or_else(|| otherwise.as_ref().and_then(|otherwise| within(otherwise))),
        // A definition may call itself.
        Term::Def(definitions, _) => definitions.first().map(|definition| definition.name),
        // Without arguments it goes down into its input, which ends.
        Term::Call("recurse", arguments) if arguments.is_empty() => None,
        Term::Call(name, _) if LOOPS.contains(name) => Some(name),
        Term::Call(_, arguments) => arguments.iter().find_map(within),
        Term::Path(of, path) => within(of).or_else(|| {
            path.0.iter().find_map(|(part, _)| match part {
                Part::Index(index) => within(index),
                Part::Range(from, to) => from.as_ref().and_then(within).or_else(|| to.as_ref().and_then(within)),
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_told_wherever_they_stand() {
        for (text, right) in [
            (".a > 3 and (.b | length) == 2", None),
            ("recurse | .a", None),
            (".. | .a?", None),
            ("[.a[] | select(.b)] | any", None),
            ("repeat(.)", Some("repeat")),
            ("[.a, {b: (1 | until(. > 3; . + 1))}]", Some("until")),
            ("def f: f; f", Some("f")),
            ("\"\\(last(range(9)))\"", Some("range")),
            (".a[while(true; .)]", Some("while")),
            ("if . then recurse(.) else 1 end", Some("recurse")),
            ("reduce .a[] as $x (0; last(repeat($x)))", Some("repeat")),
            ("try .a catch (-repeat(1))", Some("repeat")),
            (".repeat == \"repeat\"", None),
            ("no filter (", None),
        ] {
            assert_eq!(endless(text), right, "{text}");
        }
    }
}
