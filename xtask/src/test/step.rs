//! The steps of `cargo xtask test`, by name and in their order.
//! Holds none of their work.

use crate::failure::{Failure, Outcome};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The code is formatted.
    Fmt,
    /// The project's own rules.
    Tidy,
    /// The compiler's and clippy's rules, for the machine and for the browser.
    Clippy,
    /// Tests of what runs without a browser.
    Native,
    /// The app is built as it is served.
    Build,
    /// The npm package is built, packed and checked, and apps are built with it.
    Npm,
    /// Unit tests inside a browser.
    Wasm,
    /// The app in a real browser, from end to end.
    E2e,
    /// The decoders on inputs that nobody wrote; only with `--long`, or when asked for by name.
    Fuzz,
}

impl Step {
    /// Cheap checks first, so that a slip shows within seconds.
    pub const ALL: [Self; 9] =
        [Self::Fmt, Self::Tidy, Self::Clippy, Self::Native, Self::Build, Self::Npm, Self::Wasm, Self::E2e, Self::Fuzz];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Tidy => "tidy",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Build => "build",
            Self::Npm => "npm",
            Self::Wasm => "wasm",
            Self::E2e => "e2e",
            Self::Fuzz => "fuzz",
        }
    }

    /// Reads the value of `--only`.
    pub fn named(word: &str) -> Outcome<Self> {
        let found = Self::ALL.into_iter().find(|step| step.name() == word);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Failure::new(format!("no step is called {word}: {names}"))
        })
    }
}
