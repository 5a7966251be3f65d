//! What the environment says about where the app and the browser are. It never guesses an address.

use std::env;
use std::path::{Path, PathBuf};

/// The browsers that the tests know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium or Chrome, by `chromedriver`.
    Chromium,
    /// Firefox, by `geckodriver`.
    Firefox,
}

/// Where things are, and how much is to be tested.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `FOLDBACK_URL`: where the built app is served, without a slash at the end.
    pub url: String,
    /// `FOLDBACK_WEBDRIVER`: the address of the WebDriver server.
    pub webdriver: String,
    /// `FOLDBACK_BROWSER`: `chromium`, which is also the default, or `firefox`.
    pub browser: Browser,
    /// `FOLDBACK_CHROME` or `FOLDBACK_FIREFOX`: the browser's binary, where its driver does not find it by
    /// itself.
    pub binary: Option<PathBuf>,
    /// `FOLDBACK_APPS`: the folder of the apps that were built with the packed package and are served at `/apps/`.
    pub apps: Option<PathBuf>,
    /// `FOLDBACK_LONG`: whether the large volumes are tested too.
    pub long: bool,
}

impl Settings {
    /// `None` where the environment names no app or no WebDriver server.
    pub fn from_env() -> Option<Self> {
        let word = |name| env::var(name).ok().filter(|word| !word.is_empty());
        let (browser, binary) = match word("FOLDBACK_BROWSER").as_deref() {
            Some("firefox") => (Browser::Firefox, "FOLDBACK_FIREFOX"),
            _ => (Browser::Chromium, "FOLDBACK_CHROME"),
        };
        Some(Self {
            url: word("FOLDBACK_URL")?.trim_end_matches('/').to_owned(),
            webdriver: word("FOLDBACK_WEBDRIVER")?,
            browser,
            binary: word(binary).map(PathBuf::from),
            apps: word("FOLDBACK_APPS").map(PathBuf::from),
            long: word("FOLDBACK_LONG").is_some_and(|word| word != "0"),
        })
    }
}

/// The folder that holds the workspace's `Cargo.toml`.
pub fn workspace_root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}
