//! The one error of these commands: a line that says what went wrong and what to do about it.
//! Never a chain of causes: the whole output of a failed tool is in a log file that the line names.

use std::fmt;

/// What a fallible step of a command returns.
pub type Outcome<T = ()> = Result<T, Failure>;

/// One line for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    /// Takes the line, without a trailing full stop or newline.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Adds what was being done to an error of the standard library.
pub trait Doing<T> {
    /// `cannot <what>: <error>`.
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T> {
        self.map_err(|error| Failure(format!("cannot {}: {error}", what())))
    }
}
