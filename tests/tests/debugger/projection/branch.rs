//! A branch under a projection that a person wrote: it is folded by the same text, in the sandbox, from the first difference on.

use foldback_tests::{Outcome, Window, browser_test};
use serde_json::json;

use super::{CARTS, leave_controls, open, until_state, write};
use crate::person::{SOON, press_to, tab};

const SUMS: &str = "fromCategory('cart').foreachStream().when({ $init: () => ({ sum: 0 }), \
    ItemAdded: (s, e) => { s.sum += e.data.qty }, CartPaid: (s) => { s.paid = true } })";

#[test]
fn a_branch_is_folded_by_what_the_person_wrote() -> Outcome<()> {
    browser_test("projection-branch", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page, "projection-branch.ndjson")?;
        write(page, SUMS)?;
        until_state(page, &json!({ "sum": "28", "paid": "true" }))?;
        tab(page, "State")?;
        page.by_role("combobox", "Projection")?.send_keys("mine")?;
        // The last cart's fourth item, three at a time, does not happen: revision 3 of stream 5.
        leave_controls(page)?;
        for revision in (3..8).rev() {
            press_to(page, "Shift+ArrowLeft", revision * CARTS + 5)?;
        }
        until_state(page, &json!({ "sum": "6" }))?;
        page.press("x")?;
        tab(page, "What-if")?;
        page.until_text("1 state is different, first after event 23.")?;
        page.by_role("checkbox", "State, Diff and Blame show this branch")?.click()?;
        leave_controls(page)?;
        press_to(page, "End", 53)?;
        tab(page, "State")?;
        until_state(page, &json!({ "sum": "25", "paid": "true" }))?;

        // Conditions are over what is looked at: the sum passes 20 later in the branch.
        tab(page, "Flips")?;
        page.by_role("textbox", "Condition in jq")?.send_keys(".sum >= 20")?;
        let flips = "return [...document.querySelectorAll('.flip-list .flip')].map(f => f.innerText.replace(/\\s+/g, ' ').slice(2)).join()
           === [36, 37, 38, 39, 40, 47].map(at => `${at} became true cart-${at % 6}`).join()";
        page.until("the flips in the branch", SOON, flips)?;

        // The sum was written again since; that it was paid goes back, and no event is known that would do so under handlers.
        tab(page, "What-if")?;
        page.by_role("button", "Undo 1 skipped event")?.click()?;
        page.until_text("/sum is 28 and would be 25: another event has written it since (event 47)")?;
        page.by_role("button", "Undo event 53")?.click()?;
        page.until_text("Impossible as an event: what this projection makes of an event is its own")
    })
}
