//! The field in which a query is written, and what could be written next under it.
//! Never takes the Tab key unless an offer is chosen: otherwise it goes to the next control.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::offers::{Offers, kind};
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::query::query;
use crate::shell::to_the_middle;
use crate::visible::visible;

/// The field.
#[component]
pub fn QueryBar() -> impl IntoView {
    let query = query();
    let node = NodeRef::<html::Input>::new();
    let offers = Offers::new(node);
    let on_key = move |key: KeyboardEvent| {
        let active = offers.active.get_untracked();
        match (key.key().as_str(), active) {
            _ if key.is_composing() => return,
            ("ArrowDown", _) => offers.walk(true),
            ("ArrowUp", _) => offers.walk(false),
            ("Enter" | "Tab", Some(number)) => offers.take(number),
            ("Enter", None) => {
                offers.close();
                if key.shift_key() {
                    query.previous();
                } else {
                    query.next();
                }
            }
            ("Escape", _) if offers.is_open() => offers.close(),
            ("Escape", _) if !query.text.with_untracked(String::is_empty) => query.text.set(String::new()),
            ("Escape", _) => to_the_middle(),
            _ => return,
        }
        key.prevent_default();
        key.stop_propagation();
    };
    let on_caret = move |key: KeyboardEvent| {
        if matches!(key.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
            offers.ask();
        }
    };
    let open = Memo::new(move |_| offers.all.with(|all| !all.is_empty()));
    view! {
        <div class="query-bar" role="search" aria-label="Events">
            <Icon shape=Shape::Search/>
            <input
                id="query"
                class="mono"
                type="text"
                role="combobox"
                aria-label="Search the events"
                aria-expanded=move || open.get().to_string()
                aria-controls=move || open.get().then_some("query-offers")
                aria-autocomplete="list"
                aria-activedescendant=move || offers.active.get().map(|number| format!("query-offer-{number}"))
                aria-invalid=move || query.error.with(|error| error.is_some().then_some("true"))
                aria-describedby=move || query.error.with(|error| error.is_some().then_some("query-wrong"))
                placeholder="type:ItemAdded stream:cart-* data.qty>3"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=query.text
                node_ref=node
                on:input=move |event| {
                    query.text.set(event_target_value(&event));
                    offers.ask();
                }
                on:focus=move |_| offers.ask()
                on:blur=move |_| offers.close()
                on:keydown=on_key
                on:keyup=on_caret
                on:click=move |_| offers.ask()
            />
            <kbd aria-hidden="true">"/"</kbd>
            <Show when=move || query.text.with(|text| !text.is_empty())>
                <button
                    type="button"
                    class="square query-clear"
                    aria-label="Clear the query"
                    title="Clear the query (Esc)"
                    on:click=move |_| {
                        query.text.set(String::new());
                        if let Some(input) = node.get_untracked() {
                            let _ = input.focus();
                        }
                    }
                >
                    <Icon shape=Shape::Close/>
                </button>
            </Show>
            <Show when=move || open.get()>
                <ul id="query-offers" class="query-offers" role="listbox" aria-label="What could be written here">
                    {move || offers.all.get().into_iter().enumerate().map(|(number, offer)| {
                        let is_active = Memo::new(move |_| offers.active.get() == Some(number));
                        view! {
                            <li
                                id=format!("query-offer-{number}")
                                role="option"
                                class:active=is_active
                                aria-selected=move || is_active.get().to_string()
                                // The field keeps the focus.
                                on:pointerdown=move |press| {
                                    press.prevent_default();
                                    offers.take(number);
                                }
                            >
                                <span class="mono from-log">{visible(&offer.text).into_owned()}</span>
                                <span class="query-offer-kind">
                                    {offer.events.map(|events| format!("{} ", grouped(events)))}
                                    {kind(offer.kind)}
                                </span>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </Show>
        </div>
    }
}
