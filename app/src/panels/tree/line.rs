//! A line of a tree on the page.
//! Never knows its neighbours: what is done to it, the tree does.

use leptos::attr::custom::custom_attribute;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::content::{Content, Kind, Line};
use super::lines::PAGE;
use super::view::{Act, TreeContext};
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::visible::visible;

/// Pixels of indent.
const INDENT: usize = 15;

/// The name by which a line is found again: its path, and whether it only leads through its members.
pub fn key_of(line: &Line) -> String {
    match line.content {
        Content::Pages { .. } => format!("{}\npages", line.path),
        Content::Cut => "\ncut".to_owned(),
        _ => line.path.clone(),
    }
}

/// A line.
#[component]
pub fn TreeLine(
    /// What stands on it.
    line: Line,
    /// The tree.
    tree: TreeContext,
) -> impl IntoView {
    let key = StoredValue::new(key_of(&line));
    let is_active = move || tree.active.with(|active| key.with_value(|key| active == key));
    let path = StoredValue::new(line.path.clone());
    let act = move |act: fn(String) -> Act| {
        move |click: MouseEvent| {
            click.stop_propagation();
            tree.active.set(key.get_value());
            tree.act.run(act(path.get_value()));
        }
    };
    let (expanded, twist) = match line.content {
        Content::Branch { is_open, count, .. } if count > 0 => {
            let shape = if is_open { Shape::Down } else { Shape::Right };
            (Some(is_open.to_string()), Some(view! { <Icon shape/> }))
        }
        _ => (None, None),
    };
    let is_branch = expanded.is_some();
    // A line is built anew with each value that it shows: what nobody sees is not.
    let is_near = RwSignal::new(false);
    let shows_actions = Memo::new(move |_| is_near.get() || is_active());
    let on_click = move |_: MouseEvent| {
        tree.active.set(key.get_value());
        if is_branch {
            tree.act.run(Act::Toggle(path.get_value()));
        }
    };
    let (is_changed, is_hit) = (line.is_changed, line.is_hit);
    let name = name(&line, tree);
    let indent = format!("{}px", 24 + line.depth * INDENT);
    let level = (line.depth + 1).to_string();
    let has_actions = !matches!(line.content, Content::Pages { .. } | Content::Cut | Content::Removed);
    // Of a state, and a value that can be a number.
    let can_follow = tree.can_blame && matches!(line.content, Content::Leaf { .. });
    let button = move |shape: Shape, name: &'static str, what: fn(String) -> Act| {
        view! {
            <button type="button" tabindex="-1" title=name aria-label=name on:click=act(what)>
                <Icon shape/>
            </button>
        }
    };
    let content = content(line, tree, act);
    view! {
        <div
            class="tree-line"
            class:branch=is_branch
            class:active=is_active
            class:changed=is_changed
            class:hit=is_hit
            role="treeitem"
            id=tree.id(&key.get_value())
            {..custom_attribute("aria-level", level)}
            aria-expanded=expanded
            aria-selected=move || is_active().to_string()
            style:padding-left=indent
            on:click=on_click
            on:pointerenter=move |_| is_near.set(true)
            on:pointerleave=move |_| is_near.set(false)
        >
            <span class="twist">{twist}</span>
            {name}
            {content}
            {move || (has_actions && shows_actions.get()).then(|| view! {
                <span class="actions">
                    {tree.can_blame.then(|| button(Shape::Blame, "Who wrote this? (b)", Act::Blame))}
                    {can_follow.then(|| button(Shape::Chart, "Follow it in a chart (t)", Act::Follow))}
                    {button(Shape::Copy, "Copy the value (c)", Act::CopyValue)}
                    {button(Shape::Pen, "Copy the path (p)", Act::CopyPath)}
                </span>
            })}
        </div>
    }
}

fn name(line: &Line, tree: TreeContext) -> impl IntoView + use<> {
    let is_root = line.path.is_empty();
    let name = line.name.clone();
    // The root keeps its line when another value takes its place, so its name is looked up.
    let name = move || if is_root { visible(&tree.root.get()).into_owned() } else { name.clone() };
    let is_shown = !matches!(line.content, Content::Pages { .. } | Content::Cut);
    let is_followed = !matches!(line.content, Content::Branch { .. });
    is_shown.then(|| {
        view! {
            <span class="name from-log">{name}</span>
            {is_followed.then_some(": ")}
        }
    })
}

fn content<F>(line: Line, tree: TreeContext, act: impl Fn(fn(String) -> Act) -> F) -> AnyView
where
    F: FnMut(MouseEvent) + 'static,
{
    let old = line.old.map(|old| view! { <del class="from-log">{old}</del>" " });
    match line.content {
        Content::Leaf { kind, text, rest } => {
            let class = match kind {
                Kind::Text => "value text from-log",
                Kind::Number => "value number from-log",
                Kind::Word => "value word from-log",
            };
            let more = (rest > 0).then(|| {
                view! {
                    <button type="button" tabindex="-1" class="more" on:click=act(Act::Whole)>
                        {format!("{} more characters", grouped(rest as u64))}
                    </button>
                }
            });
            let value = if tree.can_blame {
                view! {
                    <button
                        type="button"
                        tabindex="-1"
                        class=class
                        title="Who wrote this? (b)"
                        on:click=act(Act::Blame)
                    >
                        {text}
                    </button>
                }
                .into_any()
            } else {
                view! { <span class=class>{text}</span> }.into_any()
            };
            view! { <span class="change">{old}{value}</span>{more} }.into_any()
        }
        Content::Branch { is_array, count, .. } => {
            let count = grouped(count as u64);
            let text = if is_array { format!("[{count}]") } else { format!("{{{count}}}") };
            view! { <span class="size">{text}</span><span class="change">{old}</span> }.into_any()
        }
        Content::Removed => view! { <span class="change">{old}<span class="unseen">"removed"</span></span> }.into_any(),
        Content::Pages { first, count } => pages(line.path, first, count, tree).into_any(),
        Content::Cut => {
            view! { <span class="size">"The rest is left out. Fold something, or search."</span> }.into_any()
        }
    }
}

fn pages(path: String, first: usize, count: usize, tree: TreeContext) -> impl IntoView {
    let last = (first + PAGE).min(count);
    let shown = format!("{} to {} of {}", grouped(first as u64 + 1), grouped(last as u64), grouped(count as u64));
    let button = move |name: &'static str, to: usize, is_there: bool| {
        let path = path.clone();
        let go = move |click: MouseEvent| {
            click.stop_propagation();
            tree.act.run(Act::Page(path.clone(), to));
        };
        is_there.then(|| {
            view! {
                <button type="button" tabindex="-1" class="more" on:click=go>{name}</button>
            }
        })
    };
    view! {
        <span class="size">{shown}</span>
        {button("Earlier", first.saturating_sub(PAGE), first > 0)}
        {button("Later", first + PAGE, last < count)}
    }
}
