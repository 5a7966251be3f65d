//! The databases of this origin that hold logs.

use foldback_log::LogError;
use indexed_db_futures::database::Database;
use indexed_db_futures::factory::DBFactory;

use crate::failure::{from_error, from_open};
use crate::witness;

/// What our databases' names begin with, so that an app's own databases are left alone.
const PREFIX: &str = "foldback:";

pub(crate) fn database_name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// Whether there is an IndexedDB here at all.
pub fn is_there() -> bool {
    js_sys::Reflect::get(&js_sys::global(), &"indexedDB".into()).is_ok_and(|factory| factory.is_object())
}

/// The keys of all logs.
///
/// # Errors
/// What the browser says.
pub async fn list() -> Result<Vec<String>, LogError> {
    let factory = DBFactory::new().map_err(|error| from_open(&error))?;
    let listed =
        factory.databases().map_err(|error| from_error(&error, 0))?.await.map_err(|error| from_error(&error, 0))?;
    let names = listed.filter_map(|details| details.ok()?.name().strip_prefix(PREFIX).map(str::to_owned));
    Ok(names.collect())
}

/// Deletes a log's database. Other tabs that have it open are told to close it.
///
/// # Errors
/// What the browser says.
pub async fn delete(key: &str) -> Result<(), LogError> {
    let _writing = witness::writing();
    let request = Database::delete_by_name(&database_name(key)).map_err(|error| from_open(&error))?;
    request.await.map_err(|error| from_error(&error, 0))
}
