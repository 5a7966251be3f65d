//! What stands on an element, written straight onto it: for rows that change with every frame of a drag.
//! Never reads anything back.

use web_sys::{Element, Node};

/// Writes the words of an element that holds nothing else. Its text node is kept, as another one would be laid out anew.
pub fn write_text(element: &Element, text: &str) {
    // An element that is empty to a view holds a comment.
    let words = element.first_child().filter(|child| child.node_type() == Node::TEXT_NODE);
    match words {
        Some(words) => words.set_node_value(Some(text)),
        None => element.set_text_content(Some(text)),
    }
}

/// Writes an attribute.
pub fn write_attribute(element: &Element, name: &str, value: &str) {
    // Only a name that is no name is refused.
    let _ = element.set_attribute(name, value);
}
