//! One start of a browser, from a fresh profile to its end. It never shares a browser between tests,
//! so no test can see what another stored.

use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::capabilities;
use crate::driver::Driver;
use crate::failure::Outcome;
use crate::page::Page;
use crate::profile::Profile;
use crate::settings::{Browser, Settings};

/// A test that says nothing else is over after this.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the page is shown. Width and height are the page's own, without the browser's frame.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Whether the system prefers dark.
    pub dark: bool,
    /// Whether the system asks for less motion.
    pub reduced_motion: bool,
}

impl Default for Window {
    fn default() -> Self {
        Self { width: 1440, height: 900, dark: false, reduced_motion: true }
    }
}

/// A running browser with one page. It ends when it is dropped.
#[derive(Debug)]
pub struct Session {
    page: Page,
    driver: Rc<Driver>,
    // Declared last, so that it is removed when the browser has ended.
    _profile: Profile,
}

impl Session {
    /// Starts the browser that the settings name.
    pub fn start(settings: &Settings, window: Window) -> Outcome<Self> {
        let profile = Profile::new()?;
        let wanted = capabilities::of(settings, &profile, window);
        let driver = Rc::new(Driver::start(&settings.webdriver, &wanted, PATIENCE)?);
        let page = Page::new(Rc::clone(&driver), settings.clone());
        let session = Self { page, driver, _profile: profile };
        session.driver.post("timeouts", &json!({ "script": 50_000, "pageLoad": 50_000 }))?;
        session.page.fit(window.width, window.height)?;
        if window.dark && settings.browser == Browser::Chromium {
            session.page.set_dark(true)?;
        }
        Ok(session)
    }

    /// What the browser shows.
    pub fn page(&self) -> &Page {
        &self.page
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The server that started the browser ends it too, should this fail.
        let _ = self.driver.end();
    }
}
