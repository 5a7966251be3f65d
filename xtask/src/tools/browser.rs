//! The browsers that tests run in: found by variable or on PATH, or else installed.
//! Never starts one.

use std::env;
use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::{apt, geckodriver, search_path};
use crate::failure::{Failure, Outcome};

/// A browser that tests can run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserName {
    /// Chromium or Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

/// A browser with the program that drives it.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Which one.
    pub name: BrowserName,
    /// The browser.
    pub program: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

impl BrowserName {
    /// As on the command line and in `FOLDBACK_BROWSER`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// Reads the value of `--browser`.
    pub fn several(word: &str) -> Outcome<Vec<Self>> {
        match word {
            "chromium" => Ok(vec![Self::Chromium]),
            "firefox" => Ok(vec![Self::Firefox]),
            "all" => Ok(vec![Self::Chromium, Self::Firefox]),
            _ => Err(Failure::new(format!("no browser is called {word}: chromium, firefox or all"))),
        }
    }

    /// Finds the browser and its driver, or installs them.
    pub fn ensure(self, cache: &Cache) -> Outcome<Browser> {
        match self {
            Self::Chromium => chromium(cache),
            Self::Firefox => firefox(cache),
        }
    }
}

fn chromium(cache: &Cache) -> Outcome<Browser> {
    let programs = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let find = || {
        Some(Browser {
            name: BrowserName::Chromium,
            program: named_by("CHROME")
                .or_else(|| on_path(&programs))
                .or_else(|| at("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"))?,
            driver: named_by("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
        })
    };
    let packages = ["chromium", "chromium-driver"];
    let or_else = || apt::not_usable("Chromium", &packages, ["CHROME", "CHROMEDRIVER"]);
    if let Some(found) = find() {
        return Ok(found);
    }
    if !apt::is_usable() {
        return Err(or_else());
    }
    let notice = Notice {
        name: "chromium",
        version: "and its driver",
        why: "runs the browser tests",
        expected: "about 1 minute",
    };
    apt::install(cache, &notice, &packages)?;
    find().ok_or_else(or_else)
}

fn firefox(cache: &Cache) -> Outcome<Browser> {
    let find = || {
        named_by("FIREFOX")
            .or_else(|| on_path(&["firefox-esr", "firefox"]))
            .or_else(|| at("/Applications/Firefox.app/Contents/MacOS/firefox"))
    };
    let packages = ["firefox-esr"];
    let or_else = || apt::not_usable("Firefox", &packages, ["FIREFOX", "GECKODRIVER"]);
    let program = match find() {
        Some(found) => found,
        None if apt::is_usable() => {
            let notice =
                Notice { name: "firefox", version: "ESR", why: "runs the browser tests", expected: "about 1 minute" };
            apt::install(cache, &notice, &packages)?;
            find().ok_or_else(or_else)?
        }
        None => return Err(or_else()),
    };
    let driver = match named_by("GECKODRIVER").or_else(|| on_path(&["geckodriver"])) {
        Some(found) => found,
        None => geckodriver::ensure(cache)?,
    };
    Ok(Browser { name: BrowserName::Firefox, program, driver })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).filter(|value| !value.is_empty())?;
    Some(PathBuf::from(named))
}

fn on_path(programs: &[&str]) -> Option<PathBuf> {
    programs.iter().find_map(|name| search_path::find(name))
}

fn at(path: &str) -> Option<PathBuf> {
    Some(PathBuf::from(path)).filter(|path| path.is_file())
}
