//! A JSON value as a tree that opens and closes: of states, payloads and metadata.
//! Never compares or changes values: what is different comes from the engine.

mod changes;
mod content;
mod keys;
mod line;
mod lines;
mod looks;
mod rows;
mod search;
mod short;
mod standing;
mod view;

pub use changes::Changes;
pub use short::short_text;
pub use view::Tree;
