//! The time-travel debugger: a page that shows what the engine in its worker answers.
//! Never touches an event store itself.

mod address;
mod bookmarks;
mod commands;
mod crash;
mod engine;
mod export;
mod fetched;
mod flips;
mod focus;
mod icon;
mod import;
mod kept;
mod keys;
mod later;
mod moment;
mod number;
mod panels;
mod pins;
mod play;
mod projection;
mod query;
mod session;
mod settings;
mod shell;
mod storage;
mod undo;
mod visible;
mod whatif;

use leptos::prelude::*;

use crate::bookmarks::Bookmarks;
use crate::engine::Engine;
use crate::export::Exports;
use crate::flips::Flips;
use crate::import::Imports;
use crate::panels::Motions;
use crate::pins::Pins;
use crate::projection::Mine;
use crate::query::Query;
use crate::session::Session;
use crate::settings::Settings;
use crate::shell::{Opened, Shell};
use crate::undo::Undo;
use crate::whatif::WhatIf;

fn main() {
    crash::tell();
    mount_to_body(|| {
        let error = RwSignal::new(None);
        let engine = Engine::start(move |why| error.set(Some(why)));
        let session = Session::new(engine, error);
        let imports = Imports::new(engine, session);
        let restoring = RwSignal::new(true);
        provide_context(engine);
        provide_context(Settings::new());
        provide_context(session);
        let mine = Mine::new(engine, session);
        provide_context(mine);
        provide_context(Flips::new(engine, session, mine));
        provide_context(Undo::new(engine, session, mine));
        provide_context(imports);
        provide_context(WhatIf::new(engine, session));
        provide_context(Pins::new(session));
        provide_context(Bookmarks::new(session));
        let query = Query::new(engine, session);
        provide_context(query);
        provide_context(Exports::new(engine));
        provide_context(Opened::new());
        provide_context(Motions::new());
        address::restore_and_keep(engine, session, query, imports, restoring);
        play::run(engine, session);
        keys::listen();
        view! { <Shell restoring/> }
    });
}
