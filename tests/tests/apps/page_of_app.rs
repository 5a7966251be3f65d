//! What is done with a page of an app, through its `window.app`: the same for all of them.

use std::time::Duration;

use foldback_tests::{Failure, Outcome, Page, Tab};
use serde_json::{Value, json};

/// Everything that is waited for, on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// A page that has no store open.
const ELSEWHERE: &str = "/pages/blank.html";

/// Events that one window appends before the other is there.
const FIRST: u64 = 3;
/// Events that each appends while both follow the store.
const EACH: u64 = 20;

/// Two windows, in which one page after the other is open.
pub struct Windows<'a> {
    page: &'a Page,
    both: [Tab; 2],
}

impl<'a> Windows<'a> {
    /// Opens the second one.
    pub fn open(page: &'a Page) -> Outcome<Self> {
        let first = page.tab()?;
        let second = page.new_window()?;
        Ok(Self { page, both: [first, second] })
    }

    /// Opens a page in both windows and uses its store.
    pub fn try_out(&self, path: &str) -> Outcome<()> {
        let Self { page, both: [first, second] } = self;
        page.switch_to(first)?;
        page.open(path)?;
        self.until_ready()?;
        let last = self.call("append", &[json!("first"), json!(FIRST), json!("the first window")])?;
        same("the position of the last event", &last, &json!(FIRST - 1))?;
        let read = self.call("read", &[json!("first")])?;
        same("what was appended", &read, &counted("first", 0, FIRST, "the first window"))?;

        page.switch_to(second)?;
        page.open(path)?;
        self.until_ready()?;
        let seen = self.follow_in_both()?;

        page.switch_to(second)?;
        self.nothing_from_elsewhere()?;
        // Now nobody else keeps the engine of a shared worker running.
        page.open(ELSEWHERE)?;
        page.switch_to(first)?;
        page.reload()?;
        self.until_ready()?;
        let read = self.call("read", &[json!("both")])?;
        let of_both: Vec<Value> = seen.into_iter().filter(|event| event["streamId"] == "both").collect();
        same("what is there after a reload", &read, &Value::Array(of_both))?;
        same("the head after a reload", &self.call("head", &[])?, &json!(FIRST + 2 * EACH - 1))?;
        self.nothing_from_elsewhere()?;
        let errors = page.console_errors()?;
        same("errors on the console", &json!(errors), &json!([]))
    }

    /// Both windows append at once, and both see all of it in one order. Answers what they see.
    fn follow_in_both(&self) -> Outcome<Vec<Value>> {
        let Self { page, both } = self;
        // Where both have one engine they also have one page's worth of names.
        let body = format!(
            "const [window, each, total] = arguments, name = `window ${{window}}`;
             await app.subscribe(name);
             await app.append('both', each, name);
             const end = Date.now() + {limit};
             for (;;) {{
               const seen = await app.seen(name);
               if (seen.length >= total) return seen;
               if (Date.now() > end) throw new Error(`${{name}} has seen ${{seen.length}} events, not ${{total}}`);
               await new Promise((resolve) => setTimeout(resolve, 20));
             }}",
            limit = SOON.as_millis()
        );
        let total = FIRST + 2 * EACH;
        let mut seen = page.in_each(both, SOON * 2, &body, &[json!(EACH), json!(total)])?;
        let (second, first) = (seen.pop().unwrap_or_default(), seen.pop().unwrap_or_default());
        same("what the second window sees", &second, &first)?;
        let events = first.as_array().cloned().unwrap_or_default();
        let positions: Vec<&Value> = events.iter().map(|event| &event["position"]).collect();
        same("the positions", &json!(positions), &json!((0..total).collect::<Vec<_>>()))?;
        for window in 0..both.len() {
            let by = format!("window {window}");
            let own: Vec<&Value> = events.iter().filter(|event| event["data"]["by"] == json!(by)).collect();
            let counts: Vec<&Value> = own.iter().map(|event| &event["data"]["i"]).collect();
            same(&format!("the events of {by}"), &json!(counts), &json!((0..EACH).collect::<Vec<_>>()))?;
        }
        Ok(events)
    }

    /// The page of Next.js whose text comes from a store that was open while it was rendered.
    pub fn rendered_on_the_server(&self) -> Outcome<()> {
        let path = "/apps/next/server.html";
        self.page.open(path)?;
        let text = "return document.querySelector('#rendered').textContent";
        let text = self.page.until("the text that was rendered", SOON, text)?;
        same(path, &text, &json!("0 Counted by the server"))
    }

    fn until_ready(&self) -> Outcome<()> {
        let ready = self.page.until("the store", SOON, "return window.app && (app.failure || app.ready)")?;
        same("the store", &ready, &json!(true))
    }

    /// Calls a function of the app.
    fn call(&self, name: &str, args: &[Value]) -> Outcome<Value> {
        // The driver takes an error's code for a number of its own.
        let body = "const [name, args] = arguments;
            return app[name](...args).catch((error) => { throw new Error(`${error.name}: ${error.message}`); })";
        self.page.script(body, &[json!(name), json!(args)])
    }

    /// Fails where the page has loaded anything from another server.
    fn nothing_from_elsewhere(&self) -> Outcome<()> {
        let body = "return performance.getEntriesByType('resource').map(({ name }) => name)
            .filter((name) => !new RegExp(`^(blob:)?${location.origin}/|^data:`).test(name))";
        same("what was loaded from elsewhere", &self.page.script(body, &[])?, &json!([]))
    }
}

/// The events that one call of `append` makes of a stream that nobody else appends to.
fn counted(stream: &str, position: u64, count: u64, by: &str) -> Value {
    let event = |i| {
        let data = json!({ "i": i, "by": by });
        json!({ "streamId": stream, "revision": i, "position": position + i, "type": "Counted", "data": data })
    };
    (0..count).map(event).collect()
}

/// Fails with both values unless they are equal.
fn same(what: &str, seen: &Value, right: &Value) -> Outcome<()> {
    if seen == right {
        return Ok(());
    }
    Err(Failure::new(format!("{what}: seen {seen}, right is {right}")))
}
