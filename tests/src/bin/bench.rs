//! `bench [import] [--rounds N] [--without CONTENDER]`: measures in the browser that the environment
//! names and writes what it found to `FOLDBACK_BENCH_OUT`, by default `target/bench`. It never serves the
//! app or installs the contenders: `cargo xtask bench` does.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

use std::env;
use std::path::PathBuf;
use std::thread::available_parallelism;

use foldback_tests::bench::{Options, Report, measure, write_load, write_report};
use foldback_tests::{Doing, Failure, Outcome, Settings, workspace_root};

fn main() -> Outcome<()> {
    let options = options(env::args().skip(1))?;
    let settings = Settings::from_env().ok_or_else(|| {
        Failure::new("FOLDBACK_URL and FOLDBACK_WEBDRIVER are not set; `cargo xtask bench` sets them")
    })?;
    let out = env::var_os("FOLDBACK_BENCH_OUT").map_or_else(|| workspace_root().join("target/bench"), PathBuf::from);

    let loads = [write_load(&out, 500_000)?, write_load(&out, 100_000)?];
    for load in &loads {
        println!("{}: {} bytes, {} as gzip", load.path.display(), load.bytes, load.gzip);
    }
    let (runs, browser) = measure(&settings, &loads, &options, |progress| {
        println!("{progress}");
    })?;
    let cores = available_parallelism().doing(|| "count the cores".to_owned())?.get();
    let report = Report { loads: loads.to_vec(), runs, browser, cores };
    println!("\n{}", report.markdown());
    write_report(&report, &out)
}

fn options(mut words: impl Iterator<Item = String>) -> Outcome<Options> {
    let mut options = Options { rounds: 3, without: Vec::new() };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| Failure::new(format!("{word} needs a value")));
        match word.as_str() {
            "import" => {}
            "--rounds" => options.rounds = value()?.parse().doing(|| "read --rounds".to_owned())?,
            "--without" => options.without.push(value()?),
            _ => {
                return Err(Failure::new(format!("no benchmark is called {word}: there is `import`")));
            }
        }
    }
    Ok(options)
}
