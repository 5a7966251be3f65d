//! JSON (RFC 8259), read without loss: numbers keep every digit, and a place is named for every error.
//!
//! [`scan`] checks and cuts bytes without building anything; [`Json`] is the tree that folds work on.

mod members;
mod note;
mod parse;
pub mod scan;
mod text;
mod tree;
mod value;

pub use members::{Member, Members};
pub use parse::parse;
pub use scan::{Fault, MAX_DEPTH, Problem, Span};
pub use text::{unescape, write_string};
pub use tree::{Children, Node, Tree};
pub(crate) use value::index;
pub use value::{Json, Object};
