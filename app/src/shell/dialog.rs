//! A dialog over the page: it holds the focus, and Escape or a click beside it closes it.
//! Never decides what closing means.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::icon::{Icon, Shape};

/// A dialog that is on the page while `open`.
#[component]
pub fn Dialog(
    /// Whether it shows.
    #[prop(into)]
    open: Signal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it takes the room of a table.
    #[prop(optional)]
    wide: bool,
    /// Whether its heading is for screen readers alone.
    #[prop(optional)]
    plain: bool,
    /// Called when the person wants it closed.
    close: impl Fn() + Copy + Send + Sync + 'static,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            // Fails for a dialog that is not on the page alone: the node says that it is.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // The dialog itself is hit beside its frame alone: the frame fills it.
    let beside = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            close();
        }
    };
    let children = StoredValue::new(children);
    view! {
        <dialog
            node_ref=node
            class="dialog"
            class:wide=wide
            class:plain=plain
            aria-label=move || title.get()
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close();
            }
            on:mousedown=beside
        >
            <Show when=move || open.get()>
                <div class="dialog-frame">
                    <header class="dialog-head" class:unseen=plain>
                        <h2>{move || title.get()}</h2>
                        <button type="button" class="square" aria-label="Close" on:click=move |_| close()>
                            <Icon shape=Shape::Close/>
                        </button>
                    </header>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}
