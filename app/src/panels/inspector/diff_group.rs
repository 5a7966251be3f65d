//! Changes under one path: what was there, what is there now.
//! Never tells by colour alone: signs say added, removed, changed.

use foldback_event::json::parse;
use foldback_protocol::ChangeText;
use leptos::prelude::*;

use super::change_value::ChangeValue;
use super::pretty::pretty;
use crate::panels::tree::short_text;
use crate::session::session;
use crate::visible::visible;

/// Characters of a value that is cut, and of one that is shown whole.
const SHORT: usize = 140;
const WHOLE: usize = 20_000;

/// Changes of members of the same object or array.
pub struct Group {
    /// Its path.
    pub parent: String,
    pub changes: Vec<ChangeText>,
}

/// Changes with the same parent together, in the order in which the first of each came.
pub fn groups(changes: &[ChangeText]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let parent = change.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        match groups.iter_mut().find(|group| group.parent == parent) {
            Some(group) => group.changes.push(change.clone()),
            None => groups.push(Group { parent: parent.to_owned(), changes: vec![change.clone()] }),
        }
    }
    groups
}

/// A group.
#[component]
pub fn DiffGroup(
    /// The changes.
    group: Group,
) -> impl IntoView {
    let parent = visible(&group.parent).into_owned();
    let head = (!parent.is_empty()).then(|| view! { <h3 class="path from-log">{parent}</h3> });
    view! {
        <div class="diff-group">
            {head}
            <ul>
                {group
                    .changes
                    .into_iter()
                    .map(|change| view! { <DiffLine change/> })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// One change.
#[component]
fn DiffLine(
    /// The change.
    change: ChangeText,
) -> impl IntoView {
    let session = session();
    let is_whole = RwSignal::new(false);
    let name = match change.path.rsplit_once('/') {
        Some((_, name)) => visible(&name.replace("~1", "/").replace("~0", "~")).into_owned(),
        None => "the whole state".to_owned(),
    };
    let (class, sign, word) = match (&change.old, &change.new) {
        (None, _) => ("added", "+", "added"),
        (_, None) => ("removed", "−", "removed"),
        _ => ("changed", "~", "changed"),
    };
    let is_long = [&change.old, &change.new].into_iter().flatten().any(|value| value.len() > SHORT);
    let path = change.path.clone();
    let shown = move || {
        if is_whole.get() {
            whole(&change).into_any()
        } else {
            view! { <ChangeValue change=change.clone() most=SHORT/> }.into_any()
        }
    };
    view! {
        <li class=class>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="unseen">{word}" "</span>
            <button
                type="button"
                class="name from-log"
                title="Who wrote this?"
                on:click=move |_| {
                    session.blame_path.set(Some(path.clone()));
                    session.tab.set(crate::session::Tab::Blame);
                }
            >
                {name}
            </button>
            <span class="what">{shown}</span>
            {is_long.then(|| view! {
                <button
                    type="button"
                    class="more"
                    aria-expanded=move || is_whole.get().to_string()
                    on:click=move |_| is_whole.update(|whole| *whole = !*whole)
                >
                    {move || if is_whole.get() { "Less" } else { "More" }}
                </button>
            })}
        </li>
    }
}

/// Both values over several lines.
fn whole(change: &ChangeText) -> impl IntoView + use<> {
    let text = |value: &Option<String>| {
        value.as_deref().map(|value| {
            let mut out = String::new();
            match parse(value.as_bytes()) {
                Ok(value) => pretty(&value, 0, WHOLE, &mut out),
                Err(_) => out.push_str(value),
            }
            let lines: Vec<String> = out.split('\n').map(|line| short_text(line, WHOLE)).collect();
            lines.join("\n")
        })
    };
    view! {
        {text(&change.old).map(|old| view! { <pre class="from-log"><del>{old}</del></pre> })}
        {text(&change.new).map(|new| view! { <pre class="from-log"><ins>{new}</ins></pre> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_grouped_by_what_holds_them() {
        let change = |path: &str| ChangeText { path: path.to_owned(), ..ChangeText::default() };
        let groups = groups(&[change("/items/jam"), change("/items/tea"), change("/total"), change("")]);
        let shown: Vec<_> = groups.iter().map(|group| (group.parent.as_str(), group.changes.len())).collect();
        assert_eq!(shown, [("/items", 2), ("", 2)]);
    }
}
