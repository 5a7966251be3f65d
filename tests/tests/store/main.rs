//! The event store in a real browser: what it promises to an app, between tabs, and to a browser that is killed.

mod closed;
mod dice;
mod kill;
mod kill_import;
mod order;
mod reads;
mod rounds;
mod script;
mod semantics;
mod tabs;
mod torn;
mod upkeep;
