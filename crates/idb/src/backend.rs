//! A log's place in IndexedDB. It reads by way of a connection that it opens again when the browser has closed it.
//!
//! It never makes a database again that was deleted, never takes another one of the same name for it, and never repeats a commit that may have happened.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_log::{Backend, Commit, LogError, PayloadRange, Snapshot, StoredHeader};
use futures::lock::Mutex;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::primitive::TryFromJs;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use crate::connection::{Absent, Connection};
use crate::failure::from_error;
use crate::records::{self, WITH_HEADER};
use crate::schema::{HEAD, HEADERS, IDENTITY, NOTES, ONLY, PAYLOADS};
use crate::writing::Writing;
use crate::{names, pieces, storage, witness};

/// A place in IndexedDB.
#[derive(Debug)]
pub struct IdbBackend {
    key: String,
    connection: RefCell<Rc<Connection>>,
    /// What tells this database from others of its name.
    identity: Option<f64>,
    /// The database is no more; what has its name now is another one.
    gone: Cell<bool>,
    /// Held while the database is opened again, so that calls that find it closed together open it once.
    reopening: Mutex<()>,
}

impl IdbBackend {
    /// Opens the database of a log, and makes it where there is none.
    ///
    /// # Errors
    /// [`LogError::Blocked`], [`LogError::NewerVersion`], [`LogError::Quota`], or what else the browser says.
    pub async fn open(key: &str) -> Result<Self, LogError> {
        let connection = Connection::open(key, Absent::Make).await?.ok_or(LogError::Closed)?;
        Self::over(key, connection).await
    }

    /// Opens the database of a log that is there; `None` when there is none, also when it was deleted a moment ago.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_existing(key: &str) -> Result<Option<Self>, LogError> {
        match Connection::open(key, Absent::Leave).await? {
            Some(connection) => Self::over(key, connection).await.map(Some),
            None => Ok(None),
        }
    }

    async fn over(key: &str, connection: Connection) -> Result<Self, LogError> {
        let identity = identity(connection.database()).await.map_err(|error| from_error(&error, 0))?;
        let connection = RefCell::new(Rc::new(connection));
        Ok(Self { key: key.to_owned(), connection, identity, gone: Cell::new(false), reopening: Mutex::new(()) })
    }

    fn current(&self) -> Option<Rc<Connection>> {
        Some(self.connection.borrow().clone()).filter(|connection| !connection.is_closed())
    }

    /// The connection, opened again when it is known to be closed.
    async fn connection(&self) -> Result<Rc<Connection>, LogError> {
        if let Some(connection) = self.current() {
            return Ok(connection);
        }
        let _one_at_a_time = self.reopening.lock().await;
        if let Some(connection) = self.current() {
            return Ok(connection);
        }
        if self.gone.get() {
            return Err(LogError::Closed);
        }
        let reopened = Connection::open(&self.key, Absent::Leave).await?;
        let found = match &reopened {
            Some(reopened) => identity(reopened.database()).await.map_err(|error| from_error(&error, 0))?,
            None => None,
        };
        let Some(reopened) = reopened.filter(|_| found == self.identity) else {
            self.gone.set(true);
            return Err(LogError::Closed);
        };
        let reopened = Rc::new(reopened);
        self.connection.replace(reopened.clone());
        Ok(reopened)
    }

    /// Does a read, and once more on a new connection when it finds the database closed.
    async fn read<T>(&self, read: impl AsyncFn(&Database) -> Result<T, Error>) -> Result<T, LogError> {
        let mut again = false;
        loop {
            let connection = self.connection().await?;
            let failure = match read(connection.database()).await {
                Ok(found) => return Ok(found),
                Err(error) => from_error(&error, 0),
            };
            if failure == LogError::Closed {
                connection.close();
                if !again {
                    again = true;
                    continue;
                }
            }
            return Err(failure);
        }
    }

    async fn get(&self, store: &str, key: JsValue) -> Result<Option<Vec<u8>>, LogError> {
        let found = self.read(async |database| {
            let transaction = database.transaction(store).build()?;
            let found: Option<JsValue> =
                transaction.object_store(store)?.get::<_, JsValue, _>(key.clone()).primitive()?.await?;
            Ok(found)
        });
        Ok(found.await?.as_ref().map(bytes))
    }

    /// The keys and values of a range, in the order of the keys.
    async fn range<K>(&self, store: &str, range: KeyRange<JsValue>) -> Result<Vec<(K, Vec<u8>)>, LogError>
    where
        K: TryFromJs + 'static,
    {
        let found = self.read(async |database| {
            let transaction = database.transaction(store).build()?;
            let store = transaction.object_store(store)?;
            let keys = store.get_all_keys::<K>().with_query::<JsValue, _>(range.clone()).primitive()?;
            let values = store.get_all::<JsValue>().with_query::<JsValue, _>(range.clone()).primitive()?;
            let keys: Vec<K> = keys.await?.collect::<Result<_, _>>()?;
            let values: Vec<JsValue> = values.await?.collect::<Result<_, _>>()?;
            Ok(keys.into_iter().zip(values.iter().map(bytes)).collect())
        });
        found.await
    }
}

async fn identity(database: &Database) -> Result<Option<f64>, Error> {
    let transaction = database.transaction(HEAD).build()?;
    let found: Option<JsValue> =
        transaction.object_store(HEAD)?.get::<JsValue, JsValue, _>(JsValue::from(IDENTITY)).primitive()?.await?;
    Ok(found.and_then(|found| found.as_f64()))
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

/// A payload that was asked for, by where it lies.
enum Asked<R, P> {
    Record(R),
    Pieces(P),
}

impl Backend for IdbBackend {
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError> {
        let found = self.read(async |database| {
            let transaction = database.transaction([HEAD, HEADERS]).build()?;
            let head = transaction.object_store(HEAD)?.get::<JsValue, JsValue, _>(JsValue::from(ONLY)).primitive()?;
            let store = transaction.object_store(HEADERS)?;
            // Explicit bounds: the library's conversions from `..x` ranges are not to be relied on.
            let range = || KeyRange::LowerBound(JsValue::from(from as f64), false);
            let keys = store.get_all_keys::<f64>().with_query::<JsValue, _>(range()).primitive()?;
            let records = store.get_all::<JsValue>().with_query::<JsValue, _>(range()).primitive()?;
            let head = head.await?.as_ref().map(bytes);
            let keys: Vec<f64> = keys.await?.collect::<Result<_, _>>()?;
            let records: Vec<JsValue> = records.await?.collect::<Result<_, _>>()?;
            let stored =
                |(key, record): (f64, JsValue)| StoredHeader { first: key as u64, header: records::header(&record) };
            Ok(Snapshot { head, headers: keys.into_iter().zip(records).map(stored).collect() })
        });
        found.await
    }

    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        let found = self.read(async |database| {
            let transaction = database.transaction([HEADERS, PAYLOADS]).build()?;
            let (headers, payloads) = (transaction.object_store(HEADERS)?, transaction.object_store(PAYLOADS)?);
            // All are asked for before the first is awaited: they come in one go.
            let mut asked = Vec::with_capacity(ranges.len());
            for range in ranges {
                let PayloadRange { first, from, to, .. } = *range;
                asked.push(match range.whole as usize <= WITH_HEADER {
                    true => Asked::Record(headers.get::<JsValue, f64, _>(first as f64).primitive()?),
                    false => Asked::Pieces(pieces::get(&payloads, first, from, to)?),
                });
            }
            let mut found = Vec::with_capacity(ranges.len());
            for (asked, range) in asked.into_iter().zip(ranges) {
                let PayloadRange { first, from, to, .. } = *range;
                found.push(match asked {
                    Asked::Pieces(pieces) => pieces.await?,
                    Asked::Record(record) => match record.await?.as_ref().map(records::payload) {
                        Some(Some(payload)) => payload.get(from as usize..to as usize).map(<[u8]>::to_vec),
                        // Version 1 kept small payloads apart too.
                        Some(None) => pieces::get(&payloads, first, from, to)?.await?,
                        None => None,
                    },
                });
            }
            Ok(found)
        });
        found.await
    }

    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError> {
        let found = self.read(async |database| {
            let transaction = database.transaction([HEADERS, PAYLOADS]).build()?;
            let headers = transaction.object_store(HEADERS)?;
            let record: Option<JsValue> = headers.get::<JsValue, f64, _>(first as f64).primitive()?.await?;
            match record.as_ref().map(records::payload) {
                Some(Some(payload)) => Ok(Some(payload)),
                Some(None) => pieces::get_whole(&transaction.object_store(PAYLOADS)?, first).await,
                None => Ok(None),
            }
        });
        found.await
    }

    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        self.get(NOTES, JsValue::from(key)).await
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError> {
        self.range(NOTES, names::beginning_with(prefix)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), LogError> {
        let needed = commit.bytes();
        let mut connection = self.connection().await?;
        witness::begin();
        let _writing = witness::writing();
        let begun = match Writing::begin(connection.database(), &commit) {
            // It was closed and nobody has told us. Nothing has begun, so beginning anew cannot do anything twice.
            Err(LogError::Closed) => {
                connection.close();
                connection = self.connection().await?;
                Writing::begin(connection.database(), &commit)
            }
            begun => begun,
        };
        let done = match begun {
            Ok(writing) => writing.finish(commit).await,
            Err(failure) => Err(failure),
        };
        match done {
            Err(LogError::Closed) => {
                connection.close();
                Err(LogError::Closed)
            }
            // Asked now and not before: what is left is of interest only when it is too little.
            Err(LogError::Quota { .. }) => {
                Err(LogError::Quota { needed, available: storage::estimate().await.available() })
            }
            done => done,
        }
    }
}
