//! The tabs of the inspector.
//! Never shows what is in them.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::session::{Tab, session};

/// The id of a tab.
pub fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.name())
}

/// The id of what a tab shows.
pub fn panel_id(tab: Tab) -> String {
    format!("panel-{}", tab.name())
}

/// The tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    let session = session();
    let row = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let (tab, Some(row)) = (session.tab.get(), row.get()) else { return };
        request_animation_frame(move || reveal(&row, tab));
    });
    let on_key = move |key: KeyboardEvent| {
        let count = Tab::ALL.len();
        let at = Tab::ALL.iter().position(|tab| *tab == session.tab.get_untracked()).unwrap_or(0);
        let to = match key.key().as_str() {
            "ArrowLeft" => (at + count - 1) % count,
            "ArrowRight" => (at + 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        // Between tabs these keys change tabs; elsewhere they move the cursor.
        key.prevent_default();
        key.stop_propagation();
        let tab = Tab::ALL[to];
        session.tab.set(tab);
        let button = document().get_element_by_id(&tab_id(tab));
        if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Fails for elements that cannot have the focus alone.
            let _ = button.focus();
        }
    };
    let tab = move |tab: Tab| {
        let is_shown = move || session.tab.get() == tab;
        view! {
            <button
                type="button"
                role="tab"
                id=tab_id(tab)
                aria-controls=move || is_shown().then(|| panel_id(tab))
                aria-selected=move || is_shown().to_string()
                tabindex=move || if is_shown() { "0" } else { "-1" }
                on:click=move |_| session.tab.set(tab)
            >
                {tab.title()}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="What to look at" node_ref=row on:keydown=on_key>
            {Tab::ALL.into_iter().map(tab).collect_view()}
        </div>
    }
}

/// Scrolls the row so that a tab stands in its middle, where not all have room.
fn reveal(row: &web_sys::HtmlDivElement, tab: Tab) {
    let button = document().get_element_by_id(&tab_id(tab));
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        row.set_scroll_left(button.offset_left() - (row.client_width() - button.offset_width()) / 2);
    }
}
