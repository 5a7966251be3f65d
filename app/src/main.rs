//! The time-travel debugger: a page that shows what the engine in its worker answers.
//! Never touches an event store itself.

mod address;
mod bookmarks;
mod commands;
mod crash;
mod engine;
mod export;
mod fetched;
mod focus;
mod icon;
mod import;
mod kept;
mod keys;
mod moment;
mod number;
mod panels;
mod play;
mod projection;
mod query;
mod session;
mod settings;
mod shell;
mod storage;
mod visible;

use leptos::prelude::*;

use crate::bookmarks::Bookmarks;
use crate::engine::Engine;
use crate::export::Exports;
use crate::import::Imports;
use crate::panels::Motions;
use crate::projection::Mine;
use crate::query::Query;
use crate::session::Session;
use crate::settings::Settings;
use crate::shell::{Opened, Shell};

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
        provide_context(Mine::new(engine, session));
        provide_context(imports);
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
