//! The query over the events: the bar in which it is written, what it found, and those that are kept.
//! Never reads a query: the engine does, and says what could be written next.

mod bar;
mod caret;
mod offers;
mod save;
mod saved;
mod strip;
mod wrong;

pub use bar::QueryBar;
pub use saved::SavedQueries;
pub use strip::QueryStrip;
