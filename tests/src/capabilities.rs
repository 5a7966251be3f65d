//! What a browser is asked to be: its flags and preferences. It never starts one.

use serde_json::{Value, json};

use crate::profile::Profile;
use crate::session::Window;
use crate::settings::{Browser, Settings};

pub(crate) fn of(settings: &Settings, profile: &Profile, window: Window) -> Value {
    match settings.browser {
        Browser::Chromium => chromium(settings, profile, window),
        Browser::Firefox => firefox(settings, window),
    }
}

fn chromium(settings: &Settings, profile: &Profile, window: Window) -> Value {
    let mut flags: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Containers give /dev/shm 64 MB, which a large import outgrows.
        "--disable-dev-shm-usage",
    ]
    .map(str::to_owned)
    .to_vec();
    flags.push(format!("--window-size={},{}", window.width, window.height));
    flags.push(format!("--user-data-dir={}", profile.folder().display()));
    if window.reduced_motion {
        flags.push("--force-prefers-reduced-motion".to_owned());
    }
    let mut options = json!({ "args": flags });
    if let Some(binary) = &settings.binary {
        options["binary"] = json!(binary);
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// Firefox gets its fresh profile from its driver.
fn firefox(settings: &Settings, window: Window) -> Value {
    let width = format!("--width={}", window.width);
    let height = format!("--height={}", window.height);
    let mut options = json!({
        "args": ["-headless", width, height],
        "prefs": {
            "ui.systemUsesDarkTheme": i32::from(window.dark),
            "ui.prefersReducedMotion": i32::from(window.reduced_motion),
        },
    });
    if let Some(binary) = &settings.binary {
        options["binary"] = json!(binary);
    }
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}
