//! One start of a browser, to its end or its death. It never shares a browser between tests, so no test can see
//! what another stored.

use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::capabilities;
use crate::driver::Driver;
use crate::failure::{Failure, Outcome};
use crate::page::Page;
use crate::processes;
use crate::profile::Profile;
use crate::settings::{Browser, Settings};

/// A test that says nothing else is over after this.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long the driver may take to close a browser.
const LIVING: Duration = Duration::from_secs(60);

/// How long the driver may take to notice that its browser is dead.
const DEAD: Duration = Duration::from_secs(15);

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
    profile: Profile,
}

impl Session {
    /// Starts the browser that the settings name, over a profile of its own.
    pub fn start(settings: &Settings, window: Window) -> Outcome<Self> {
        Self::over(settings, window, Profile::new()?)
    }

    /// Starts Chromium over a profile that may hold what an earlier session stored. That session has to have
    /// ended: a browser that finds its profile in use does not start.
    pub fn start_in(settings: &Settings, window: Window, profile: &Profile) -> Outcome<Self> {
        if settings.browser == Browser::Firefox {
            return Err(Failure::new("Firefox gets its profile from its driver, fresh each time"));
        }
        Self::over(settings, window, profile.clone())
    }

    fn over(settings: &Settings, window: Window, profile: Profile) -> Outcome<Self> {
        let wanted = capabilities::of(settings, &profile, window);
        let driver = Rc::new(Driver::start(&settings.webdriver, &wanted, PATIENCE)?);
        let page = Page::new(Rc::clone(&driver), settings.clone());
        let session = Self { page, driver, profile };
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

    /// Ends Chromium by SIGKILL, all its processes at once, and answers when they are gone. What they had not
    /// handed to the system by then is lost; what they had is there for the next session over the profile.
    pub fn kill(self) -> Outcome<()> {
        let killed = processes::kill_browser(self.profile.folder());
        // What the driver says of a browser that is dead is of no interest.
        let _ = self.driver.end(DEAD);
        killed
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The server that started the browser ends it too, should this fail.
        let _ = self.driver.end(LIVING);
    }
}
