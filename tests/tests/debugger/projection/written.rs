//! Writing a projection, getting it wrong, and finding it again.

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use super::{CARTS, EACH, leave_controls, open, until_state, until_wrong, write};
use crate::person::{SOON, press_to, same, tab, until_at};

const SUMS: &str = "fromCategory('cart').foreachStream().when({ $init: () => ({ sum: 0 }), \
    ItemAdded: (s, e) => { s.sum += e.data.qty; log('added ' + e.data.qty); }, \
    CartPaid: (s, e) => { s.paid = true; emit('payments', 'Paid', { sum: s.sum }); linkTo('paid', e); } })";

#[test]
fn a_projection_is_followed_as_it_is_written() -> Outcome<()> {
    browser_test("projection", Window::default(), |page| {
        open(page, "projection.ndjson")?;
        // What is there at first does something with any log.
        until_state(page, &json!({ "events": "9", "last": "\"CartPaid\"" }))?;

        write(page, SUMS)?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        // The state follows the cursor, and the partition its event.
        let last = CARTS * EACH - 1;
        leave_controls(page)?;
        press_to(page, "ArrowLeft", last - 1)?;
        page.until(
            "the partition of the event",
            SOON,
            "return document.querySelector('.partition-line input').value === 'cart-4'",
        )?;
        press_to(page, "Home", 0)?;
        until_state(page, &json!({ "sum": "0" })).or_else(|_| page.until_text("No event up to this moment"))?;
        press_to(page, "End", last)?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;

        // What it gave out is listed, and not performed.
        for (title, count, word) in [("Emitted and linked", 2 * CARTS, "payments"), ("Log lines", 7 * CARTS, "added 7")]
        {
            let list = page.by_css(&format!("details.given[aria-label='{title}'] > summary"))?;
            same(title, list.text()?.split_whitespace().last(), Some(count.to_string().as_str()))?;
            list.click()?;
            page.until_text(word)?;
        }
        page.until_text("Captured, never performed")?;
        same("events of the log", page.by_css(".position-now .of")?.text()?, format!("/ {}", CARTS * EACH))?;

        // Types that nobody handles are said.
        page.until_text("Not handled: CartOpened (6).")?;

        // The other tabs can look at it too.
        tab(page, "State")?;
        page.by_role("combobox", "Projection")?.send_keys("mine")?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        tab(page, "Blame")?;
        page.by_css(".blame-path input")?.send_keys("/sum\n")?;
        page.until_text("7 writes up to this moment")?;
        tab(page, "Diff")?;
        page.until_text("1 added")
    })
}

#[test]
fn an_error_says_where_it_is_and_the_last_good_state_stays() -> Outcome<()> {
    browser_test("projection-wrong", Window::default(), |page| {
        open(page, "projection-wrong.ndjson")?;
        write(page, SUMS)?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;

        // One that fails at an event. Six carts come in turns: the fourth event of the first is at 18.
        let fails = "fromAll().foreachStream().when({ $any: (s, e) => { if (e.sequenceNumber === 3) s.a.b = 1; } })";
        write(page, fails)?;
        until_wrong(page, &["Line 1", "ItemAdded in cart-0", "position 18", "Go to event 18"])?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        page.by_role("button", "Go to event 18")?.click()?;
        until_at(page, 18)?;
        until_state(page, &json!({ "sum": "6" }))?;

        // One that is no JavaScript.
        write(page, "fromAll().when({ $any: (s, e) => { s.n ++++ } })")?;
        until_wrong(page, &["Line 1, column", "SyntaxError"])?;
        // One that says nothing that there is.
        write(page, "fromNowhere()")?;
        until_wrong(page, &["Line 1, column 1", "fromNowhere is not defined"])?;
        until_state(page, &json!({ "sum": "6" }))?;

        write(page, "fromAll().when({ $init: () => ({ n: 0 }), $any: (s) => { s.n++; } })")?;
        until_state(page, &json!({ "n": "19" }))?;
        page.until_gone(".projection-tab .failure")?;
        page.until_text("State of all events")
    })
}

/// Chooses an option, whose value is that, of one of the panel's lists.
fn choose(page: &Page, value: &str) -> Outcome<()> {
    page.by_css(&format!(".projection-choice option[value={value}]"))?.click()
}

#[test]
fn a_text_is_there_again_after_a_reload_and_other_folds_can_be_chosen() -> Outcome<()> {
    browser_test("projection-kept", Window::default(), |page| {
        open(page, "projection-kept.ndjson")?;
        write(page, SUMS)?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        page.until("the address", SOON, "return location.search.includes('tab=projection')")?;
        page.reload()?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        same("the text", page.script("return document.querySelector('code-editor').value", &[])?, json!(SUMS))?;

        page.by_role("combobox", "What folds the events")?;
        choose(page, "count")?;
        until_state(page, &json!({ "events": "9" }))?;
        page.until_gone("code-editor")?;
        choose(page, "jq")?;
        until_state(page, &json!({ "CartOpened": "1", "ItemAdded": "7", "CartPaid": "1" }))?;
        write(page, ".sum += $event.data.qty")?;
        until_state(page, &json!({ "sum": "36" }))?;
        page.by_role("combobox", "What has a state")?;
        choose(page, "all")?;
        until_state(page, &json!({ "sum": "216" }))?;
        write(page, ".sum += (")?;
        until_wrong(page, &["Line 1"])?;
        until_state(page, &json!({ "sum": "216" }))?;
        choose(page, "handlers")?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))
    })
}

#[test]
fn the_editor_offers_what_the_log_has() -> Outcome<()> {
    browser_test("projection-offers", Window::default(), |page| {
        open(page, "projection-offers.ndjson")?;
        let offers = |typed: &str, wanted: &str| {
            write(page, typed)?;
            page.press("Control+Space")?;
            let body = format!(
                "return [...(document.querySelector('code-editor').shadowRoot.querySelectorAll('.cm-tooltip-autocomplete li') ?? [])].some(l => l.innerText.includes({}))",
                json!(wanted)
            );
            page.until(&format!("{wanted} to be offered"), SOON, &body)?;
            page.press("Escape")
        };
        offers("fromCategory('c", "cart")?;
        offers("fromStream('cart", "cart-5")?;
        offers("fromAll().when({ I", "ItemAdded")?;
        offers("fromAll().for", "foreachStream")?;
        offers("fromAll().when({ $any: (s, e) => { s.t = e.se", "sequenceNumber")?;
        offers("fromAll().when({ $any: (s, e) => { lin", "linkStreamTo")
    })
}
