//! One open database as the place of a log.

use std::cell::Cell;
use std::rc::Rc;

use foldback_log::{Backend, Commit, Expect, LogError, StoredHeader};
use futures::future::{Either, select};
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::Uint8Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::databases::database_name;
use crate::failure::{from_error, from_exception, from_open};
use crate::pieces;
use crate::schema::{self, HEAD, HEADERS, NOTES, PAYLOADS};

/// The key of the head record.
const ONLY: f64 = 0.0;

/// A place in IndexedDB.
#[derive(Debug)]
pub struct IdbBackend {
    database: Database,
    closed: Rc<Cell<bool>>,
    // They must live as long as the database may call them.
    _on_versionchange: Closure<dyn FnMut()>,
    _on_close: Closure<dyn FnMut()>,
}

impl Drop for IdbBackend {
    fn drop(&mut self) {
        self.database.as_sys().set_onversionchange(None);
        self.database.as_sys().set_onclose(None);
        self.database.as_sys().close();
    }
}

impl IdbBackend {
    /// Opens the database of a log, and makes it where there is none.
    ///
    /// # Errors
    /// [`LogError::Blocked`], [`LogError::NewerVersion`], [`LogError::Quota`], or what else the browser says.
    pub async fn open(key: &str) -> Result<Self, LogError> {
        Ok(Self::open_or_make(key).await?.0)
    }

    /// Opens the database of a log that is there; `None` when there is none, also when it was deleted a moment ago.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_existing(key: &str) -> Result<Option<Self>, LogError> {
        let (backend, made) = Self::open_or_make(key).await?;
        if made {
            // IndexedDB cannot open without making: what was made is taken back.
            drop(backend);
            crate::delete(key).await?;
            return Ok(None);
        }
        Ok(Some(backend))
    }

    /// The database, and whether it was made now.
    async fn open_or_make(key: &str) -> Result<(Self, bool), LogError> {
        let made = Rc::new(Cell::new(false));
        let (blocked_sender, blocked) = futures::channel::oneshot::channel::<()>();
        let opening = Database::open(database_name(key))
            .with_version(schema::VERSION)
            .with_on_blocked(move |_| {
                // The receiver is gone once the database is open; then nobody waits for this any more.
                let _ = blocked_sender.send(());
                Ok(())
            })
            .with_on_upgrade_needed({
                let made = made.clone();
                move |event, database| {
                    made.set(event.old_version() == 0.0);
                    schema::upgrade(&database, event.old_version() as u32)
                }
            })
            .build()
            .map_err(|error| from_open(&error))?;
        let database = match select(std::pin::pin!(opening.into_future()), blocked).await {
            Either::Left((opened, _)) => opened.map_err(|error| from_open(&error))?,
            Either::Right((Ok(()), _)) => return Err(LogError::Blocked),
            Either::Right((Err(_), opening)) => opening.await.map_err(|error| from_open(&error))?,
        };
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
        Ok((Self { database, closed, _on_versionchange: on_versionchange, _on_close: on_close }, made.get()))
    }

    fn check_open(&self) -> Result<(), LogError> {
        if self.closed.get() { Err(LogError::Closed) } else { Ok(()) }
    }

    async fn read(&self, store: &str, key: JsValue) -> Result<Option<Vec<u8>>, LogError> {
        self.check_open()?;
        let read = async {
            let transaction = self.database.transaction(store).build()?;
            let found: Option<JsValue> =
                transaction.object_store(store)?.get::<_, JsValue, _>(key).primitive()?.await?;
            Ok::<_, Error>(found)
        };
        let found = read.await.map_err(|error| from_error(&error, 0))?;
        Ok(found.map(|bytes| Uint8Array::new(&bytes).to_vec()))
    }

    fn begin(&self, strict: bool) -> Result<Transaction<'_>, Error> {
        // Relaxed is every browser's default; it is named so that no browser's change of mind changes what we promise.
        let durability = if strict { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        self.database
            .transaction([HEAD, HEADERS, PAYLOADS, NOTES])
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(durability))
            .build()
    }
}

/// Adds all writes of a commit to a transaction. None is awaited: they are done when the transaction is.
fn write(transaction: &Transaction<'_>, commit: &Commit) -> Result<(), Error> {
    let put = |store: &ObjectStore<'_>, key: f64, value: &[u8]| {
        store.put(JsValue::from(Uint8Array::from(value))).with_key(key).without_key_type().primitive().map(drop)
    };
    if let Some(head) = &commit.head {
        put(&transaction.object_store(HEAD)?, ONLY, head)?;
    }
    let (headers, payloads) = (transaction.object_store(HEADERS)?, transaction.object_store(PAYLOADS)?);
    for first in &commit.remove {
        headers.delete::<f64, _>(*first as f64).primitive()?;
        pieces::delete(&payloads, *first)?;
    }
    for segment in &commit.put {
        // The payload in whose place this one comes may have had more pieces.
        pieces::delete(&payloads, segment.first)?;
        put(&headers, segment.first as f64, &segment.header)?;
        pieces::put(&payloads, segment.first, &segment.payload)?;
    }
    let notes = transaction.object_store(NOTES)?;
    for (key, value) in &commit.notes {
        match value {
            Some(value) => {
                let value = JsValue::from(Uint8Array::from(value.as_slice()));
                notes.put(value).with_key(key.as_str()).without_key_type().primitive()?;
            }
            None => {
                notes.delete::<&str, _>(key.as_str()).primitive()?;
            }
        }
    }
    Ok(())
}

impl Backend for IdbBackend {
    async fn head(&self) -> Result<Option<Vec<u8>>, LogError> {
        self.read(HEAD, JsValue::from(ONLY)).await
    }

    async fn headers(&self, from: u64) -> Result<Vec<StoredHeader>, LogError> {
        self.check_open()?;
        let read = async {
            let transaction = self.database.transaction(HEADERS).build()?;
            let store = transaction.object_store(HEADERS)?;
            // Explicit bounds: the library's conversions from `..x` ranges are not to be relied on.
            let range = || KeyRange::LowerBound(from as f64, false);
            let keys = store.get_all_keys::<f64>().with_query::<f64, _>(range()).primitive()?;
            let values = store.get_all::<JsValue>().with_query::<f64, _>(range()).primitive()?;
            let keys: Vec<f64> = keys.await?.collect::<Result<_, _>>()?;
            let values: Vec<JsValue> = values.await?.collect::<Result<_, _>>()?;
            Ok::<_, Error>((keys, values))
        };
        let (keys, values) = read.await.map_err(|error| from_error(&error, 0))?;
        let stored =
            |(key, bytes): (f64, JsValue)| StoredHeader { first: key as u64, header: Uint8Array::new(&bytes).to_vec() };
        Ok(keys.into_iter().zip(values).map(stored).collect())
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        self.check_open()?;
        let read = async {
            let transaction = self.database.transaction(PAYLOADS).build()?;
            let store = transaction.object_store(PAYLOADS)?;
            pieces::get(&store, first).await
        };
        read.await.map_err(|error| from_error(&error, 0))
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        self.read(NOTES, JsValue::from(key)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        self.check_open()?;
        let needed = commit.bytes();
        let failed = |error: &Error| from_error(error, needed);
        let transaction = self.begin(commit.strict).map_err(|error| failed(&error))?;
        if let Expect::Head(expected) = &commit.expect {
            let read = async {
                let found: Option<JsValue> =
                    transaction.object_store(HEAD)?.get::<_, f64, _>(ONLY).primitive()?.await?;
                Ok::<_, Error>(found)
            };
            let found = read.await.map_err(|error| failed(&error))?.map(|bytes| Uint8Array::new(&bytes).to_vec());
            if found != *expected {
                transaction.abort().await.map_err(|error| failed(&error))?;
                return Err(LogError::Conflict);
            }
        }
        write(&transaction, &commit).map_err(|error| failed(&error))?;
        // The library's own error of an aborted transaction forgets why; the transaction itself still knows.
        let raw: web_sys::IdbTransaction = (**transaction.as_sys()).clone();
        match transaction.commit().await {
            Ok(()) => Ok(()),
            Err(error) => {
                Err(raw.error().map_or_else(|| failed(&error), |exception| from_exception(&exception, needed)))
            }
        }
    }
}
