//! The browser's own dialog for choosing files.
//! Never reads one.

use leptos::html;
use leptos::prelude::*;
use web_sys::{Blob, File, FileList};

use crate::import::{Files, Imports, imports};

/// A button that lets the person choose files and imports them.
#[component]
pub fn OpenFile(
    /// What the button says.
    #[prop(into)]
    label: String,
    /// Classes of the button.
    #[prop(optional)]
    class: &'static str,
    /// Whether a folder is chosen, with all that is in it.
    #[prop(optional)]
    folder: bool,
    /// Called when something was chosen.
    #[prop(optional, into)]
    chosen: Option<Callback<()>>,
) -> impl IntoView {
    let imports = imports();
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        let Some(input) = input.get() else { return };
        let files = input.files().map(|files| listed(&files)).unwrap_or_default();
        // The same file can be chosen again.
        input.set_value("");
        if !files.is_empty() {
            import_files(imports, &files);
            if let Some(chosen) = chosen {
                chosen.run(());
            }
        }
    };
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| folder) {
            // No browser refuses an attribute.
            let _ = input.set_attribute("webkitdirectory", "");
        }
    });
    let ask = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    view! {
        <button type="button" class=class on:click=ask>{label}</button>
        <input node_ref=input class="unseen" type="file" multiple=true tabindex="-1" aria-hidden="true"
            on:change=take/>
    }
}

/// The files of a list.
pub fn listed(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}

/// Imports files under their names, with the folder that they were chosen with.
pub fn import_files(imports: Imports, files: &[File]) {
    let named = |file: &File| {
        let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
        (path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name()), Blob::from(file.clone()))
    };
    if let Some(files) = Files::several(files.iter().map(named).collect()) {
        imports.choose(files);
    }
}
