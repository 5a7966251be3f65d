//! Named projections: folds of the engine and handlers outside it, what they answer, and what becomes of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod branches;
mod budget;
mod built_in;
mod driver;
mod elsewhere;
mod kept;
mod listing;

use foldback_event::{Json, Pointer};
use foldback_store::StoreError;

use driver::{Driver, Shop};

/// The state of a partition, as text.
pub fn state(driver: &Driver<'_>, projection: &str, partition: &str, at: u64) -> Result<Option<String>, StoreError> {
    let root = Pointer::root();
    let question = driver.store.ask(projection, partition, at, |history, number| history.value(number, &root, at));
    Ok(driver.ask(question)?.map(|state| state.to_string()))
}

/// The same where the engine folds.
pub fn state_of(store: &Shop, projection: &str, partition: &str, at: u64) -> Result<Option<Json>, StoreError> {
    let root = Pointer::root();
    futures::executor::block_on(
        store.ask(projection, partition, at, |history, number| history.value(number, &root, at)),
    )
}

/// The code of what a projection does not go on for.
pub fn code<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(StoreError::ProjectionFailed { why, .. }) => why.code,
        other => panic!("{other:?}"),
    }
}
