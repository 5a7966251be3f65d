//! What every test here does: opening the page of the store, running scripts in it, comparing what they answer.
//! It never knows what is right: the tests do.

use std::fmt::Debug;
use std::time::Duration;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::Value;

/// Everything that is waited for, on a busy machine.
pub const SOON: Duration = Duration::from_secs(30);

/// The page that has `window.store`.
pub const STORE: &str = "/pages/store.html";

/// Fails with both values unless they are equal.
#[allow(clippy::needless_pass_by_value, reason = "tests compare values that they have just made")]
pub fn same<T: PartialEq + Debug>(what: &str, seen: T, right: T) -> Outcome<()> {
    if seen == right {
        return Ok(());
    }
    Err(Failure::new(format!("{what}: seen {seen:?}, right is {right:?}")))
}

/// Waits until the page's engine answers.
pub fn until_ready(page: &Page) -> Outcome<()> {
    let failed = page.until("the engine", SOON, "return window.failure || window.ready")?;
    same("the engine", failed, Value::Bool(true))
}

/// Runs a test on the page of the store.
pub fn store_test(name: &str, test: impl FnOnce(&Page) -> Outcome<()>) -> Outcome<()> {
    browser_test(name, Window::default(), |page| {
        page.open(STORE)?;
        until_ready(page)?;
        test(page)
    })
}

/// Runs the body of an asynchronous function in the page and answers what it returns. In it `s` is `window.store`,
/// `log(name)` a store of the package, `tried(body)` what a body answers or its error as data, and `plain(value)` a value as
/// data: positions and revisions, which are big integers, as numbers.
pub fn run(page: &Page, body: &str, args: &[Value]) -> Outcome<Value> {
    let script = format!(
        "const s = window.store, [log, tried, plain] = [s.handle, s.attempt, s.plain];
         // The driver takes an error's code for a number of its own.
         return (async (...args) => {{ {body} }})(...arguments).catch(({{ code, message }}) => {{ throw new Error(`${{code}}: ${{message}}`); }})"
    );
    page.script(&script, args)
}

/// Runs a script, and fails unless it answers this.
#[allow(clippy::needless_pass_by_value, reason = "tests compare values that they have just made")]
pub fn answers(page: &Page, what: &str, body: &str, right: Value) -> Outcome<()> {
    same(what, run(page, body, &[])?, right)
}

/// Fails unless everything in a store is as it was written. Answers its hash.
pub fn whole(page: &Page, store: &str) -> Outcome<String> {
    let verified = run(page, "return s.verify(args[0])", &[store.into()])?;
    same(&format!("{store} is whole, {verified}"), &verified["ok"], &Value::Bool(true))?;
    Ok(verified["hash"].as_str().unwrap_or_default().to_owned())
}
