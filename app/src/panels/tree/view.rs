//! A tree on the page: the lines of a value, walked by mouse or keyboard.
//! Never asks the engine: who wrote a value is for whoever shows the tree to ask.

use std::sync::Arc;

use foldback_event::{Json, Pointer};
use leptos::html;
use leptos::prelude::*;

use super::changes::Changes;
use super::keys;
use super::line::TreeLine;
use super::lines::{Look, lines};
use super::rows::Rows;
use super::short::copied;
use super::standing::Standing;
use crate::panels::clipboard::Copied;
use crate::pins::pins;

/// What can be done to a line, by the path of its value.
pub enum Act {
    /// Open or close a branch.
    Toggle(String),
    /// Show a large branch from another member on.
    Page(String, usize),
    /// Show a string whole.
    Whole(String),
    /// Ask who wrote the value.
    Blame(String),
    /// Follow the value in a chart, or no longer.
    Follow(String),
    /// Copy the value.
    CopyValue(String),
    /// Copy the path.
    CopyPath(String),
}

/// What lines know of their tree.
#[derive(Clone, Copy)]
pub struct TreeContext {
    /// The key of the line that the keyboard is at.
    pub active: RwSignal<String>,
    pub act: Callback<Act>,
    pub can_blame: bool,
    /// The root's name.
    pub root: Signal<String>,
    prefix: &'static str,
}

impl TreeContext {
    /// The id of the element of a row.
    pub fn id(self, number: usize) -> String {
        format!("{}-line-{number}", self.prefix)
    }
}

/// A tree.
#[component]
pub fn Tree(
    /// The value.
    value: Signal<Arc<Json>>,
    /// What to mark as changed.
    #[prop(optional, into)]
    changes: Signal<Arc<Changes>>,
    /// What to look for.
    #[prop(optional, into)]
    search: Signal<String>,
    /// The name of the root.
    #[prop(into)]
    root: Signal<String>,
    /// What the tree is, for screen readers; its first part makes the ids.
    label: &'static str,
    /// Makes the ids of this tree its own.
    prefix: &'static str,
    /// Called with the path of a value whose writers are asked for.
    #[prop(optional)]
    on_blame: Option<Callback<String>>,
) -> impl IntoView {
    let (copied_word, pins) = (expect_context::<Copied>(), pins());
    let standing = RwSignal::new(Standing::default());
    let active = RwSignal::new(String::new());
    let node = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| {
        let search = search.get().trim().to_lowercase();
        let (value, changes) = (value.get(), changes.get());
        standing.with(|standing| lines(&value, &Look { standing, changes: &changes, search: &search }))
    });
    let rows = Rows::of(shown);
    let at = move |path: &str| {
        let value = value.get_untracked();
        Pointer::parse(path).ok().and_then(|path| value.get(&path).map(copied))
    };
    let act = Callback::new(move |act: Act| match act {
        Act::Toggle(path) => {
            let is_open = shown.with_untracked(|lines| keys::is_open(lines, &path));
            standing.update(|standing| standing.set_open(&path, !is_open.unwrap_or(false)));
        }
        Act::Page(path, first) => standing.update(|standing| standing.set_page(&path, first)),
        Act::Whole(path) => standing.update(|standing| standing.set_whole(&path)),
        Act::Blame(path) => {
            if let Some(on_blame) = on_blame {
                on_blame.run(path);
            }
        }
        Act::Follow(path) => {
            if on_blame.is_some() {
                pins.toggle(path);
            }
        }
        Act::CopyValue(path) => {
            if let Some(text) = at(&path) {
                copied_word.copy(text, "Value copied");
            }
        }
        Act::CopyPath(path) => copied_word.copy(path, "Path copied"),
    });
    let can_blame = on_blame.is_some();
    let tree = TreeContext { active, act, can_blame, root, prefix };
    let reveal = move |key: &str| {
        let number = shown.with_untracked(|lines| keys::index(lines, key));
        if let Some(line) = number.and_then(|number| document().get_element_by_id(&tree.id(number))) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let on_key = move |key| {
        // What a key opens or folds changes the lines while they are walked.
        let lines = shown.get_untracked();
        keys::press(&key, &lines, tree, reveal);
    };
    view! {
        <div
            class="tree"
            role="tree"
            tabindex="0"
            aria-label=label
            aria-activedescendant=move || {
                shown.with(|lines| active.with(|active| keys::index(lines, active))).map(|number| tree.id(number))
            }
            node_ref=node
            on:keydown=on_key
        >
            <For each=move || rows.all() key=|(number, _)| *number let((number, line))>
                <TreeLine number line tree/>
            </For>
            {move || {
                let is_empty = shown.with(|lines| lines.len() <= 1) && !search.with(String::is_empty);
                is_empty.then(|| view! { <p class="nothing">"Nothing here has this in its name or value. Search for less of it, or clear the search."</p> })
            }}
        </div>
    }
}
