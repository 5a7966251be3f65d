//! Which branch is shown, its name, and whether its states are.
//! Never changes what is in one.

use leptos::html;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::whatif::whatif;

/// The value of the choice that is no branch.
const NONE: &str = "";

/// The head of the tab.
#[component]
pub fn Head() -> impl IntoView {
    let whatif = whatif();
    let has_branch = Memo::new(move |_| whatif.shown.with(Option::is_some));
    let names =
        Memo::new(move |_| whatif.branches.with(|all| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>()));
    let choose = move |event| {
        let name = event_target_value(&event);
        whatif.choose(Some(name).filter(|name| name != NONE));
    };
    let option = move |name: String| {
        let (value, own) = (name.clone(), name.clone());
        view! {
            <option value=value selected=move || whatif.shown.with(|shown| shown.as_ref() == Some(&own))>
                {name}
            </option>
        }
    };
    view! {
        <div class="whatif-head">
            <select
                aria-label="Branch"
                on:change=choose
                prop:value=move || { names.track(); whatif.shown.get().unwrap_or_default() }
            >
                <option value=NONE selected=move || !has_branch.get()>
                    "no branch"
                </option>
                {move || names.get().into_iter().map(option).collect_view()}
            </select>
            <button type="button" class="line" on:click=move |_| whatif.make()>
                <Icon shape=Shape::Plus/>
                "New branch"
            </button>
        </div>
        <Show when=move || has_branch.get()>
            <Chosen/>
        </Show>
    }
}

/// What can be done to the branch that is shown.
#[component]
fn Chosen() -> impl IntoView {
    let whatif = whatif();
    let name = NodeRef::<html::Input>::new();
    let rename = move |_| {
        let Some(field) = name.get_untracked() else { return };
        if !whatif.rename(&field.value()) {
            field.set_value(&whatif.shown.get_untracked().unwrap_or_default());
        }
    };
    let told = move || {
        whatif.info.with(|info| {
            let info = info.as_ref()?;
            let first = match info.first {
                Some(first) => format!("different from event {} on", grouped(first)),
                None => "the same as the log".to_owned(),
            };
            Some(format!("{}, {first}.", counted(info.events, "event", "events")))
        })
    };
    view! {
        <div class="whatif-chosen">
            <label>
                <span>"Name"</span>
                <input
                    type="text"
                    maxlength="120"
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=name
                    prop:value=move || whatif.shown.get().unwrap_or_default()
                    on:change=rename
                />
            </label>
            <button type="button" class="danger" title="Delete this branch" on:click=move |_| whatif.delete()>
                <Icon shape=Shape::Bin/>
                "Delete"
            </button>
        </div>
        <label class="whatif-look">
            <input
                type="checkbox"
                prop:checked=whatif.is_looked_at
                on:change=move |event| whatif.look_at(event_target_checked(&event))
            />
            "State, Diff and Blame show this branch"
        </label>
        <p class="note">{told}</p>
    }
}
