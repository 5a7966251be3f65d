//! jq one-liners as predicates, folds and queries, by the interpreter jaq.
//!
//! Numbers keep their digits as long as nothing is calculated with them, and whole numbers of any length also then; `-0` becomes
//! `0`. What comes of calculating with fractions, and all comparing of them, is 64-bit floating point. There are no regular
//! expressions, dates, formats (`@base64`) and logarithms, and nothing that reaches outside: they would make the engine larger.
//!
//! A filter may run for ever (`repeat(.)`). Whoever takes filters from others runs them where they can be stopped, or asks
//! [`endless`] first.

mod condition;
mod fold;
mod loops;
mod query;
mod reads;
mod value;

pub use condition::{Condition, condition};
pub use fold::JqFold;
pub use loops::endless;
pub use query::{Query, Show, query};

use std::fmt;

use foldback_event::Json;
use jaq_core::data::JustLut;
use jaq_core::load::parse::Def;
use jaq_core::load::{Arena, Error, File, Loader, span};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::Val;

use crate::{Predicate, Reads};

/// Definitions that need what is left out.
const LEFT_OUT: [&str; 29] = [
    "stderr",
    "debug",
    "halt",
    "halt_error",
    "logb",
    "significand",
    "pow10",
    "drem",
    "nexttoward",
    "scalb",
    "gamma",
    "capture_of_match",
    "test",
    "scan_",
    "scan",
    "match",
    "capture",
    "splits",
    "sub",
    "gsub",
    "todate",
    "fromdate",
    "@html",
    "@htmld",
    "@uri",
    "@urid",
    "@base64",
    "@base64d",
    "@sh",
];

fn is_left_out(definition: &Def<&str>) -> bool {
    // The other `split` takes a text apart by another.
    LEFT_OUT.contains(&definition.name) || definition.name == "split" && definition.args.len() == 2
}

/// A text that is no filter, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JqError {
    /// Byte offset of what is wrong.
    pub byte: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for JqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "jq, byte {}: {}", self.byte, self.message)
    }
}

impl std::error::Error for JqError {}

/// A compiled filter.
///
/// ```
/// use foldback_replay::jq::Jq;
/// use foldback_replay::{Predicate, Reads};
/// use foldback_event::json::parse;
///
/// let owes = Jq::new(".owes > 100 and .name != null").unwrap();
/// assert!(matches!(owes.reads(), Reads::Paths(paths) if paths.len() == 2));
/// assert_eq!(owes.holds(&parse(br#"{"owes":120,"name":"a"}"#).unwrap()), Ok(true));
/// assert_eq!(Jq::new(".owes >").unwrap_err().byte, 7);
/// ```
pub struct Jq {
    filter: Filter<JustLut<Val>>,
    text: String,
    reads: Reads,
}

impl fmt::Debug for Jq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jq").field("text", &self.text).field("reads", &self.reads).finish_non_exhaustive()
    }
}

impl Jq {
    /// Compiles a filter.
    ///
    /// # Errors
    /// What is no jq, and names that there are not.
    pub fn new(text: &str) -> Result<Self, JqError> {
        Self::with_variables(text, &[])
    }

    /// Compiles a filter in which there are variables; their names begin with `$`.
    fn with_variables(text: &str, variables: &[&str]) -> Result<Self, JqError> {
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let definitions = definitions.filter(|definition| !is_left_out(definition));
        let functions = jaq_core::funs().chain(jaq_std::base_funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let file = File { code: text, path: () };
        let modules = Loader::new(definitions).load(&arena, file).map_err(|errors| {
            let first = errors.into_iter().next().and_then(|(_, error)| explained(text, error));
            first.unwrap_or_else(|| JqError { byte: 0, message: "this is no jq filter".to_owned() })
        })?;
        let compiler = Compiler::default().with_funs(functions).with_global_vars(variables.iter().copied());
        let filter = compiler.compile(modules).map_err(|errors| {
            let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
            let (name, what) = first.map_or((text, "filter"), |(name, undefined)| (name, undefined.as_str()));
            JqError { byte: place(text, name), message: format!("there is no {what} called {name} here") }
        })?;
        Ok(Self { filter, text: text.to_owned(), reads: reads::reads(text) })
    }

    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Shows what the filter makes of a value, one by one, until `show` says that it is enough.
    pub fn run(&self, input: &Json, show: &mut dyn FnMut(Result<Json, String>) -> bool) {
        self.run_with(value::into_jq(input), [], show);
    }

    fn run_with<const N: usize>(
        &self,
        input: Val,
        variables: [Val; N],
        show: &mut dyn FnMut(Result<Json, String>) -> bool,
    ) {
        self.each(input, variables, &mut |output| show(output.and_then(|output| value::from_jq(&output))));
    }

    fn each<const N: usize>(&self, input: Val, variables: [Val; N], show: &mut dyn FnMut(Result<Val, String>) -> bool) {
        let context = Ctx::<JustLut<Val>>::new(&self.filter.lut, Vars::new(variables));
        for output in self.filter.id.run((context, input)) {
            let failed = output.is_err();
            let output = output.map_err(|exception| match exception.get_err() {
                Ok(error) => match error.into_val() {
                    Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
                    other => other.to_string(),
                },
                Err(_) => "the filter ends with what is no error".to_owned(),
            });
            // Nothing comes after an error.
            if !show(output) || failed {
                break;
            }
        }
    }
}

impl Predicate for Jq {
    fn reads(&self) -> &Reads {
        &self.reads
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        self.holds(state)
    }
}

impl Predicate for &Jq {
    fn reads(&self) -> &Reads {
        &self.reads
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        self.holds(state)
    }
}

impl Jq {
    /// Whether the first output is neither `false` nor `null`. No output is a no.
    ///
    /// # Errors
    /// Why the filter fails on this state.
    pub fn holds(&self, state: &Json) -> Result<bool, String> {
        let mut answer = Ok(false);
        self.each(value::parts(state, &self.reads), [], &mut |output| {
            answer = output.map(|output| !matches!(output, Val::Null | Val::Bool(false)));
            false
        });
        answer
    }
}

fn place(text: &str, part: &str) -> usize {
    let within = text.as_bytes().as_ptr_range();
    if within.contains(&part.as_ptr()) || within.end == part.as_ptr() { span(text, part).start } else { 0 }
}

fn explained(text: &str, error: Error<&str>) -> Option<JqError> {
    let shown = |found: &str| match found.chars().next() {
        None => "the end".to_owned(),
        Some(_) => format!("{:?}", found.chars().take(20).collect::<String>()),
    };
    let fault = |expected: &str, found: &str| JqError {
        byte: place(text, found),
        message: format!("{expected} was expected, and not {}", shown(found)),
    };
    match error {
        Error::Lex(errors) => errors.into_iter().next().map(|(expected, found)| fault(expected.as_str(), found)),
        Error::Parse(errors) => errors.into_iter().next().map(|(expected, found)| fault(expected.as_str(), found)),
        Error::Io(errors) => {
            let (path, _) = errors.into_iter().next()?;
            Some(JqError { byte: place(text, path), message: "there are no modules here".to_owned() })
        }
    }
}
