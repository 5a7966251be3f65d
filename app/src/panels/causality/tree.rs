//! The tree on the page, walked by mouse or keyboard. A click or Enter goes to an event.
//! Never holds more lines than the engine gave.

use std::collections::HashSet;

use leptos::prelude::*;

use super::asked::Asked;
use super::keys;
use super::line::CauseTreeLine;
use super::lines::{Content, Cut, Line, key_of, lines};
use crate::session::session;

/// What lines know of their tree. A copy is another handle on the same one.
#[derive(Clone, Copy)]
pub struct Context {
    /// The key of the line that the keyboard is at.
    pub active: RwSignal<String>,
    /// The event that the tree is about.
    pub here: RwSignal<Option<u64>>,
    /// Goes to an event, or shows more.
    pub act: Callback<Content>,
    /// Shows or hides what is under a line.
    pub toggle: Callback<String>,
}

/// The id of the element of a line.
pub fn id_of(key: &str) -> String {
    // Ids from a log may hold anything; an id of an element no white space.
    let safe: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("cause-{safe}")
}

/// The tree.
#[component]
pub fn CauseTree(
    /// The question and its answer.
    asked: Asked,
) -> impl IntoView {
    let session = session();
    let (active, folded) = (RwSignal::new(String::new()), RwSignal::new(HashSet::<String>::new()));
    let shown = Memo::new(move |_| {
        asked.answer.with(|answer| {
            answer.as_ref().map(|answer| folded.with(|folded| lines(answer, folded))).unwrap_or_default()
        })
    });
    let go = move |position: u64| {
        session.playing.set(false);
        session.go(position);
    };
    let act = Callback::new(move |what: Content| match what {
        Content::Event { position, .. } | Content::Again { position } => go(position),
        Content::Missing { .. } => session.say("This cause is no event of the log"),
        Content::More { cut: Cut::Above, of: Some(of), .. } => go(of),
        Content::More { cut: Cut::Deeper, of: Some(of), .. } if !asked.can_be_deeper() => go(of),
        Content::More { cut: Cut::Deeper, .. } => asked.deeper(),
        Content::More { of: Some(of), .. } if !asked.can_be_wider() => go(of),
        Content::More { .. } => asked.wider(),
    });
    let toggle = Callback::new(move |key: String| {
        folded.update(|folded| {
            if !folded.remove(&key) {
                folded.insert(key);
            }
        });
    });
    let context = Context { active, here: asked.here, act, toggle };
    // The keyboard follows the event that is looked at, and it is in view.
    Effect::new(move |_| {
        let Some(here) = asked.here.get() else { return };
        asked.answer.track();
        let key = key_of(here);
        active.set(key.clone());
        request_animation_frame(move || reveal(&key));
    });
    let is_there = move |key: &str| shown.with(|lines| lines.iter().any(|line| line.key == key));
    view! {
        <div
            class="causes"
            role="tree"
            tabindex="0"
            aria-label="Causes and effects"
            aria-activedescendant=move || active.with(|key| is_there(key).then(|| id_of(key)))
            on:keydown=move |key| {
                let to = shown.with_untracked(|lines| keys::press(&key, lines, context));
                if let Some(to) = to {
                    reveal(&to);
                    active.set(to);
                }
            }
        >
            <For each=move || shown.get() key=|line: &Line| line.clone() let(line)>
                <CauseTreeLine line context/>
            </For>
        </div>
    }
}

fn reveal(key: &str) {
    if let Some(line) = document().get_element_by_id(&id_of(key)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
