//! A running WebDriver server, and the capabilities that tests give it.
//! Never leaves one running, nor a browser that it started.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Failure, Outcome};
use crate::process_tree;
use crate::tools::browser::{Browser, BrowserName};

const START_LIMIT: Duration = Duration::from_secs(30);

/// Quiet, without the network, and able to run as root and where /dev/shm is small.
const CHROMIUM_FLAGS: [&str; 9] = [
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "disable-dev-shm-usage",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

/// Ends the driver and its browsers when dropped.
pub struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    /// Starts the browser's driver on a free port and waits until it answers.
    pub fn start(checkout: &Checkout, browser: &Browser) -> Outcome<Self> {
        let log = checkout.note(&format!("{}-driver.log", browser.name.as_str()))?;
        let port = free_port()?;
        let mut command = Command::new(&browser.driver);
        command.arg(format!("--port={port}"));
        let mut driver =
            Self { child: child::start_logged(&mut command, &log)?, url: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = matches!(driver.child.try_wait(), Ok(Some(_)));
            if ended || started.elapsed() > START_LIMIT {
                return Err(Failure::new(format!(
                    "{} does not start: see {}",
                    browser.driver.display(),
                    log.display()
                )));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(driver)
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        process_tree::end(&mut self.child);
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing(|| "find a free port".into())?;
    let address = listener.local_addr().doing(|| "find a free port".into())?;
    Ok(address.port())
}

/// Writes the file that tells wasm-bindgen's test runner how to start the browser.
pub fn write_capabilities(checkout: &Checkout, browser: &Browser) -> Outcome<PathBuf> {
    let path = checkout.note(&format!("{}-webdriver.json", browser.name.as_str()))?;
    std::fs::write(&path, capabilities(browser)).doing(|| format!("write {}", path.display()))?;
    Ok(path)
}

fn capabilities(browser: &Browser) -> String {
    let program = json_string(&browser.program.display().to_string());
    let (key, flags) = match browser.name {
        BrowserName::Chromium => ("goog:chromeOptions", &CHROMIUM_FLAGS[..]),
        BrowserName::Firefox => ("moz:firefoxOptions", &["-headless"][..]),
    };
    let flags: Vec<String> = flags.iter().map(|flag| json_string(flag)).collect();
    format!("{{\"{key}\": {{\"binary\": {program}, \"args\": [{}]}}}}\n", flags.join(", "))
}

fn json_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_name_the_program_and_escape_it() {
        let browser = Browser {
            name: BrowserName::Firefox,
            program: "C:\\Firefox\\firefox.exe".into(),
            driver: "geckodriver".into(),
        };
        assert_eq!(
            capabilities(&browser),
            "{\"moz:firefoxOptions\": {\"binary\": \"C:\\\\Firefox\\\\firefox.exe\", \
             \"args\": [\"-headless\"]}}\n"
        );
    }
}
