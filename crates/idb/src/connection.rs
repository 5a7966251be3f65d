//! One connection to a log's database: how it is opened, and how it learns that it was closed.
//!
//! It never makes a database unless it is told to, and never holds up a tab that deletes or upgrades the database.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_log::LogError;
use futures::channel::oneshot;
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::IdbOpenDbRequest;

use crate::databases::database_name;
use crate::failure::from_open;
use crate::{schema, witness};

/// What to do where there is no database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Make one.
    Make,
    /// Leave it so.
    Leave,
}

/// An open database. Dropping it closes it, after the transactions that are under way.
#[derive(Debug)]
pub struct Connection {
    database: Database,
    closed: Rc<Cell<bool>>,
    // They must live as long as the database may call them.
    _on_versionchange: Closure<dyn FnMut()>,
    _on_close: Closure<dyn FnMut()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.as_sys().set_onversionchange(None);
        self.database.as_sys().set_onclose(None);
        self.database.as_sys().close();
    }
}

impl Connection {
    /// Opens the database of a log; `None` when there is none and it is to be left so.
    pub async fn open(key: &str, absent: Absent) -> Result<Option<Self>, LogError> {
        witness::begin_soon();
        let writing = (absent == Absent::Make).then(witness::writing);
        let refused = Rc::new(Cell::new(false));
        let request: Rc<RefCell<Option<IdbOpenDbRequest>>> = Rc::default();
        let (sender, opened) = oneshot::channel();
        let sender = Rc::new(Cell::new(Some(sender)));
        let opening = Database::open(database_name(key))
            .with_version(schema::VERSION)
            .with_on_blocked({
                let sender = sender.clone();
                move |_| {
                    if let Some(sender) = sender.take() {
                        // Whoever waited may have gone.
                        let _ = sender.send(Err(LogError::Blocked));
                    }
                    Ok(())
                }
            })
            .with_on_upgrade_needed({
                let (refused, request) = (refused.clone(), request.clone());
                move |event, database| {
                    if event.old_version() == 0.0 && absent == Absent::Leave {
                        refused.set(true);
                        // IndexedDB cannot open without making, but a making that is aborted leaves nothing behind, and
                        // nobody can have seen it. Taking it back by deleting could hit what another tab made meanwhile.
                        let making = request.borrow().as_ref().and_then(|request| request.transaction());
                        return making.map_or(Ok(()), |transaction| transaction.abort()).map_err(Into::into);
                    }
                    schema::upgrade(&database, event.old_version() as u32)
                }
            })
            .build()
            .map_err(|error| from_open(&error))?;
        request.replace(Some(opening.as_sys().clone()));
        // The browser goes on with it also when nobody waits any more, be it that it was blocked or that the caller has gone.
        // An upgrade must then still be a whole one, and the connection, being dropped, must not hold up others.
        wasm_bindgen_futures::spawn_local(async move {
            let opened = opening.await.map(Self::of).map_err(|error| from_open(&error));
            drop(writing);
            if let Some(sender) = sender.take() {
                let _ = sender.send(opened);
            }
        });
        match opened.await {
            _ if refused.get() => Ok(None),
            Ok(opened) => opened.map(Some),
            // The task above answers before it ends.
            Err(oneshot::Canceled) => Err(LogError::Closed),
        }
    }

    fn of(database: Database) -> Self {
        let closed = Rc::new(Cell::new(false));
        // Another tab wants to delete or upgrade: step aside, or it would wait for ever.
        let on_versionchange = Closure::<dyn FnMut()>::new({
            let (closed, database) = (closed.clone(), database.clone());
            move || {
                closed.set(true);
                database.as_sys().close();
            }
        });
        let on_close = Closure::<dyn FnMut()>::new({
            let closed = closed.clone();
            move || closed.set(true)
        });
        database.as_sys().set_onversionchange(Some(on_versionchange.as_ref().unchecked_ref()));
        database.as_sys().set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self { database, closed, _on_versionchange: on_versionchange, _on_close: on_close }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Whether it is known to be closed.
    pub fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Notes that it was found closed. A connection that only seemed so must not hold up others either.
    pub fn close(&self) {
        self.closed.set(true);
        self.database.as_sys().close();
    }
}
