//! What the end-to-end tests and the benchmark share: a browser started afresh for each test, a page
//! in it to act on as a person would, and the real logs.
//!
//! `cargo xtask test` and `cargo xtask bench` serve the built app, start the WebDriver server and say
//! where both are (see [`Settings`]). Nothing here builds, serves or installs anything.
//!
//! WebDriver is spoken over plain HTTP and nothing is asynchronous: a test reads from top to bottom,
//! and a browser ends with the test that started it even when the test panics.
//!
//! ```no_run
//! use foldback_tests::{Outcome, Window, browser_test};
//!
//! # fn main() -> Outcome<()> {
//! browser_test("empty_page", Window::default(), |page| {
//!     page.open("/")?;
//!     page.by_role("button", "Open file")?;
//!     page.screenshot("empty-light")?;
//!     Ok(())
//! })
//! # }
//! ```
#![forbid(unsafe_code)]

mod acknowledgements;
pub mod bench;
mod capabilities;
mod driver;
mod failure;
pub mod leveldb;
pub mod logs;
pub mod page;
mod processes;
mod profile;
mod run;
mod session;
mod settings;

pub use acknowledgements::{Acknowledgement, Acknowledgements};
pub use failure::{Doing, Failure, Outcome};
pub use page::{Page, Tab};
pub use profile::Profile;
pub use run::{browser_test, settings_or_skip};
pub use session::{Session, Window};
pub use settings::{Browser, Settings, workspace_root};
