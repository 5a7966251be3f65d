//! How a line of a tree looks, and its way onto the elements of a row.
//! Never touches what looks as before: a drag writes all rows of a state anew sixty times a second, and every write that
//! says nothing new costs a part of a frame.

use leptos::html;
use leptos::prelude::*;

use super::content::{Content, Kind, Line};
use crate::number::grouped;
use crate::panels::place::style_node;
use crate::panels::write::{write_attribute, write_text};

/// Pixels of indent.
const INDENT: usize = 15;
/// The class of a row that no line stands on.
const SPARE: &str = "spare";

/// How a line looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    pub class: String,
    pub depth: usize,
    /// Whether its branch is open; nothing for what does not open.
    pub is_open: Option<bool>,
    pub is_active: bool,
    pub name: String,
    /// What stands between the name and the value.
    pub colon: &'static str,
    /// How many members a branch has, or what is said in the place of a value.
    pub size: String,
    pub old: Option<String>,
    /// The class and the text of a value without members.
    pub value: Option<(&'static str, String)>,
    /// What screen readers are told of a value that is here no more.
    pub gone: &'static str,
}

impl Looks {
    /// Of a line that has this name.
    pub fn of(line: &Line, name: String, is_active: bool) -> Self {
        let is_open = line.is_open();
        let all = [
            (is_open.is_some(), " branch"),
            (is_open == Some(true), " open"),
            (is_active, " active"),
            (line.is_changed, " changed"),
            (line.is_hit, " hit"),
        ];
        let class =
            all.iter().filter(|(holds, _)| *holds).fold("tree-line".to_owned(), |text, (_, class)| text + class);
        let colon = match line.content {
            Content::Leaf { .. } | Content::Removed => ": ",
            _ => "",
        };
        let size = match line.content {
            Content::Branch { is_array: true, count, .. } => format!("[{}]", grouped(count as u64)),
            Content::Branch { count, .. } => format!("{{{}}}", grouped(count as u64)),
            Content::Cut => "The rest is left out. Fold something, or search.".to_owned(),
            _ => String::new(),
        };
        let value = match &line.content {
            Content::Leaf { kind, text, .. } => Some((class_of(*kind), text.clone())),
            _ => None,
        };
        let gone = if line.content == Content::Removed { "removed" } else { "" };
        Self { class, depth: line.depth, is_open, is_active, name, colon, size, old: line.old.clone(), value, gone }
    }

    /// Nothing to be seen, and nothing to be found: its words stay for the next line, which may be of the same ones.
    pub fn hidden(self) -> Self {
        Self { class: SPARE.to_owned(), is_active: false, ..self }
    }
}

fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "value text from-log",
        Kind::Number => "value number from-log",
        Kind::Word => "value word from-log",
    }
}

/// The elements of a row.
#[derive(Clone, Copy, Default)]
pub struct Nodes {
    pub row: NodeRef<html::Div>,
    pub name: NodeRef<html::Span>,
    pub colon: NodeRef<html::Span>,
    pub size: NodeRef<html::Span>,
    /// Around the old value and the new one.
    pub change: NodeRef<html::Span>,
    pub old: NodeRef<html::Del>,
    pub gone: NodeRef<html::Span>,
    /// The value where it is not to be pressed.
    pub plain: NodeRef<html::Span>,
    /// The value where it is.
    pub button: NodeRef<html::Button>,
}

impl Nodes {
    /// Writes what is other than before.
    pub fn write(self, before: Option<&Looks>, now: &Looks) {
        let Some(row) = self.row.get_untracked() else { return };
        let fresh = Looks::default();
        let old = before.unwrap_or(&fresh);
        let is_first = before.is_none();
        if old.class != now.class {
            row.set_class_name(&now.class);
        }
        if is_first || old.depth != now.depth {
            write_attribute(&row, "aria-level", &(now.depth + 1).to_string());
            let indent = format!("{}px", 24 + now.depth * INDENT);
            // The page's policy lets no text be a style.
            style_node(self.row, "padding-left", &indent);
        }
        if old.is_open != now.is_open {
            match now.is_open {
                Some(is_open) => write_attribute(&row, "aria-expanded", if is_open { "true" } else { "false" }),
                // An element always lets go of an attribute.
                None => drop(row.remove_attribute("aria-expanded")),
            }
        }
        if is_first || old.is_active != now.is_active {
            write_attribute(&row, "aria-selected", if now.is_active { "true" } else { "false" });
        }
        let words = [
            (self.name.get_untracked(), &*old.name, &*now.name),
            (self.colon.get_untracked(), old.colon, now.colon),
            (self.size.get_untracked(), &*old.size, &*now.size),
            (self.gone.get_untracked(), old.gone, now.gone),
        ];
        for (node, old, now) in words {
            if let Some(node) = node.filter(|_| old != now) {
                write_text(&node, now);
            }
        }
        if let Some(node) = self.old.get_untracked().filter(|_| is_first || old.old != now.old) {
            write_text(&node, now.old.as_deref().unwrap_or_default());
            if is_first || old.old.is_some() != now.old.is_some() {
                node.set_hidden(now.old.is_none());
            }
        }
        if is_first || old.value != now.value {
            let of = |looks: &Looks| looks.value.clone().unwrap_or_default();
            let ((old_class, old_text), (class, text)) = (of(old), of(now));
            let value: Option<web_sys::HtmlElement> = match self.button.get_untracked() {
                Some(button) => Some(button.into()),
                None => self.plain.get_untracked().map(Into::into),
            };
            if let Some(value) = value {
                if is_first || old_class != class {
                    value.set_class_name(class);
                    value.set_hidden(now.value.is_none());
                }
                if old_text != text {
                    write_text(&value, &text);
                }
            }
        }
        let is_bare = |looks: &Looks| looks.old.is_none() && looks.value.is_none() && looks.gone.is_empty();
        if let Some(node) = self.change.get_untracked().filter(|_| is_first || is_bare(old) != is_bare(now)) {
            node.set_hidden(is_bare(now));
        }
    }
}
