//! `bench [import|log|large|time|frames] [--rounds N] [--events N] [--without WHAT]`: measures in the browser that the environment
//! names, both where none is named, and writes what it found to `FOLDBACK_BENCH_OUT`, by default `target/bench`.
//! It never serves the app or installs the contenders: `cargo xtask bench` does.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

use std::env;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use foldback_tests::bench::{
    LogBench, Options, Report, measure, measure_frames, measure_large, measure_log, measure_time, write_load,
    write_report,
};
use foldback_tests::{Doing, Failure, Outcome, Settings, workspace_root};

/// Events of a gigabyte.
const LARGE: u64 = 3_600_000;

struct Wanted {
    import: bool,
    log: bool,
    large: bool,
    time: bool,
    frames: bool,
    bench: LogBench,
}

impl Wanted {
    /// One benchmark alone.
    fn only(&mut self, which: fn(&mut Self) -> &mut bool) {
        (self.import, self.log, self.large, self.time, self.frames) = (false, false, false, false, false);
        *which(self) = true;
    }
}

fn main() -> Outcome<()> {
    let wanted = wanted(env::args().skip(1))?;
    let settings = Settings::from_env().ok_or_else(|| {
        Failure::new("FOLDBACK_URL and FOLDBACK_WEBDRIVER are not set; `cargo xtask bench` sets them")
    })?;
    let out = env::var_os("FOLDBACK_BENCH_OUT").map_or_else(|| workspace_root().join("target/bench"), PathBuf::from);
    let cores = available_parallelism().doing(|| "count the cores".to_owned())?.get();

    let mut tables = Vec::new();
    if wanted.import {
        tables.push(import(&settings, &out, &wanted.bench.options, cores)?);
    }
    if wanted.log {
        let report = measure_log(&settings, &out, &wanted.bench, cores, |progress| println!("{progress}"))?;
        report.write(&out)?;
        tables.push(report.markdown());
    }
    if wanted.large {
        let load = write_load(&out, LARGE)?;
        let found = measure_large(&settings, &load, |progress| println!("{progress}"))?;
        found.write(&out)?;
        tables.push(found.markdown());
    }
    if wanted.time {
        let report = measure_time(&settings, &out, &wanted.bench, cores, |progress| println!("{progress}"))?;
        report.write(&out)?;
        tables.push(report.markdown());
    }
    if wanted.frames {
        let events = wanted.bench.events;
        let report = measure_frames(&settings, &out, events, cores, |progress| println!("{progress}"))?;
        report.write(&out)?;
        tables.push(report.markdown());
    }
    println!("\n{}", tables.join("\n"));
    Ok(())
}

fn import(settings: &Settings, out: &Path, options: &Options, cores: usize) -> Outcome<String> {
    let loads = [write_load(out, 500_000)?, write_load(out, 100_000)?];
    for load in &loads {
        println!("{}: {} bytes, {} as gzip", load.path.display(), load.bytes, load.gzip);
    }
    let (runs, browser) = measure(settings, &loads, options, |progress| println!("{progress}"))?;
    let report = Report { loads: loads.to_vec(), runs, browser, cores };
    write_report(&report, out)?;
    Ok(report.markdown())
}

fn wanted(mut words: impl Iterator<Item = String>) -> Outcome<Wanted> {
    let options = Options { rounds: 3, without: Vec::new() };
    let bench = LogBench { options, events: 1_000_000 };
    let mut wanted = Wanted { import: true, log: true, large: false, time: true, frames: true, bench };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| Failure::new(format!("{word} needs a value")));
        match word.as_str() {
            "import" => wanted.only(|wanted| &mut wanted.import),
            "large" => wanted.only(|wanted| &mut wanted.large),
            "log" => wanted.only(|wanted| &mut wanted.log),
            "time" => wanted.only(|wanted| &mut wanted.time),
            "frames" => wanted.only(|wanted| &mut wanted.frames),
            "--rounds" => wanted.bench.options.rounds = value()?.parse().doing(|| "read --rounds".to_owned())?,
            "--events" => wanted.bench.events = value()?.parse().doing(|| "read --events".to_owned())?,
            "--without" => wanted.bench.options.without.push(value()?),
            _ => {
                return Err(Failure::new(format!(
                    "no benchmark is called {word}: there are `import`, `log`, `large`, `time` and `frames`"
                )));
            }
        }
    }
    Ok(wanted)
}
