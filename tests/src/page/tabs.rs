//! Several tabs and windows of one browser: they share its storage, as a person's tabs do, and work at the same
//! time. It never opens a second browser.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{LOOK_AGAIN, Page};
use crate::failure::{Failure, Outcome};

/// How far ahead scripts are set off: all of them have to be in place by then.
const RUN_UP: Duration = Duration::from_millis(400);

/// Around the body of an asynchronous function: sets it off at a time and notes in the page how it ended.
/// `arguments[0]` is the time, the others are the function's.
const SET_OFF: [&str; 2] = [
    "
const [at, ...given] = arguments;
const run = (window.__run = { done: false });
const body = async function () {
",
    "
};
void (async () => {
  await new Promise((resolve) => setTimeout(resolve, at - Date.now()));
  try {
    run.value = (await body(...given)) ?? null;
  } catch (error) {
    run.error = [error?.code, error?.message ?? error].filter(Boolean).join(': ');
  }
  run.done = true;
})();
",
];

/// A tab of the browser. [`Page`] acts on one of them at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(String);

impl Page {
    /// The tab that the page acts on.
    pub fn tab(&self) -> Outcome<Tab> {
        Ok(Tab(self.driver.get("window")?.as_str().unwrap_or_default().to_owned()))
    }

    /// Opens an empty tab and acts on it from now on.
    pub fn new_tab(&self) -> Outcome<Tab> {
        self.opened("tab")
    }

    /// Opens an empty window and acts on it from now on. A window is not hidden by another one's tab, so its
    /// timers keep their time.
    pub fn new_window(&self) -> Outcome<Tab> {
        self.opened("window")
    }

    /// Acts on another tab from now on.
    pub fn switch_to(&self, tab: &Tab) -> Outcome<()> {
        self.driver.post("window", &json!({ "handle": tab.0 })).map(drop)
    }

    /// The same page in `count` windows: this one, and others that are opened. Acts on this one.
    pub fn in_windows(&self, count: usize, path: &str) -> Outcome<Vec<Tab>> {
        let first = self.tab()?;
        let mut tabs = vec![first.clone()];
        self.open(path)?;
        while tabs.len() < count {
            tabs.push(self.new_window()?);
            self.open(path)?;
        }
        self.switch_to(&first)?;
        Ok(tabs)
    }

    /// Runs the body of an asynchronous JavaScript function in each of the tabs, all set off at the same moment,
    /// and answers what each returned. `arguments[0]` is the tab's number, the others are `args`. Acts on the tab
    /// that it acted on before. The first that fails is the failure, with its error's `code` in front.
    pub fn in_each(&self, tabs: &[Tab], limit: Duration, body: &str, args: &[Value]) -> Outcome<Vec<Value>> {
        let here = self.tab()?;
        let script = SET_OFF.join(body);
        let now = self.script("return Date.now()", &[])?;
        let at = now.as_f64().unwrap_or_default() + RUN_UP.as_secs_f64() * 1e3;
        for (number, tab) in tabs.iter().enumerate() {
            self.switch_to(tab)?;
            let given: Vec<Value> = [json!(at), json!(number)].into_iter().chain(args.iter().cloned()).collect();
            self.script(&script, &given)?;
        }
        let start = Instant::now();
        let values = tabs.iter().enumerate().map(|(number, tab)| {
            self.switch_to(tab)?;
            self.finished(number, limit.saturating_sub(start.elapsed()))
        });
        let values = values.collect();
        self.switch_to(&here)?;
        values
    }

    /// Like `until`, but what ended badly is a failure at once.
    fn finished(&self, number: usize, limit: Duration) -> Outcome<Value> {
        let start = Instant::now();
        loop {
            let mut run = self.script("return window.__run", &[])?;
            if let Some(error) = run["error"].as_str() {
                return Err(Failure::new(format!("tab {number}: {error}")));
            }
            if run["done"] == json!(true) {
                return Ok(run["value"].take());
            }
            if start.elapsed() > limit {
                return Err(Failure::new(format!("tab {number} was not done in time")));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn opened(&self, kind: &str) -> Outcome<Tab> {
        let opened = self.driver.post("window/new", &json!({ "type": kind }))?;
        let tab = Tab(opened["handle"].as_str().unwrap_or_default().to_owned());
        self.switch_to(&tab)?;
        Ok(tab)
    }
}
