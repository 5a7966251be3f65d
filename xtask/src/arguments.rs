//! The command line: which command is wanted, with which options.
//! Reads words only: never touches a file, a port or a process.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::test::step::Step;
use crate::tools::browser::BrowserName;

/// Shown for `--help` and after a command line that could not be read.
pub const USAGE: &str = "\
cargo xtask serve [FILE] [--open] [--port N]
    builds the app and serves it at http://127.0.0.1:8080; with FILE, opens that log in it
cargo xtask test [--long] [--browser chromium|firefox|all] [--only STEP]...
    installs what is missing and runs every check; STEP is one of
    fmt, tidy, clippy, native, build, wasm, e2e
cargo xtask bench [NAME]
    measures the built app in a real browser; results go to target/bench
cargo xtask tidy
    checks the rules that no compiler knows";

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Print the usage.
    Help,
    /// Build and serve the app.
    Serve(Serve),
    /// Run every check.
    Test(Test),
    /// Measure.
    Bench(Bench),
    /// Check the project's own rules.
    Tidy,
}

/// Options of `serve`.
#[derive(Debug, PartialEq, Eq)]
pub struct Serve {
    /// A log to open in the app.
    pub file: Option<PathBuf>,
    /// Whether to open the default browser.
    pub open: bool,
    /// 0 asks the system for a free port.
    pub port: u16,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Test {
    /// Runs the end-to-end tests with their large volumes.
    pub long: bool,
    /// Which browsers the `wasm` and `e2e` steps run in.
    pub browsers: Vec<BrowserName>,
    /// Empty means every step.
    pub only: Vec<Step>,
}

/// Options of `bench`.
#[derive(Debug, PartialEq, Eq)]
pub struct Bench {
    /// One benchmark; `None` runs all.
    pub name: Option<String>,
}

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Outcome<Request> {
    read(lexopt::Parser::from_args(words)).map_err(|error| Failure::new(error.to_string()))
}

fn read(mut words: lexopt::Parser) -> Result<Request, lexopt::Error> {
    use lexopt::prelude::*;

    let mut request = match words.next()? {
        None => return Err("no command given".into()),
        Some(Short('h') | Long("help")) => return Ok(Request::Help),
        Some(Value(word)) => match word.to_str() {
            Some("help") => return Ok(Request::Help),
            Some("serve") => Request::Serve(Serve { file: None, open: false, port: 8080 }),
            Some("test") => Request::Test(Test::default()),
            Some("bench") => Request::Bench(Bench { name: None }),
            Some("tidy") => Request::Tidy,
            _ => return Err(format!("no command is called {}", word.display()).into()),
        },
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(word) = words.next()? {
        match (&mut request, word) {
            (_, Short('h') | Long("help")) => return Ok(Request::Help),
            (Request::Serve(serve), Long("open")) => serve.open = true,
            (Request::Serve(serve), Long("port")) => serve.port = words.value()?.parse()?,
            (Request::Serve(serve), Value(file)) if serve.file.is_none() => {
                serve.file = Some(file.into());
            }
            (Request::Test(test), Long("long")) => test.long = true,
            (Request::Test(test), Long("browser")) => {
                test.browsers = words.value()?.parse_with(BrowserName::several)?;
            }
            (Request::Test(test), Long("only")) => {
                test.only.push(words.value()?.parse_with(Step::named)?);
            }
            (Request::Bench(bench), Value(name)) if bench.name.is_none() => {
                bench.name = Some(name.string()?);
            }
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Outcome<Request> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn serve_takes_a_file_a_port_and_open() {
        assert_eq!(
            words("serve log.ndjson --port 9000 --open"),
            Ok(Request::Serve(Serve { file: Some("log.ndjson".into()), open: true, port: 9000 }))
        );
        assert!(words("serve --port many").is_err());
        assert!(words("serve a b").is_err());
    }

    #[test]
    fn test_takes_browsers_and_steps() {
        let Ok(Request::Test(test)) = words("test --long --browser all --only e2e --only fmt") else {
            panic!("not a test request");
        };
        assert!(test.long);
        assert_eq!(test.browsers, [BrowserName::Chromium, BrowserName::Firefox]);
        assert_eq!(test.only, [Step::E2e, Step::Fmt]);
        assert!(words("test --only nothing").is_err());
        assert!(words("test --browser lynx").is_err());
    }

    #[test]
    fn no_or_an_unknown_command_is_an_error_and_help_is_not() {
        assert!(words("").is_err());
        assert!(words("fly").is_err());
        assert_eq!(words("--help"), Ok(Request::Help));
        assert_eq!(words("test --help"), Ok(Request::Help));
    }
}
