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
    fmt, tidy, clippy, native, build, npm, wasm, e2e, fuzz (only with --long, or when named)
cargo xtask bench [import|log|large|time|frames|formats] [--rounds N] [--events N] [--without WHAT]...
    measures the built app and package in a real browser, all but `large` and `formats` where none is
    named; results go to target/bench;
    --events makes the large log of `log`, `time` and `frames` smaller than 1,000,000, for a try; WHAT is a contender of
    `import` (bare, foldback, dexie, sqlite) or a measurement of `log` (append, inside, many, rest,
    boundary, read, open, stream, condition, growth, compaction) or of `time` (recorded, merge, history,
    state, step, blame, flips, branch)
cargo xtask screenshots [NAME]...
    takes pictures of every screen, light and dark, at several sizes, into target/screenshots; NAME is how the names
    of the wanted screens begin
cargo xtask package
    builds the npm package and packs it into target/package/foldback-VERSION.tgz
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
    /// Take pictures, of all screens or of those whose names begin like this.
    Screenshots(Vec<String>),
    /// Build the npm package.
    Package,
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
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bench {
    /// One benchmark; `None` runs all.
    pub name: Option<BenchName>,
    /// How often the contenders of `import` are measured.
    pub rounds: Option<u32>,
    /// Events of the large log of `log`, `time` and `frames`.
    pub events: Option<u64>,
    /// Contenders or measurements to leave out. Which ones there are is the benchmark's business.
    pub without: Vec<String>,
}

/// A benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BenchName {
    /// Import of exported logs, against other ways to read or store them.
    Import,
    /// The log as an event store, against raw IndexedDB.
    Log,
    /// The time machine, against other ways to have a history or none.
    Time,
    /// The memory that importing a gigabyte takes, and how soon a cancelled import has gone; only when named.
    Large,
    /// What the debugger takes for its frames with a large log open.
    Frames,
    /// How fast each format is decoded beside NDJSON, without a browser; only when named.
    Formats,
}

impl BenchName {
    /// The word that names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Log => "log",
            Self::Large => "large",
            Self::Time => "time",
            Self::Frames => "frames",
            Self::Formats => "formats",
        }
    }

    fn named(word: &str) -> Result<Self, String> {
        match word {
            "import" => Ok(Self::Import),
            "log" => Ok(Self::Log),
            "time" => Ok(Self::Time),
            "large" => Ok(Self::Large),
            "frames" => Ok(Self::Frames),
            "formats" => Ok(Self::Formats),
            _ => Err(format!("no benchmark is called {word}: there are import, log, time, frames, large and formats")),
        }
    }
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
            Some("bench") => Request::Bench(Bench::default()),
            Some("screenshots") => Request::Screenshots(Vec::new()),
            Some("package") => Request::Package,
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
                bench.name = Some(name.parse_with(BenchName::named)?);
            }
            (Request::Bench(bench), Long("rounds")) => bench.rounds = Some(words.value()?.parse()?),
            (Request::Bench(bench), Long("events")) => bench.events = Some(words.value()?.parse()?),
            (Request::Bench(bench), Long("without")) => bench.without.push(words.value()?.string()?),
            (Request::Screenshots(names), Value(name)) => names.push(name.string()?),
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
    fn bench_takes_a_name_and_options() {
        let Ok(Request::Bench(bench)) = words("bench log --rounds 5 --events 10000 --without rest --without many")
        else {
            panic!("not a bench request");
        };
        assert_eq!((bench.name, bench.rounds, bench.events), (Some(BenchName::Log), Some(5), Some(10_000)));
        assert_eq!(bench.without, ["rest", "many"]);
        assert_eq!(words("bench"), Ok(Request::Bench(Bench::default())));
        assert!(words("bench speed").is_err());
        assert!(words("bench import log").is_err());
    }

    #[test]
    fn screenshots_take_names() {
        assert_eq!(words("screenshots"), Ok(Request::Screenshots(Vec::new())));
        assert_eq!(words("screenshots tab-"), Ok(Request::Screenshots(vec!["tab-".to_owned()])));
        assert!(words("screenshots --all").is_err());
    }

    #[test]
    fn no_or_an_unknown_command_is_an_error_and_help_is_not() {
        assert!(words("").is_err());
        assert!(words("fly").is_err());
        assert_eq!(words("--help"), Ok(Request::Help));
        assert_eq!(words("test --help"), Ok(Request::Help));
    }
}
