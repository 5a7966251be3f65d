//! XML in pieces: how a log in it is recognised, and how it is cut into the elements that are records. What they mean is
//! for [`crate::process`].

mod cutter;
mod element;
mod encoding;
mod recognise;
mod scanner;
mod structure;

pub(crate) use cutter::Cutter;
pub(crate) use element::{Element, Fault, Piece};
pub(crate) use encoding::Encoding;
pub(crate) use recognise::recognise;
pub(crate) use structure::At;
