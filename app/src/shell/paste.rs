//! Events that are pasted rather than opened.
//! Never reads the clipboard without a paste of the person.

use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, ClipboardEvent, Element};

use super::dialog::Dialog;
use super::opened::opened;
use crate::import::{Files, Imports, Source, imports};

/// Text longer than this is imported at once: a field with it would stop the page. In bytes.
const LARGE: usize = 200_000;

/// Imports text as if it were a file.
pub fn import_text(imports: Imports, text: &str) {
    // A list with one string is what a blob is made of.
    if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
        imports.start(Source::Files(Files::one("pasted".to_owned(), blob)));
    }
}

/// What was pasted, unless into a field that takes text itself.
pub fn text_outside_fields(event: &ClipboardEvent) -> Option<String> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field =
        target.is_some_and(|target| target.closest("input, textarea, dialog").is_ok_and(|found| found.is_some()));
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    (!field && !text.trim().is_empty()).then_some(text)
}

/// The field for pasted events.
#[component]
pub fn PasteDialog() -> impl IntoView {
    let imports = imports();
    let open = opened().paste;
    let field = NodeRef::<html::Textarea>::new();
    let (empty, set_empty) = signal(true);
    let close = move || {
        open.set(false);
        set_empty.set(true);
    };
    let import = move |_| {
        if let Some(text) = field.get().map(|field| field.value()) {
            close();
            import_text(imports, &text);
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        if let Some(text) = text.filter(|text| text.len() > LARGE) {
            event.prevent_default();
            close();
            import_text(imports, &text);
        }
    };
    let on_input = move |event| set_empty.set(event_target_value(&event).trim().is_empty());
    view! {
        <Dialog open=open title="Paste events" close=close>
            <label class="paste">
                <span class="dim">"One JSON event a line, or a JSON array of events."</span>
                <textarea node_ref=field class="mono" rows="12" spellcheck="false" autocomplete="off" autofocus=true
                    placeholder="{\"stream\":\"cart-1\",\"type\":\"ItemAdded\",\"data\":{\"sku\":\"tea\"}}"
                    on:paste=on_paste on:input=on_input></textarea>
            </label>
            <div class="dialog-foot">
                <button type="button" class="line" on:click=move |_| close()>"Cancel"</button>
                <button type="button" class="main" disabled=move || empty.get() on:click=import>"Import"</button>
            </div>
        </Dialog>
    }
}
