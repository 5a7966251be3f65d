//! The event at the cursor, and what the branch does to it.
//! Never changes the log.

use leptos::prelude::*;

use super::form::{Form, Place, What};
use crate::number::grouped;
use crate::panels::type_dot::TypeDot;
use crate::session::session;
use crate::visible::visible;
use crate::whatif::{Kind, whatif};

/// The event.
#[component]
pub fn ThisEvent() -> impl IntoView {
    let (session, whatif) = (session(), whatif());
    let open = RwSignal::new(None::<Place>);
    let row = Memo::new(move |_| {
        let at = session.cursor.get();
        session.current.with(|row| row.as_ref().filter(|row| row.position == at).cloned())
    });
    let kind = Memo::new(move |_| whatif.edited.with(|edited| edited.at(session.cursor.get()).kind));
    let name = move || {
        row.get().map(|row| {
            view! {
                <TypeDot type_index=row.type_index/>
                <strong class="from-log">{visible(&row.event_type).into_owned()}</strong>
                " "
                <span class="position">{grouped(row.position)}</span>
            }
        })
    };
    let button = move |what: What, title: &'static str| {
        let is_open = move || open.with(|open| open.as_ref().is_some_and(|open| open.what == what));
        view! {
            <button
                type="button"
                class="line"
                aria-expanded=move || is_open().to_string()
                disabled=move || row.with(Option::is_none)
                on:click=move |_| {
                    let row = row.get_untracked();
                    open.set(if untrack(is_open) { None } else { row.map(|row| Place { what, row }) });
                }
            >
                {title}
            </button>
        }
    };
    view! {
        <section class="whatif-event" aria-label="The event at the cursor">
            <label class="whatif-happens">
                <input
                    type="checkbox"
                    disabled=move || row.with(Option::is_none)
                    prop:checked=move || kind.get() != Some(Kind::Skipped)
                    on:change=move |_| whatif.skip(session.cursor.get_untracked())
                />
                <span>{name}" happens"</span>
                {move || kind.get().map(|kind| view! { <span class="whatif-kind">{kind.word()}</span> })}
            </label>
            <div class="whatif-do">
                {button(What::Change, "Change…")}
                {button(What::Before, "Insert before…")}
                {button(What::After, "Insert after…")}
                {button(What::Move, "Move…")}
            </div>
            {move || open.get().map(|place| view! { <Form place close=move || open.set(None)/> })}
        </section>
    }
}
