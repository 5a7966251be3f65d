//! Renaming and deleting a log.
//! Never deletes without having asked.

use foldback_protocol::LogInfo;
use leptos::html;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::import::imports;
use crate::number::counted;

/// A button that deletes a log after a second press.
#[component]
pub fn DeleteLog(
    /// The log.
    log: LogInfo,
    /// Whether the button is an icon alone.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let imports = imports();
    let (asking, set_asking) = signal(false);
    let keep = NodeRef::<html::Button>::new();
    // The question takes the focus, so that it is heard and Escape or Enter answer it harmlessly.
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            let _ = keep.focus();
        }
    });
    let name = format!("Delete {}", log.title);
    let question = format!("Delete {}?", counted(log.events, "event", "events"));
    let key = StoredValue::new(log.log);
    view! {
        <Show
            when=move || asking.get()
            fallback=move || {
                view! {
                    <button type="button" class="danger" class:square=compact title="Delete this log"
                        aria-label=compact.then(|| name.clone()) on:click=move |_| set_asking.set(true)>
                        <Icon shape=Shape::Bin/>
                        {(!compact).then_some("Delete this log")}
                    </button>
                }
            }
        >
            <span class="sure" role="group" aria-label=question.clone()
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        set_asking.set(false);
                    }
                }>
                <span>{question.clone()}</span>
                <button type="button" class="danger line" on:click=move |_| imports.delete(key.get_value())>"Delete"</button>
                <button type="button" class="line" node_ref=keep on:click=move |_| set_asking.set(false)>"Keep"</button>
            </span>
        </Show>
    }
}

/// A field with the name of a log.
#[component]
pub fn RenameLog(
    /// The log.
    log: LogInfo,
) -> impl IntoView {
    let imports = imports();
    let input = NodeRef::<html::Input>::new();
    let key = StoredValue::new(log.log);
    let before = StoredValue::new(log.title.clone());
    let rename = move || {
        let Some(title) = input.get().map(|input| input.value().trim().to_owned()) else { return };
        if !title.is_empty() && before.with_value(|before| *before != title) {
            imports.rename(key.get_value(), title);
        }
    };
    view! {
        <label class="rename">
            <span class="dim small">"Name"</span>
            <input type="text" node_ref=input prop:value=log.title maxlength="200" autocomplete="off" spellcheck="false"
                on:change=move |_| rename()/>
        </label>
    }
}
