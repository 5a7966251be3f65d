//! Several tabs of one browser: they share its storage, as a person's tabs do. It never opens a second
//! browser.

use serde_json::json;

use super::Page;
use crate::failure::Outcome;

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
        let opened = self.driver.post("window/new", &json!({ "type": "tab" }))?;
        let tab = Tab(opened["handle"].as_str().unwrap_or_default().to_owned());
        self.switch_to(&tab)?;
        Ok(tab)
    }

    /// Acts on another tab from now on.
    pub fn switch_to(&self, tab: &Tab) -> Outcome<()> {
        self.driver.post("window", &json!({ "handle": tab.0 })).map(drop)
    }
}
