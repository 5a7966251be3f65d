//! All values of one JSON text in the order of its bytes, found in the one pass that checks it, so that whoever looks for
//! members in members scans nothing again. It holds places, no text.

use super::note::Note;
use super::scan::{Fault, Span, walk};

/// Values of one text, at most: what has more is looked through level by level.
const MOST: usize = 1 << 18;

/// One value. Places are those of the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    name: (u32, u32),
    value: (u32, u32),
    /// How many of the nodes behind it lie in it; as long as it is open, the node that it lies in.
    inside: u32,
}

impl Node {
    /// The member's name between its quotes, escapes as written; empty for what is no member.
    #[inline]
    pub fn name(&self) -> Span {
        Span { start: self.name.0 as usize, end: self.name.1 as usize }
    }

    /// The value.
    #[inline]
    pub fn value(&self) -> Span {
        Span { start: self.value.0 as usize, end: self.value.1 as usize }
    }
}

/// The values of one text; its memory is reused for the next.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The node that is open.
    open: u32,
    name: (u32, u32),
    is_full: bool,
}

impl Tree {
    /// Checks the one value that begins at `at` as [`super::scan::value`] does, and keeps what lies in it.
    ///
    /// # Errors
    /// The first [`Fault`].
    pub fn read(&mut self, input: &[u8], at: usize) -> Result<Span, Fault> {
        self.clear();
        self.is_full = u32::try_from(input.len()).is_err();
        let read = walk(input, at, self);
        self.is_full |= read.is_err();
        read
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.nodes.clear();
        (self.open, self.name, self.is_full) = (0, (0, 0), false);
    }

    /// The value that was read, alone; nothing where none was, or one of too many values.
    pub fn root(&self) -> Option<Children<'_>> {
        (!self.is_full && !self.nodes.is_empty()).then_some(Children { nodes: &self.nodes })
    }

    #[inline]
    fn push(&mut self, (start, end): (usize, usize), inside: u32) {
        if self.nodes.len() >= MOST {
            self.is_full = true;
        }
        if !self.is_full {
            // They fit, for the input's length does.
            let value = (start as u32, end as u32);
            self.nodes.push(Node { name: std::mem::take(&mut self.name), value, inside });
        }
    }
}

impl Note for Tree {
    #[inline]
    fn open(&mut self, at: usize) {
        let around = std::mem::replace(&mut self.open, self.nodes.len() as u32);
        self.push((at, at), around);
    }

    #[inline]
    fn close(&mut self, end: usize) {
        let inside = self.nodes.len().saturating_sub(self.open as usize + 1);
        if let Some(node) = self.nodes.get_mut(self.open as usize).filter(|_| !self.is_full) {
            node.value.1 = end as u32;
            self.open = std::mem::replace(&mut node.inside, inside as u32);
        }
    }

    #[inline]
    fn name(&mut self, name: Span) {
        self.name = (name.start as u32, name.end as u32);
    }

    #[inline]
    fn leaf(&mut self, value: Span) {
        self.push((value.start, value.end), 0);
    }
}

/// Values of one level, each with those that lie in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Children<'a> {
    nodes: &'a [Node],
}

impl<'a> Children<'a> {
    /// The last one whose name is written so in `text`, of which these are the values.
    #[inline]
    pub fn named(self, text: &[u8], name: &[u8]) -> Option<<Self as Iterator>::Item> {
        let (length, first) = (name.len() as u32, name.first());
        let (mut at, mut found) = (0, None);
        while let Some(node) = self.nodes.get(at) {
            // Most names differ in length or in their first byte.
            let (start, end) = node.name;
            let may_be = end - start == length && (length == 0 || text.get(start as usize) == first);
            if may_be && node.name().of(text) == name {
                found = Some(at);
            }
            at += 1 + node.inside as usize;
        }
        Children { nodes: self.nodes.get(found?..)? }.next()
    }

    /// The names of all, at every level.
    pub fn names(self) -> impl Iterator<Item = Span> + 'a {
        self.nodes.iter().map(Node::name)
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = (&'a Node, Children<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (node, rest) = self.nodes.split_first()?;
        let (inside, behind) = rest.split_at_checked(node.inside as usize)?;
        self.nodes = behind;
        Some((node, Children { nodes: inside }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(children: Children<'_>, text: &str) -> String {
        let part = |span: Span| &text[span.start..span.end];
        let each =
            |(node, inside)| format!("{}={}({})", part(Node::name(node)), part(node.value()), written(inside, text));
        children.map(each).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_value_is_found_below_the_one_it_lies_in() {
        let text = r#" {"a": [1, {"b":[]} ,"x"], "c":{} , "d" :null}, "#;
        let mut tree = Tree::default();
        for _ in 0..2 {
            assert_eq!(tree.read(text.as_bytes(), 0).map(|span| span.end), Ok(text.len() - 2));
            let (root, inside) = tree.root().unwrap().next().unwrap();
            assert_eq!(root.value(), Span { start: 1, end: text.len() - 2 });
            assert_eq!(written(inside, text), r#"a=[1, {"b":[]} ,"x"](=1() ={"b":[]}(b=[]()) ="x"()) c={}() d=null()"#);
            let named = |name: &str| inside.named(text.as_bytes(), name.as_bytes()).map(|(node, _)| node.value());
            assert_eq!(named("c").map(|value| &text[value.start..value.end]), Some("{}"));
            assert_eq!(named("b"), None);
            assert_eq!(inside.names().filter(|name| name.end > name.start).count(), 4);
        }
    }

    #[test]
    fn nothing_is_told_of_what_is_no_json_or_too_much() {
        let mut tree = Tree::default();
        assert!(tree.read(b"[1,[2}", 0).is_err());
        assert!(tree.root().is_none());
        let long = format!("[{}[1]]", "1,".repeat(MOST));
        assert_eq!(tree.read(long.as_bytes(), 0).map(|span| span.end), Ok(long.len()));
        assert!(tree.root().is_none());
        assert!(tree.read(b"7", 0).is_ok());
        assert_eq!(tree.root().map(Iterator::count), Some(1));
    }
}
