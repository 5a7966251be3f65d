//! A page in a browser: opening it, asking it, waiting for it. What a person does with it is in
//! `hands`, what a person finds in it in `find`, what a person sees of it in `sight`.
//!
//! No wait is unbounded, and none is a fixed sleep.

mod find;
mod frames;
mod hands;
mod sight;
mod tabs;
mod trace;

use std::rc::Rc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub use find::Element;
pub use tabs::Tab;

use crate::driver::Driver;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

/// How long an element or a condition is waited for where the test says nothing else.
pub const WAIT: Duration = Duration::from_secs(20);

/// How often a wait looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// A page. Commands fail once the test's time is over, see [`Page::allow`].
#[derive(Debug)]
pub struct Page {
    driver: Rc<Driver>,
    settings: Settings,
}

impl Page {
    pub(crate) fn new(driver: Rc<Driver>, settings: Settings) -> Self {
        Self { driver, settings }
    }

    /// What the environment said.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Name and version of the browser, such as `chrome 156.0.8078.79`.
    pub fn browser(&self) -> &str {
        &self.driver.browser
    }

    /// Gives the test `patience` from now; it has two minutes from its start otherwise.
    pub fn allow(&self, patience: Duration) {
        self.driver.allow(patience);
    }

    /// Goes to a path of the app, such as `/`, or to the address of a page elsewhere.
    pub fn open(&self, path: &str) -> Outcome<()> {
        let url = if path.starts_with("http://") { path.to_owned() } else { format!("{}{path}", self.settings.url) };
        self.driver.post("url", &json!({ "url": url })).map(drop)
    }

    /// Loads the page again.
    pub fn reload(&self) -> Outcome<()> {
        self.driver.post("refresh", &json!({})).map(drop)
    }

    /// The page's address.
    pub fn url(&self) -> Outcome<String> {
        Ok(self.driver.get("url")?.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of a JavaScript function in the page and answers what it returns, a promise's value
    /// included. `arguments[0]`, ... are `args`.
    pub fn script(&self, body: &str, args: &[Value]) -> Outcome<Value> {
        self.driver.post("execute/sync", &json!({ "script": body, "args": args }))
    }

    /// Waits until the body of a JavaScript function returns something true, and answers that. `what`
    /// completes "waited for ...".
    pub fn until(&self, what: &str, limit: Duration, body: &str) -> Outcome<Value> {
        wait(what, limit, || {
            let value = self.script(body, &[])?;
            let is_true = match &value {
                Value::Null => false,
                Value::Bool(truth) => *truth,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(text) => !text.is_empty(),
                Value::Array(_) | Value::Object(_) => true,
            };
            Ok(is_true.then_some(value))
        })
    }

    /// Waits until the page shows this text somewhere.
    pub fn until_text(&self, text: &str) -> Outcome<()> {
        let body = format!("return document.body.innerText.includes({})", json!(text));
        self.until(&format!("the text {text:?}"), WAIT, &body).map(drop)
    }

    /// What the page wrote to the console as an error, or failed to load, since this was last asked.
    /// Firefox's driver tells nothing: there the list is empty.
    pub fn console_errors(&self) -> Outcome<Vec<String>> {
        if self.settings.browser == crate::Browser::Firefox {
            return Ok(Vec::new());
        }
        let entries = self.driver.post("se/log", &json!({ "type": "browser" }))?;
        let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect())
    }
}

/// Looks until there is something or `limit` is over.
pub(crate) fn wait<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        let seen = look();
        match seen {
            Ok(Some(found)) => return Ok(found),
            // A page on its way to another has no document for a moment.
            _ if start.elapsed() < limit => sleep(LOOK_AGAIN),
            Ok(None) => return Err(Failure::new(format!("waited {limit:?} for {what} in vain"))),
            Err(error) => {
                return Err(Failure::new(format!("waited {limit:?} for {what}: {error}")));
            }
        }
    }
}
