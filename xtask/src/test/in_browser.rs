//! The steps that need a browser: unit tests compiled to WebAssembly, and the app from end to end.
//! Never uses a browser profile of the person's own, and ends the drivers it starts.

use std::process::Command;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::driver::{self, Driver};
use crate::failure::Outcome;
use crate::members::{self, END_TO_END};
use crate::node_modules;
use crate::server::{self, Server, route::Site};
use crate::tools::Toolbox;
use crate::tools::browser::{Browser, BrowserName};

const UNIT_LIMIT: Duration = Duration::from_secs(20 * 60);
const END_TO_END_LIMIT: Duration = Duration::from_secs(30 * 60);
const LONG_LIMIT: Duration = Duration::from_secs(3 * 60 * 60);

/// Seconds that one package's tests may take in the browser.
const UNIT_SECONDS: &str = "300";

/// Packages with unit tests that run inside a browser; the app's are end to end.
const UNIT_TESTED: [&str; 2] = ["foldback-idb", "foldback-wasm"];

/// Runs the unit tests of what only works in a browser.
pub fn unit_tests(checkout: &Checkout, toolbox: &Toolbox, browser: &Browser) -> Outcome {
    let capabilities = driver::write_capabilities(checkout, browser)?;
    let mut cargo = toolbox.command("cargo");
    // `--tests` leaves out documentation examples: the runner cannot give them a page.
    cargo.args(["test", "--tests", "--target", "wasm32-unknown-unknown"]);
    for name in members::names(checkout)? {
        if UNIT_TESTED.contains(&name.as_str()) {
            cargo.args(["--package", &name]);
        }
    }
    let (own, other) = match browser.name {
        BrowserName::Chromium => ("CHROMEDRIVER", "GECKODRIVER"),
        BrowserName::Firefox => ("GECKODRIVER", "CHROMEDRIVER"),
    };
    // The runner takes the first driver that any variable names.
    cargo
        .env(own, &browser.driver)
        .env_remove(other)
        .env_remove("CHROMEDRIVER_REMOTE")
        .env_remove("GECKODRIVER_REMOTE")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", UNIT_SECONDS)
        .current_dir(checkout.root());
    child::run(&mut cargo, UNIT_LIMIT)
}

/// Serves the built app and runs the end-to-end tests against it.
pub fn end_to_end(checkout: &Checkout, browser: &Browser, long: bool) -> Outcome {
    node_modules::ensure(checkout, &checkout.axe(), "axe-core, which looks at every screen")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--package", END_TO_END]);
    if long {
        cargo.env("FOLDBACK_LONG", "1");
    } else {
        cargo.env_remove("FOLDBACK_LONG");
    }
    // Which screens are looked at is chosen for pictures alone.
    cargo.env("FOLDBACK_APPS", checkout.apps()).env_remove("FOLDBACK_SCREENS");
    // One at a time: each test has the browser, and the machine, to itself.
    cargo.args(["--", "--test-threads=1"]);
    let site = Site {
        app: checkout.dist(),
        bench: Some(checkout.root().join("tests")),
        package: Some(checkout.npm_dist()),
        apps: Some(checkout.apps()),
        offered: None,
    };
    let limit = if long { LONG_LIMIT } else { END_TO_END_LIMIT };
    with_browser(checkout, browser, site, &mut cargo, limit)
}

/// Runs a command that is told where the site, the driver and the browser are.
pub fn with_browser(
    checkout: &Checkout,
    browser: &Browser,
    site: Site,
    command: &mut Command,
    limit: Duration,
) -> Outcome {
    let server = Server::start(server::take_port(0)?, site)?;
    let driver = Driver::start(checkout, browser)?;
    let program_variable = match browser.name {
        BrowserName::Chromium => "FOLDBACK_CHROME",
        BrowserName::Firefox => "FOLDBACK_FIREFOX",
    };
    command
        .env("FOLDBACK_URL", server.url())
        .env("FOLDBACK_WEBDRIVER", driver.url())
        .env("FOLDBACK_BROWSER", browser.name.as_str())
        .env(program_variable, &browser.program)
        .current_dir(checkout.root());
    child::run(command, limit)
}
