//! What a person sees of a page: screenshots, and light or dark. It never compares pictures: people
//! look at them.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Page;
use crate::failure::{Doing, Failure, Outcome};
use crate::settings::{Browser, workspace_root};

impl Page {
    /// Saves what the window shows as `target/screenshots/NAME.png` and answers that path.
    pub fn screenshot(&self, name: &str) -> Outcome<PathBuf> {
        let picture = self.driver.get("screenshot")?;
        let picture = picture.as_str().unwrap_or_default();
        let picture = STANDARD.decode(picture).doing(|| "decode the screenshot".to_owned())?;
        let folder = workspace_root().join("target/screenshots");
        fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, picture).doing(|| format!("write {}", path.display()))?;
        Ok(path)
    }

    /// Gives the page this size in CSS pixels. A window is larger than its page by a frame that differs
    /// from browser to browser, and that is measured here.
    pub(crate) fn fit(&self, width: u32, height: u32) -> Outcome<()> {
        let frame = self.script("return [outerWidth - innerWidth, outerHeight - innerHeight]", &[])?;
        let outer =
            |inner: u32, side: usize| u64::from(inner) + frame[side].as_f64().map_or(0, |frame| frame.max(0.0) as u64);
        let size = json!({ "width": outer(width, 0), "height": outer(height, 1) });
        self.driver.post("window/rect", &size).map(drop)
    }

    /// Gives the page another size from now on, in CSS pixels, and says how many pixels of the screen each of them is
    /// wide. Firefox takes a size only, and rounds a ratio of its own.
    pub fn resize(&self, width: u32, height: u32, ratio: f64) -> Outcome<()> {
        if self.settings.browser == Browser::Firefox {
            return self.fit(width, height);
        }
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics });
        self.driver.post("goog/cdp/execute", &command).map(drop)
    }

    /// Puts the browser into a time zone, such as `Asia/Kolkata`, from the next load of a page on. Chromium only.
    pub fn set_timezone(&self, zone: &str) -> Outcome<()> {
        let command = json!({ "cmd": "Emulation.setTimezoneOverride", "params": { "timezoneId": zone } });
        self.driver.post("goog/cdp/execute", &command).map(drop)
    }

    /// Makes the system prefer dark or light from now on. Firefox takes its preference from
    /// [`Window`](crate::Window) only.
    pub fn set_dark(&self, dark: bool) -> Outcome<()> {
        if self.settings.browser == Browser::Firefox {
            return Err(Failure::new("Firefox can be made dark at its start only"));
        }
        let value = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": media });
        self.driver.post("goog/cdp/execute", &command).map(drop)
    }
}
