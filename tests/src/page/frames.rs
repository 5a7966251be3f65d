//! Frames of a page: acting inside one, as the page itself may not. It always comes back to the page.

use serde_json::{Value, json};

use super::{Element, Page};
use crate::failure::Outcome;

impl Page {
    /// Acts inside a frame, then on the page again.
    pub fn in_frame<T>(&self, frame: &Element, act: impl FnOnce(&Self) -> Outcome<T>) -> Outcome<T> {
        self.driver.post("frame", &json!({ "id": frame.reference() }))?;
        let done = act(self);
        self.driver.post("frame", &json!({ "id": Value::Null }))?;
        done
    }
}
