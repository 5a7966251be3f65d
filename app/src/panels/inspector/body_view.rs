//! A payload or state on the page.
//! Never runs or obeys what it shows: text is text.

use std::sync::Arc;

use foldback_event::Json;
use leptos::prelude::*;

use super::body::Body;
use crate::number::bytes;
use crate::panels::tree::{Changes, Tree};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Empty,
    Tree,
    Text,
}

/// A payload or state.
#[component]
pub fn BodyView(
    /// What is shown.
    body: Signal<Body>,
    /// What is said when there is nothing.
    #[prop(into)]
    nothing: Signal<String>,
    /// The name of the root.
    #[prop(into)]
    root: Signal<String>,
    /// What it is, for screen readers.
    label: &'static str,
    /// Makes the ids of its tree its own.
    prefix: &'static str,
    /// What to mark as changed.
    #[prop(optional, into)]
    changes: Signal<Arc<Changes>>,
    /// What to look for.
    #[prop(optional, into)]
    search: Signal<String>,
    /// Called with the path of a value whose writers are asked for.
    #[prop(optional_no_strip)]
    on_blame: Option<Callback<String>>,
) -> impl IntoView {
    let kind = Memo::new(move |_| {
        body.with(|body| match body {
            Body::Empty => Kind::Empty,
            Body::Tree(_) => Kind::Tree,
            Body::Text { .. } => Kind::Text,
        })
    });
    // The tree stays while its value changes: what was opened in it stays open.
    let value = Signal::derive(move || {
        body.with(|body| match body {
            Body::Tree(value) => Arc::clone(value),
            _ => Arc::new(Json::Null),
        })
    });
    let tree = move || match on_blame {
        Some(on_blame) => view! { <Tree value changes search root label prefix on_blame/> }.into_any(),
        None => view! { <Tree value changes search root label prefix/> }.into_any(),
    };
    move || match kind.get() {
        Kind::Empty => view! { <p class="nothing">{nothing}</p> }.into_any(),
        Kind::Tree => tree(),
        Kind::Text => view! { <BodyText body label/> }.into_any(),
    }
}

/// A payload or state as text.
#[component]
fn BodyText(
    /// What is shown.
    body: Signal<Body>,
    /// What it is, for screen readers.
    label: &'static str,
) -> impl IntoView {
    let note = move || {
        body.with(|body| match body {
            Body::Text { bytes: all, is_large: true, .. } => Some(format!(
                "{} of JSON is too much for a tree. This is the beginning; copy it to see the whole.",
                bytes(*all as f64)
            )),
            Body::Text { bytes: all, .. } if body.is_cut() => {
                Some(format!("The beginning of {}; copy it to see the whole.", bytes(*all as f64)))
            }
            Body::Text { .. } => Some("This is not JSON; it is shown as it was received.".to_owned()),
            _ => None,
        })
    };
    let text = move || {
        body.with(|body| match body {
            // Line breaks and tabs are shown as such; every other control character as a mark.
            Body::Text { text, .. } => {
                text.split('\n').map(|line| crate::visible::visible(line).into_owned()).collect::<Vec<_>>().join("\n")
            }
            _ => String::new(),
        })
    };
    view! {
        <p class="note">{note}</p>
        <pre class="body-text from-log" tabindex="0" aria-label=label>{text}</pre>
    }
}
