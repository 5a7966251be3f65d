//! The browser's own dialog for choosing a file.
//! Never reads the file.

use leptos::html;
use leptos::prelude::*;

use crate::import::{Imports, Source, imports};

/// A button that lets the person choose a file and imports it.
#[component]
pub fn OpenFile(
    /// What the button says.
    #[prop(into)]
    label: String,
    /// Classes of the button.
    #[prop(optional)]
    class: &'static str,
    /// Called when a file was chosen.
    #[prop(optional, into)]
    chosen: Option<Callback<()>>,
) -> impl IntoView {
    let imports = imports();
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        let Some(input) = input.get() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            import_file(imports, &file);
            if let Some(chosen) = chosen {
                chosen.run(());
            }
        }
    };
    let ask = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    view! {
        <button type="button" class=class on:click=ask>{label}</button>
        <input node_ref=input class="unseen" type="file" tabindex="-1" aria-hidden="true" on:change=take/>
    }
}

/// Imports a file under its name.
pub fn import_file(imports: Imports, file: &web_sys::File) {
    imports.start(Source::File { name: file.name(), blob: file.clone().into() });
}
