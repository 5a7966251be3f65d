//! Where the keyboard goes when what it was at is gone: to the nearest control that stays, or to the list of events.
//! Never after a click: then keys belong to the page, and nothing takes them.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Answers of the engine take things off the page too.
const LATER: Duration = Duration::from_millis(400);

const CONTROLS: &str =
    "button:not(:disabled, [tabindex='-1']), input:not(:disabled, [tabindex='-1']), select, textarea, [tabindex='0']";

/// Keeps the focus from getting lost, for the life of the page.
pub fn keep(has_log: Memo<bool>) {
    // What had the focus last, and what it stood in, from the inside to the outside.
    let last = StoredValue::new_local(Vec::<HtmlElement>::new());
    let by_keys = StoredValue::new(false);
    let look = move || {
        if by_keys.get_value() && is_nowhere() {
            last.with_value(|last| find(last));
        }
    };
    let handles = [
        window_event_listener(ev::focusin, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let chain = std::iter::successors(target, |inner| inner.parent_element());
            last.set_value(chain.filter_map(|element| element.dyn_into().ok()).collect());
        }),
        window_event_listener(ev::pointerdown, move |_| by_keys.set_value(false)),
        // Not when it goes down: panels keep some keys to themselves.
        window_event_listener(ev::keyup, move |_| {
            by_keys.set_value(true);
            request_animation_frame(look);
            set_timeout(look, LATER);
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    Effect::new(move |_| {
        has_log.track();
        request_animation_frame(look);
    });
}

/// Gives the focus to the list of events, or to what is first on a page that shows none.
pub fn to_the_middle() {
    for place in [".event-list", "main", "body"] {
        if let Ok(Some(place)) = document().query_selector(place)
            && let Ok(place) = place.dyn_into::<HtmlElement>()
            && (is_control(&place) && focus(&place) || focus_within(&place))
        {
            return;
        }
    }
}

fn is_nowhere() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

fn find(last: &[HtmlElement]) {
    // What still stands there has let go of the focus itself.
    if last.first().is_none_or(|last| is_there(last) && last.matches(":disabled").is_ok_and(|is| !is)) {
        return;
    }
    // The page as a whole is around everything: what comes first in it is near to nothing.
    let around = last.iter().skip(1).take_while(|around| !matches!(around.tag_name().as_str(), "MAIN" | "BODY"));
    for around in around.filter(|around| is_there(around)) {
        if focus_within(around) {
            return;
        }
    }
    to_the_middle();
}

fn is_there(element: &HtmlElement) -> bool {
    element.is_connected() && element.offset_width() > 0
}

fn is_control(element: &HtmlElement) -> bool {
    element.matches(CONTROLS).unwrap_or_default()
}

/// Whether something in it took the focus.
fn focus_within(around: &HtmlElement) -> bool {
    let Ok(controls) = around.query_selector_all(CONTROLS) else { return false };
    (0..controls.length())
        .filter_map(|at| controls.get(at)?.dyn_into::<HtmlElement>().ok())
        .any(|control| is_there(&control) && focus(&control))
}

fn focus(element: &HtmlElement) -> bool {
    element.focus().is_ok() && !is_nowhere()
}
