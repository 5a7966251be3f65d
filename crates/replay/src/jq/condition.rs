//! What a query asks of each partition before anything else, where an index can answer that.
//!
//! `.[] | select(.owes > 100) | .name` tells nothing of a partition that owes less, so only those are looked at that an index
//! names. Numbers are compared as 64-bit floating point by jq and exactly by an index: bounds are a little wider than asked for.

use std::ops::Bound;

use foldback_event::{Json, Pointer};
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::Cmp;
use jaq_core::path::{Opt, Part};

use super::reads::name;
use crate::tree;

/// A value that must lie between two, in the order in which jq sorts; nothing at the path is `null`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Where the value stands in the state of a partition.
    pub path: Pointer,
    /// Its lower bound.
    pub from: Bound<Json>,
    /// Its upper bound.
    pub to: Bound<Json>,
}

/// What must be so of a partition for a query to tell anything of it; nothing where its text does not say it plainly.
pub fn condition(query: &str) -> Option<Condition> {
    let term = jaq_core::load::parse(query, |parser| parser.term())?;
    of_query(&term)
}

fn of_query(term: &Term<&str>) -> Option<Condition> {
    let mut steps = Vec::new();
    pipe(term, &mut steps);
    match steps.as_slice() {
        // What is made of the list of all answers makes no difference to which these are.
        [Term::Arr(Some(inner)), ..] => of_query(inner),
        [Term::Path(of, path), Term::Call("select", arguments), ..] => {
            let each = matches!(path.0.as_slice(), [(Part::Range(None, None), Opt::Essential)]);
            let [asked] = arguments.as_slice() else { return None };
            if each && matches!(**of, Term::Id) { of_test(asked) } else { None }
        }
        _ => None,
    }
}

/// The steps of pipes in pipes, in their order.
fn pipe<'t, 's>(term: &'t Term<&'s str>, steps: &mut Vec<&'t Term<&'s str>>) {
    match term {
        Term::BinOp(left, BinaryOp::Pipe(None), right) => {
            pipe(left, steps);
            pipe(right, steps);
        }
        term => steps.push(term),
    }
}

fn of_test(term: &Term<&str>) -> Option<Condition> {
    let Term::BinOp(left, operator, right) = term else { return None };
    match operator {
        // The second is not asked where the first is not so; the other way round its errors would be missed.
        BinaryOp::And => of_test(left),
        BinaryOp::Cmp(operator) => match (place(left), constant(right)) {
            (Some(path), Some(value)) => bounds(path, *operator, value),
            _ => bounds(place(right)?, turned(*operator), constant(left)?),
        },
        _ => None,
    }
}

fn turned(operator: Cmp) -> Cmp {
    match operator {
        Cmp::Lt => Cmp::Gt,
        Cmp::Le => Cmp::Ge,
        Cmp::Gt => Cmp::Lt,
        Cmp::Ge => Cmp::Le,
        same => same,
    }
}

/// A path of names. Indexes are left to jq, which minds whether they are of an array or of an object.
fn place(term: &Term<&str>) -> Option<Pointer> {
    let Term::Path(of, path) = term else { return None };
    let key = |(part, optional): &(Part<Term<&str>>, Opt)| match (part, optional) {
        (Part::Index(index), Opt::Essential) => name(index).filter(|name| tree::number(name).is_none()),
        _ => None,
    };
    matches!(**of, Term::Id).then(|| path.0.iter().map(|part| key(part).map(Box::from)).collect::<Option<Pointer>>())?
}

fn constant(term: &Term<&str>) -> Option<Json> {
    Some(match term {
        Term::Num(text) => Json::Number((*text).into()),
        Term::Neg(number) => match &**number {
            Term::Num(text) => Json::Number(format!("-{text}").into()),
            _ => return None,
        },
        Term::Call("null", arguments) if arguments.is_empty() => Json::Null,
        Term::Call("true", arguments) if arguments.is_empty() => Json::Bool(true),
        Term::Call("false", arguments) if arguments.is_empty() => Json::Bool(false),
        text => Json::String(name(text)?.into()),
    })
}

fn bounds(path: Pointer, operator: Cmp, value: Json) -> Option<Condition> {
    let (low, high) = match &value {
        Json::Number(text) => {
            let number: f64 = text.parse().ok()?;
            let (low, high) = (number.next_down().next_down(), number.next_up().next_up());
            let json = |number: f64| number.is_finite().then(|| Json::Number(number.to_string().into()));
            (json(low)?, json(high)?)
        }
        _ => (value.clone(), value),
    };
    let (from, to) = match operator {
        Cmp::Eq => (Bound::Included(low), Bound::Included(high)),
        Cmp::Lt | Cmp::Le => (Bound::Unbounded, Bound::Included(high)),
        Cmp::Gt | Cmp::Ge => (Bound::Included(low), Bound::Unbounded),
        Cmp::Ne => return None,
    };
    Some(Condition { path, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> Option<String> {
        let bound = |bound: &Bound<Json>| match bound {
            Bound::Included(Json::Number(text)) => format!("{}", text.parse::<f64>().unwrap() as f32),
            Bound::Included(value) => value.to_string(),
            Bound::Excluded(_) => "excluded".to_owned(),
            Bound::Unbounded => String::new(),
        };
        condition(query).map(|found| format!("{} {}..{}", found.path, bound(&found.from), bound(&found.to)))
    }

    #[test]
    fn what_is_plainly_asked_of_each_partition_is_told() {
        for (query, expected) in [
            (".[] | select(.owes > 100)", Some("/owes 100..")),
            (".[] | select(.owes > 100) | .name", Some("/owes 100..")),
            (".[]|select(.a.b <= -1.5) | select(.c == 1) | .d", Some("/a/b ..-1.5")),
            (".[] | select(7 > .a)", Some("/a ..7")),
            (".[] | select(.\"a b\" == \"x\")", Some("/a b \"x\"..\"x\"")),
            (".[] | select(.paid == true and .total > 3)", Some("/paid true..true")),
            (".[] | select(.a == null)", Some("/a null..null")),
            ("[.[] | select(.a == 1)] | length", Some("/a 1..1")),
            ("[.[] | select(.a == 1) | .b]", Some("/a 1..1")),
            (".[] | select(.a != 1)", None),
            (".[] | select(.a == 1 or .b == 1)", None),
            (".[] | select(.a == .b)", None),
            (".[] | select(.a? == 1)", None),
            (".[] | select(.a[0] == 1)", None),
            (".[] | select(.\"0\" == 1)", None),
            (".[]? | select(.a == 1)", None),
            (".x | select(.a == 1)", None),
            ("select(.a == 1)", None),
            (".[] as $x | select($x.a == 1)", None),
            ("[.[] | select(.a == 1)] + [1]", None),
            ("([.[] | select(.a == 1)] | length), length", None),
            ("def select(f): .; .[] | select(.a == 1)", None),
            (".[] | select(.a == 1e999)", None),
        ] {
            assert_eq!(shown(query).as_deref(), expected, "{query}");
        }
    }
}
