//! Why a test could not go on, in one sentence for a person. It never hides its cause.

use std::error::Error;
use std::fmt;

/// An error with what was being done when it came up.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(String);

/// What nearly everything in this crate answers.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure that nothing else caused.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A test that returns a failure is shown with `Debug`: the sentence alone reads best.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Failure {}

/// Adds to an error what was being done.
pub trait Doing<T> {
    /// `could not <what>: <error>`.
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T> {
        self.map_err(|error| Failure(format!("could not {}: {error}", what())))
    }
}
