//! A line of a tree on the page.
//! Never knows its neighbours: what is done to it, the tree does.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::content::{Content, Line};
use super::lines::PAGE;
use super::looks::{Looks, Nodes};
use super::view::{Act, TreeContext};
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::visible::visible;

/// The name by which a line is found again: its path, and whether it only leads through its members.
pub fn key_of(line: &Line) -> String {
    match line.content {
        Content::Pages { .. } => format!("{}\npages", line.path),
        Content::Cut => "\ncut".to_owned(),
        _ => line.path.clone(),
    }
}

/// What leads on from a line that does not show all.
#[derive(Clone, Copy, PartialEq)]
enum More {
    /// Characters.
    Rest(u64),
    /// The other pages of a branch.
    Pages { first: usize, count: usize },
}

/// A line.
#[component]
pub fn TreeLine(
    /// Its number in the tree.
    number: usize,
    /// What stands on it; nothing on a spare one.
    line: ArcRwSignal<Option<Line>>,
    /// The tree.
    tree: TreeContext,
) -> impl IntoView {
    let line = RwSignal::from(line);
    let key = move || line.with_untracked(|line| line.as_ref().map(key_of).unwrap_or_default());
    let path = move || line.with_untracked(|line| line.as_ref().map(|line| line.path.clone()).unwrap_or_default());
    let act = move |act: fn(String) -> Act| {
        move |click: MouseEvent| {
            click.stop_propagation();
            tree.active.set(key());
            tree.act.run(act(path()));
        }
    };
    let nodes = Nodes::default();
    let is_active = RwSignal::new(false);
    Effect::new(move |before: Option<Looks>| {
        let looks = line.with(|line| match line {
            Some(line) => looks(line, tree),
            None => before.clone().unwrap_or_default().hidden(),
        });
        nodes.write(before.as_ref(), &looks);
        if is_active.get_untracked() != looks.is_active {
            is_active.set(looks.is_active);
        }
        looks
    });
    let on_click = move |_: MouseEvent| {
        tree.active.set(key());
        if line.with_untracked(|line| line.as_ref().is_some_and(|line| line.is_open().is_some())) {
            tree.act.run(Act::Toggle(path()));
        }
    };
    // What nobody sees of a line is not made.
    let is_near = RwSignal::new(false);
    let actions = Memo::new(move |_| {
        let (is_value, is_leaf) = line.with(|line| match line.as_ref().map(|line| &line.content) {
            None | Some(Content::Pages { .. } | Content::Cut | Content::Removed) => (false, false),
            Some(Content::Branch { .. }) => (true, false),
            Some(Content::Leaf { .. }) => (true, true),
        });
        // Of a state, and a value that can be a number.
        (is_value && (is_near.get() || is_active.get())).then_some(is_leaf && tree.can_blame)
    });
    let more = Memo::new(move |_| {
        line.with(|line| match line.as_ref()?.content {
            Content::Leaf { rest, .. } if rest > 0 => Some(More::Rest(rest as u64)),
            Content::Pages { first, count } => Some(More::Pages { first, count }),
            _ => None,
        })
    });
    let button = move |shape: Shape, name: &'static str, what: fn(String) -> Act| {
        view! {
            <button type="button" tabindex="-1" title=name aria-label=name on:click=act(what)>
                <Icon shape/>
            </button>
        }
    };
    let value = match tree.can_blame {
        true => view! {
            <button type="button" tabindex="-1" title="Who wrote this? (b)" on:click=act(Act::Blame) node_ref=nodes.button></button>
        }
        .into_any(),
        false => view! { <span node_ref=nodes.plain></span> }.into_any(),
    };
    view! {
        <div
            role="treeitem"
            id=tree.id(number)
            on:click=on_click
            on:pointerenter=move |_| is_near.set(true)
            on:pointerleave=move |_| is_near.set(false)
            node_ref=nodes.row
        >
            <span class="twist"><Icon shape=Shape::Right/></span>
            <span class="name from-log" node_ref=nodes.name></span>
            <span node_ref=nodes.colon></span>
            <span class="size" node_ref=nodes.size></span>
            <span class="change" node_ref=nodes.change>
                <del class="from-log" node_ref=nodes.old></del>
                " "
                {value}
                <span class="unseen" node_ref=nodes.gone></span>
            </span>
            {move || more.get().map(|more| match more {
                More::Rest(rest) => view! {
                    <button type="button" tabindex="-1" class="more" on:click=act(Act::Whole)>
                        {format!("{} more characters", grouped(rest))}
                    </button>
                }
                .into_any(),
                More::Pages { first, count } => pages(path, first, count, tree).into_any(),
            })}
            {move || actions.get().map(|can_follow| view! {
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

fn looks(line: &Line, tree: TreeContext) -> Looks {
    // The root is called what the tree is of.
    let name = match line.content {
        Content::Pages { .. } | Content::Cut => String::new(),
        _ if line.path.is_empty() => visible(&tree.root.get()).into_owned(),
        _ => line.name.clone(),
    };
    let is_active = tree.active.with(|active| *active == key_of(line));
    Looks::of(line, name, is_active)
}

fn pages(path: impl Fn() -> String + Copy + 'static, first: usize, count: usize, tree: TreeContext) -> impl IntoView {
    let last = (first + PAGE).min(count);
    let shown = format!("{} to {} of {}", grouped(first as u64 + 1), grouped(last as u64), grouped(count as u64));
    let button = move |name: &'static str, to: usize, is_there: bool| {
        let go = move |click: MouseEvent| {
            click.stop_propagation();
            tree.act.run(Act::Page(path(), to));
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
