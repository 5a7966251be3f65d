//! `cargo xtask test`: every check of the project, step by step, with a summary.
//! Never stops at the first failure: a step that can run is run.

mod cargo_steps;
mod fuzz_steps;
pub mod in_browser;
pub mod package_steps;
pub mod step;
mod summary;

use std::time::Instant;

use crate::arguments::Test;
use crate::checkout::Checkout;
use crate::duration;
use crate::failure::{Failure, Outcome};
use crate::package;
use crate::page;
use crate::tidy;
use crate::tools::Toolbox;
use crate::tools::browser::{Browser, BrowserName};
use step::Step;
use summary::{Row, Summary};

/// Runs the wanted steps; `true` when all of them passed.
pub fn run(checkout: &Checkout, options: &Test) -> Outcome<bool> {
    let mut toolbox = Toolbox::new()?;
    let browsers = match options.browsers.as_slice() {
        [] => vec![BrowserName::Chromium],
        named => named.to_vec(),
    };
    let wanted = |step: Step| match options.only.as_slice() {
        [] => step != Step::Fuzz || options.long,
        only => only.contains(&step),
    };

    let mut summary = Summary::default();
    // A browser that cannot be had fails the steps that need it, and no other.
    let browsers: Vec<(BrowserName, Outcome<Browser>)> = if wanted(Step::Wasm) || wanted(Step::E2e) {
        browsers.into_iter().map(|name| (name, toolbox.browser(name))).collect()
    } else {
        Vec::new()
    };
    for step in Step::ALL.into_iter().filter(|&step| wanted(step)) {
        match step {
            Step::Fmt => summary.add("fmt", || cargo_steps::fmt(checkout)),
            Step::Tidy => summary.add("tidy", || tidy_step(checkout)),
            Step::Clippy => {
                summary.add("clippy", || cargo_steps::clippy(checkout));
                summary.add("clippy (wasm)", || {
                    toolbox.for_wasm_check()?;
                    cargo_steps::clippy_wasm(checkout)
                });
            }
            Step::Native => summary.add("native", || cargo_steps::native(checkout)),
            Step::Build => summary.add("build", || page::build(checkout, &mut toolbox)),
            Step::Npm => {
                summary.add("npm", || package_steps::check(checkout, &package::build(checkout, &mut toolbox)?));
                summary.add("npm apps", || package_steps::apps(checkout, &package::build(checkout, &mut toolbox)?));
            }
            Step::Wasm => {
                for (name, browser) in &browsers {
                    summary.add(&format!("wasm ({})", name.as_str()), || {
                        let browser = browser.as_ref().map_err(Failure::clone)?;
                        toolbox.for_wasm_tests(checkout)?;
                        in_browser::unit_tests(checkout, &toolbox, browser)
                    });
                }
            }
            Step::Fuzz => {
                let targets = fuzz_steps::targets(checkout)?;
                for target in targets {
                    summary.add(&format!("fuzz {target}"), || {
                        toolbox.for_fuzzing()?;
                        fuzz_steps::run(checkout, &toolbox, &target, options.long)
                    });
                }
            }
            Step::E2e => {
                for (name, browser) in &browsers {
                    let built = !summary.has_failed("build") && !summary.has_failed("npm apps");
                    summary.add(&format!("e2e ({})", name.as_str()), || {
                        let browser = browser.as_ref().map_err(Failure::clone)?;
                        if !built {
                            return Err(Failure::new("not run: what it drives was not built"));
                        }
                        let tarball = package::build(checkout, &mut toolbox)?;
                        package_steps::ensure_apps(checkout, &tarball)?;
                        in_browser::end_to_end(checkout, browser, options.long)
                    });
                }
            }
        }
    }
    print!("{summary}");
    Ok(summary.all_passed())
}

fn tidy_step(checkout: &Checkout) -> Outcome {
    if tidy::run(checkout)? { Ok(()) } else { Err(Failure::new("see its findings above")) }
}

impl Summary {
    /// Runs a step, announces it and its result, and keeps the result.
    fn add(&mut self, name: &str, step: impl FnOnce() -> Outcome) {
        println!("\n== {name}");
        let started = Instant::now();
        let result = step();
        let took = started.elapsed();
        match &result {
            Ok(()) => println!("== {name}: passed in {}", duration::in_words(took)),
            Err(failure) => println!("== {name}: FAILED after {}: {failure}", duration::in_words(took)),
        }
        self.push(Row { name: name.to_owned(), result, took });
    }
}
