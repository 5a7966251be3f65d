//! One commit: all its requests are issued at once, and the answer to the first decides whether they count.
//!
//! It never awaits anything between the first request and the last, and never reports a commit before the browser says
//! that it is complete. It speaks to the browser itself: the futures of the library would put a wait after each request.
//! It calls a transaction's `commit()` in Chromium alone: Firefox then takes what came behind a request that fails for
//! complete, and two tabs that append would overwrite each other.

use std::cell::Cell;
use std::rc::Rc;

use foldback_log::{Commit, Expect, LogError};
use futures::channel::oneshot;
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr as _;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{IdbKeyRange, IdbRequest, IdbTransaction};

use crate::failure::{from_exception, from_thrown};
use crate::navigator;
use crate::pieces;
use crate::records::{self, WITH_HEADER};
use crate::schema::{HEAD, HEADERS, NOTES, ONLY, PAYLOADS};

// web-sys has a transaction's durability only behind its flag for unstable APIs, and calls `commit` deprecated for being new.
#[wasm_bindgen]
extern "C" {
    type DatabaseWithOptions;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &DatabaseWithOptions,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;

    type TransactionWithCommit;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &TransactionWithCommit) -> Result<(), JsValue>;
}

/// A transaction that writes. Dropped before its end it is aborted: nothing may count that nobody has checked.
#[derive(Debug)]
pub struct Writing {
    transaction: IdbTransaction,
    asked: Option<IdbRequest>,
    ended: bool,
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The closures behind these are gone in a moment.
        self.transaction.set_oncomplete(None);
        self.transaction.set_onabort(None);
        if let Some(asked) = &self.asked {
            asked.set_onsuccess(None);
        }
        if !self.ended {
            // It throws when the browser is already committing; then it is too late.
            let _ = self.transaction.abort();
        }
    }
}

impl Writing {
    /// Begins a transaction over the object stores that the commit touches, for others need not wait for it elsewhere.
    ///
    /// # Errors
    /// [`LogError::Closed`] when the database was closed: nothing has begun then.
    pub fn begin(database: &Database, commit: &Commit) -> Result<Self, LogError> {
        let stores = Array::of1(&HEAD.into());
        if !(commit.put.is_empty() && commit.remove.is_empty() && commit.free.is_none()) {
            stores.push(&HEADERS.into());
        }
        if has_pieces(commit) {
            stores.push(&PAYLOADS.into());
        }
        if !commit.notes.is_empty() {
            stores.push(&NOTES.into());
        }
        // Relaxed is every browser's default; it is named so that no browser's change of mind changes what we promise.
        let durability = if commit.strict { "strict" } else { "relaxed" };
        let options = JsValue::from(Object::new());
        let begun = Reflect::set(&options, &"durability".into(), &durability.into()).and_then(|_| {
            let database: &DatabaseWithOptions = database.as_sys().unchecked_ref();
            database.transaction(&stores, "readwrite", &options)
        });
        let transaction = begun.map_err(|thrown| from_thrown(&thrown, commit.bytes()))?;
        Ok(Self { transaction, asked: None, ended: false })
    }

    /// Writes the commit, and waits for its end.
    ///
    /// # Errors
    /// As [`foldback_log::Backend::commit`]. What is left of a quota is for the caller to ask.
    pub async fn finish(mut self, commit: Commit) -> Result<(), LogError> {
        let needed = commit.bytes();
        let (sender, end) = oneshot::channel();
        let sender = Rc::new(Cell::new(Some(sender)));
        let on_end = |completed: bool| {
            let sender = sender.clone();
            Closure::once(move || {
                if let Some(sender) = sender.take() {
                    // Whoever waited may have gone.
                    let _ = sender.send(completed);
                }
            })
        };
        let (on_complete, on_abort) = (on_end(true), on_end(false));
        self.transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
        self.transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));

        let conflict = Rc::new(Cell::new(false));
        let issued = self.issue(&commit, &conflict);
        if issued.is_err() {
            // It may have ended already, and then it says so below.
            let _ = self.transaction.abort();
        }
        let completed = end.await.unwrap_or(false);
        self.ended = true;
        match issued {
            Ok(_) if completed => Ok(()),
            Ok(_) if conflict.get() => Err(LogError::Conflict),
            // Nobody here aborted it and no request of it failed: the browser closed the database.
            Ok(_) => {
                Err(self.transaction.error().map_or(LogError::Closed, |exception| from_exception(&exception, needed)))
            }
            Err(thrown) => Err(from_thrown(&thrown, needed)),
        }
    }

    /// Issues all requests. What it returns must live until the transaction has ended.
    fn issue(&mut self, commit: &Commit, conflict: &Rc<Cell<bool>>) -> Result<Option<Closure<dyn FnMut()>>, JsValue> {
        if let Some(free) = commit.free
            && !commit.removes(free)
        {
            self.occupy(free)?;
        }
        let Expect::Head(expected) = &commit.expect else {
            write(&self.transaction, commit)?;
            end(&self.transaction);
            return Ok(None);
        };
        let asked = self.transaction.object_store(HEAD)?.get(&JsValue::from(ONLY))?;
        let check = Closure::once({
            let (expected, conflict) = (expected.clone(), conflict.clone());
            let (asked, transaction) = (asked.clone(), self.transaction.clone());
            move || {
                if asked.result().is_ok_and(|found| is(&found, expected.as_deref())) {
                    end(&transaction);
                } else {
                    conflict.set(true);
                    // All that was issued behind the question is undone. It cannot fail while an answer is being given.
                    let _ = transaction.abort();
                }
            }
        });
        asked.set_onsuccess(Some(check.as_ref().unchecked_ref()));
        self.asked = Some(asked);
        write(&self.transaction, commit)?;
        Ok(Some(check))
    }
}

impl Writing {
    /// Fails the transaction when a segment begins at `first`, and leaves nothing there otherwise.
    fn occupy(&self, first: u64) -> Result<(), JsValue> {
        let headers = self.transaction.object_store(HEADERS)?;
        let key = JsValue::from(first as f64);
        headers.add_with_key(&JsValue::NULL, &key)?;
        headers.delete(&key)?;
        Ok(())
    }
}

/// Tells the browser that nothing more comes. Left to itself it finds out after it has answered the last request, which an import
/// of many segments feels.
fn end(transaction: &IdbTransaction) {
    if navigator::is_chromium() {
        // A browser that cannot be told finds out.
        let _ = transaction.unchecked_ref::<TransactionWithCommit>().commit();
    }
}

fn is(found: &JsValue, expected: Option<&[u8]>) -> bool {
    match (found.dyn_ref::<Uint8Array>(), expected) {
        (Some(found), Some(expected)) => found.length() as usize == expected.len() && found.to_vec() == expected,
        (None, None) => found.is_undefined(),
        _ => false,
    }
}

/// Whether a commit touches payloads that lie apart from their headers.
fn has_pieces(commit: &Commit) -> bool {
    // What is removed may be of either kind.
    !commit.remove.is_empty() || commit.put.iter().any(|segment| segment.payload.len() > WITH_HEADER)
}

/// Issues all writes of a commit. None is awaited: they are done when the transaction is.
fn write(transaction: &IdbTransaction, commit: &Commit) -> Result<(), JsValue> {
    let bytes = |value: &[u8]| JsValue::from(Uint8Array::from(value));
    if let Some(head) = &commit.head {
        transaction.object_store(HEAD)?.put_with_key(&bytes(head), &JsValue::from(ONLY))?;
    }
    if !(commit.put.is_empty() && commit.remove.is_empty()) {
        let headers = transaction.object_store(HEADERS)?;
        let payloads = if has_pieces(commit) { Some(transaction.object_store(PAYLOADS)?) } else { None };
        for range in commit.remove.iter().filter(|range| !range.is_empty()) {
            let keys = IdbKeyRange::bound_with_lower_open_and_upper_open(
                &JsValue::from(range.start as f64),
                &JsValue::from(range.end as f64),
                false,
                true,
            )?;
            headers.delete(&keys)?;
            payloads.as_ref().map_or(Ok(()), |payloads| pieces::delete(payloads, range))?;
        }
        for segment in &commit.put {
            // Where one is already this fails, and with it the transaction.
            headers.add_with_key(&records::of(segment), &JsValue::from(segment.first as f64))?;
            if let Some(payloads) = payloads.as_ref().filter(|_| segment.payload.len() > WITH_HEADER) {
                pieces::put(payloads, segment.first, &segment.payload)?;
            }
        }
    }
    if !commit.notes.is_empty() {
        let notes = transaction.object_store(NOTES)?;
        for (name, value) in &commit.notes {
            match value {
                Some(value) => notes.put_with_key(&bytes(value), &JsValue::from(name))?,
                None => notes.delete(&JsValue::from(name))?,
            };
        }
    }
    Ok(())
}
