//! The WebDriver protocol (<https://www.w3.org/TR/webdriver2/>) as far as the tests speak it: JSON over
//! HTTP to a driver on this machine. It never waits longer than its deadline and never retries.

use std::cell::Cell;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::Agent;

use crate::failure::{Doing, Failure, Outcome};

/// No single command takes longer: a page that hangs must not hang its test.
const COMMAND: Duration = Duration::from_secs(60);

/// One session of a WebDriver server.
#[derive(Debug)]
pub(crate) struct Driver {
    agent: Agent,
    session: String,
    /// Name and version of the browser, as it gave them.
    pub(crate) browser: String,
    deadline: Cell<Instant>,
    is_over: Cell<bool>,
}

impl Driver {
    /// Starts a session with the capabilities that must match.
    pub(crate) fn start(server: &str, capabilities: &Value, patience: Duration) -> Outcome<Self> {
        let agent = Agent::new_with_config(Agent::config_builder().http_status_as_error(false).proxy(None).build());
        let mut driver = Self {
            agent,
            session: format!("{}/session", server.trim_end_matches('/')),
            browser: String::new(),
            deadline: Cell::new(Instant::now() + patience),
            is_over: Cell::new(false),
        };
        let wanted = serde_json::json!({ "capabilities": { "alwaysMatch": capabilities } });
        let started = driver.post("", &wanted).doing(|| format!("start a browser at {server}"))?;
        let id = started["sessionId"].as_str();
        let id = id.ok_or_else(|| Failure::new(format!("no session id in {started}")))?;
        driver.session = format!("{}/{id}", driver.session);
        let word = |name: &str| started["capabilities"][name].as_str().unwrap_or("unknown");
        driver.browser = format!("{} {}", word("browserName"), word("browserVersion"));
        Ok(driver)
    }

    /// Moves the deadline to `patience` from now.
    pub(crate) fn allow(&self, patience: Duration) {
        self.deadline.set(Instant::now() + patience);
    }

    pub(crate) fn get(&self, path: &str) -> Outcome<Value> {
        let sent = self.agent.get(self.url(path)).config().timeout_global(Some(self.patience()?));
        value_of(path, sent.build().call())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let sent = self.agent.post(self.url(path)).content_type("application/json");
        let sent = sent.config().timeout_global(Some(self.patience()?)).build();
        value_of(path, sent.send(body.to_string()))
    }

    /// Ends the session and with it the browser. One that was ended is not ended again.
    pub(crate) fn end(&self, limit: Duration) -> Outcome<()> {
        if self.is_over.replace(true) {
            return Ok(());
        }
        let sent = self.agent.delete(self.url("")).config().timeout_global(Some(limit));
        value_of("end of the session", sent.build().call()).map(drop)
    }

    fn url(&self, path: &str) -> String {
        let separator = if path.is_empty() { "" } else { "/" };
        format!("{}{separator}{path}", self.session)
    }

    fn patience(&self) -> Outcome<Duration> {
        let left = self.deadline.get().saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failure::new("the test's time is over"));
        }
        Ok(left.min(COMMAND))
    }
}

/// The `value` of a response, or the driver's error in its own words.
fn value_of(command: &str, answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Outcome<Value> {
    let mut response = answered.doing(|| format!("reach the driver for `{command}`"))?;
    // A screenshot of a large window outgrows the client's default limit of 10 MB.
    let body = response.body_mut().with_config().limit(100 << 20).read_to_string();
    let text = body.doing(|| format!("read the driver's answer to `{command}`"))?;
    let mut json: Value = serde_json::from_str(&text).doing(|| format!("understand {text:.200}"))?;
    let value = json["value"].take();
    match value["error"].as_str().filter(|_| !response.status().is_success()) {
        Some(error) => {
            let message = value["message"].as_str().unwrap_or_default();
            // The rest is the driver's own backtrace.
            let first = message.lines().next().unwrap_or_default();
            Err(Failure::new(format!("`{command}`: {error}: {first}")))
        }
        None => Ok(value),
    }
}
