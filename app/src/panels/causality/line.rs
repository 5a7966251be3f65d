//! A line of the tree.
//! Never knows its neighbours: what is done to it, the tree does.

use leptos::attr::custom::custom_attribute;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::lines::{Content, Line};
use super::tree::{Context, id_of};
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::panels::type_dot::TypeDot;

/// Pixels of indent, and how many levels are indented: a long chain stays readable.
const INDENT: u32 = 13;
const DEEPEST: u32 = 9;

/// A line.
#[component]
pub fn CauseTreeLine(
    /// What stands on it.
    line: Line,
    /// The tree.
    context: Context,
) -> impl IntoView {
    let Line { key, level, content, is_open } = line;
    let position = match &content {
        Content::Event { position, .. } => Some(*position),
        _ => None,
    };
    let id = id_of(&key);
    let key = StoredValue::new(key);
    let is_active = move || context.active.with(|active| key.with_value(|key| active == key));
    let is_here = move || position.is_some() && context.here.get() == position;
    let twist = is_open.map(|is_open| {
        let shape = if is_open { Shape::Down } else { Shape::Right };
        let toggle = move |click: MouseEvent| {
            click.stop_propagation();
            context.active.set(key.get_value());
            context.toggle.run(key.get_value());
        };
        view! { <span class="twist" on:click=toggle><Icon shape/></span> }
    });
    let acts = StoredValue::new(content.clone());
    let on_click = move |_: MouseEvent| {
        context.active.set(key.get_value());
        context.act.run(acts.get_value());
    };
    let indent = format!("{}px", level.min(DEEPEST) * INDENT);
    let spoken = spoken(&content);
    let kind = match &content {
        Content::Event { .. } => "cause-line event",
        Content::Missing { .. } => "cause-line missing",
        Content::Again { .. } => "cause-line again",
        Content::More { .. } => "cause-line more",
    };
    view! {
        <div
            class=kind
            class:active=is_active
            class:here=is_here
            role="treeitem"
            id=id
            title=spoken
            aria-expanded=is_open.map(|is_open| is_open.to_string())
            aria-selected=move || is_active().to_string()
            aria-current=move || is_here().then_some("true")
            {..custom_attribute("aria-level", (level + 1).to_string())}
            on:click=on_click
        >
            <span class="guides" style:width=indent></span>
            <span class="fold">{twist}</span>
            {shown(content, level)}
        </div>
    }
}

fn spoken(content: &Content) -> String {
    match content {
        Content::Event { spoken, .. } => spoken.clone(),
        Content::Missing { name, id } => format!("Not in this log: {id}, which {name} names as the cause"),
        Content::Again { position } => {
            format!("Event {} again: the causes go round in a circle", grouped(*position))
        }
        Content::More { text, .. } => format!("Show {}", text.to_lowercase()),
    }
}

fn shown(content: Content, level: u32) -> AnyView {
    match content {
        Content::Event { position, type_index, event_type, stream, when, note, .. } => view! {
            <span class="body">
                <span class="first">
                    <TypeDot type_index/>
                    <span class="type from-log">{event_type}</span>
                    <span class="position">{grouped(position)}</span>
                </span>
                <span class="second">
                    <span class="stream from-log">{stream}</span>
                    <span class="when">{when}</span>
                </span>
                {(!note.is_empty()).then(|| view! { <span class="remark">{note}</span> })}
                {(level > DEEPEST).then(|| view! { <span class="remark">{format!("Level {}", grouped(level.into()))}</span> })}
            </span>
        }
        .into_any(),
        Content::Missing { name, id } => view! {
            <span class="body">
                <span class="first"><span class="type">"Not in this log"</span></span>
                <span class="second">
                    <span class="stream"><span class="from-log">{name}</span>" "<span class="from-log">{id}</span></span>
                </span>
                <span class="remark">"A command, or an event that was cut off. Those below name it as their cause."</span>
            </span>
        }
        .into_any(),
        Content::Again { position } => view! {
            <span class="body">
                <span class="remark">{format!("Event {} again, above: the causes go round in a circle.", grouped(position))}</span>
            </span>
        }
        .into_any(),
        Content::More { text, .. } => view! { <span class="body"><span class="text">{text}</span></span> }.into_any(),
    }
}
