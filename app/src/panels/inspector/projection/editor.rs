//! The text of the projection in a code editor, which is loaded when it is first shown.
//! Never runs the text.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlScriptElement};

use super::offered::offered;
use crate::projection::{Fold, mine};

/// Where it lies.
const SCRIPT: &str = "./editor.js";
/// The element that the script knows.
const ELEMENT: &str = "code-editor";

/// What became of loading the script.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Loading {
    #[default]
    Busy,
    Done,
    Failed,
}

/// The editor.
#[component]
pub fn Editor() -> impl IntoView {
    let mine = mine();
    let loading = RwSignal::new(Loading::default());
    load(loading);
    let place = NodeRef::<html::Div>::new();
    let offered = offered();
    let editor = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        let (Some(place), Loading::Done) = (place.get(), loading.get()) else { return };
        if editor.with_value(Option::is_none) {
            editor.set_value(make(&place));
        }
    });
    let set = move |name: &str, value: JsValue| {
        editor.with_value(|editor| {
            if let Some(editor) = editor {
                // The element takes each of its own properties.
                let _ = js_sys::Reflect::set(editor, &name.into(), &value);
            }
        });
    };
    Effect::new(move |_| {
        if place.get().is_none() || loading.get() != Loading::Done {
            return;
        }
        let wanted = mine.wanted.get();
        let (language, label) = match wanted.fold {
            Fold::Jq => ("jq", "Filter in jq"),
            _ => ("javascript", "Projection in JavaScript"),
        };
        set("language", language.into());
        set("label", label.into());
        set("value", wanted.text().unwrap_or_default().into());
    });
    Effect::new(move |_| {
        if place.get().is_some() && loading.get() == Loading::Done {
            set("offered", offered.get());
        }
    });
    Effect::new(move |_| {
        if place.get().is_some() && loading.get() == Loading::Done {
            set("mark", mine.wrong.with(|wrong| wrong.as_ref().map_or(JsValue::NULL, mark)));
        }
    });
    let typed = move |_| {
        let text = editor.with_value(|editor| {
            let value = editor.as_ref().and_then(|editor| js_sys::Reflect::get(editor, &"value".into()).ok());
            value.and_then(|value| value.as_string())
        });
        if let Some(text) = text {
            mine.change(|wanted| wanted.set_text(text));
            mine.try_soon();
        }
    };
    let is_filter = Memo::new(move |_| mine.wanted.with(|wanted| wanted.fold == Fold::Jq));
    view! {
        <div class="projection-editor" class:short=move || is_filter.get() node_ref=place on:input=typed>
            <Show when=move || loading.get() == Loading::Busy>
                <p class="note">"Loading the editor…"</p>
            </Show>
            <Show when=move || loading.get() == Loading::Failed>
                <p class="failure" role="alert">
                    "The editor could not be loaded: this page's server does not give editor.js. "
                    <button type="button" class="link" on:click=move |_| load(loading)>
                        "Try again"
                    </button>
                </p>
            </Show>
        </div>
        <Show when=move || is_filter.get()>
            <p class="note">
                "The state comes in, " <code>"$event"</code>
                " is the event, and what comes out is the state behind it."
            </p>
        </Show>
    }
}

/// The element, on the page.
fn make(place: &web_sys::HtmlDivElement) -> Option<HtmlElement> {
    let editor = document().create_element(ELEMENT).ok()?;
    place.append_child(&editor).ok()?;
    editor.dyn_into().ok()
}

/// Has the page load the script, once.
fn load(loading: RwSignal<Loading>) {
    loading.set(Loading::Busy);
    if !window().custom_elements().get(ELEMENT).is_undefined() {
        return loading.set(Loading::Done);
    }
    let script: HtmlScriptElement = match document().create_element("script") {
        Ok(script) => script.unchecked_into(),
        Err(_) => return loading.set(Loading::Failed),
    };
    script.set_type("module");
    script.set_src(SCRIPT);
    let ended = |to: Loading| {
        Closure::once_into_js(move || {
            loading.try_set(to);
        })
    };
    script.set_onload(Some(ended(Loading::Done).unchecked_ref()));
    script.set_onerror(Some(ended(Loading::Failed).unchecked_ref()));
    let added = document().head().map(|head| head.append_child(&script));
    if !matches!(added, Some(Ok(_))) {
        loading.set(Loading::Failed);
    }
}

/// What the editor is told of a wrong place.
fn mark(wrong: &crate::projection::Wrong) -> JsValue {
    let Some(line) = wrong.line else { return JsValue::NULL };
    let mark = js_sys::Object::new();
    // A plain new object takes every field.
    let _ = js_sys::Reflect::set(&mark, &"line".into(), &line.into());
    if let Some(column) = wrong.column {
        let _ = js_sys::Reflect::set(&mark, &"column".into(), &column.into());
    }
    mark.into()
}
