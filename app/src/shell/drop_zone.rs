//! The whole page as a place to drop files.
//! Never takes more than files: dragged text and pictures of the page itself are left alone.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::file_choice::{import_files, listed};
use crate::icon::{Icon, Shape};
use crate::import::imports;

/// Listens for files, and says so while one hovers.
#[component]
pub fn DropZone() -> impl IntoView {
    let imports = imports();
    let (over, set_over) = signal(false);
    let handles = [
        window_event_listener(ev::dragover, move |event| {
            if has_files(&event) {
                // Without this the browser opens the file itself.
                event.prevent_default();
                set_over.set(true);
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            // Leaving one element for another is not leaving the page.
            if event.related_target().is_none() {
                set_over.set(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            if !has_files(&event) {
                return;
            }
            event.prevent_default();
            set_over.set(false);
            if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                import_files(imports, &listed(&files));
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    view! {
        <Show when=move || over.get()>
            <div class="drop-veil" aria-hidden="true">
                <div class="drop-note">
                    <Icon shape=Shape::File/>
                    "Drop files to import them"
                </div>
            </div>
        </Show>
    }
}

fn has_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
