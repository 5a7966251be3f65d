//! From what the browser says to the log's errors: causes stay apart.
//! It never decides what is done about one.

use foldback_log::LogError;
use indexed_db_futures::error::{Error, OpenDbError};
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::DomException;

/// Words of the sentences in which browsers say that a database is lost; they have no name of their own for it.
const LOST: [&str; 3] = ["onnection", "backing store", "deleted by request"];

/// The error that a DOM exception stands for. `needed` is how many bytes were to be written.
pub fn from_exception(exception: &DomException, needed: u64) -> LogError {
    match exception.name().as_str() {
        // A segment was added where one is already.
        "ConstraintError" => LogError::Conflict,
        "QuotaExceededError" => LogError::Quota { needed, available: None },
        // What Chromium, Firefox and WebKit say of a handle whose database went away under it. Nothing is aborted by us
        // that anyone asks the cause of, so what was aborted was so by the browser.
        "InvalidStateError" | "AbortError" => LogError::Closed,
        "UnknownError" if LOST.iter().any(|words| exception.message().contains(words)) => LogError::Closed,
        name => LogError::Backend(format!("IndexedDB: {} ({name})", exception.message())),
    }
}

/// The error that something thrown stands for.
pub fn from_thrown(thrown: &JsValue, needed: u64) -> LogError {
    match thrown.dyn_ref() {
        Some(exception) => from_exception(exception, needed),
        None => in_words(thrown),
    }
}

/// The error that the library reports.
pub fn from_error(error: &Error, needed: u64) -> LogError {
    match error {
        Error::DomException(exception) => match AsRef::<JsValue>::as_ref(exception).dyn_ref() {
            Some(exception) => from_exception(exception, needed),
            None => in_words(exception.as_ref()),
        },
        // The library's own texts are of mistakes in calling it, and bring code for showing any value.
        Error::Unknown(error) => in_words(error.as_ref()),
        _ => LogError::Backend("IndexedDB was called wrongly".to_owned()),
    }
}

/// What was thrown that is none of the browser's exceptions.
fn in_words(thrown: &JsValue) -> LogError {
    let message = Reflect::get(thrown, &"message".into()).ok().and_then(|message| message.as_string());
    let message = message.or_else(|| thrown.as_string()).unwrap_or_else(|| "the browser does not say why".to_owned());
    LogError::Backend(format!("IndexedDB: {message}"))
}

/// The error that opening reports.
pub fn from_open(error: &OpenDbError) -> LogError {
    match error {
        OpenDbError::Base(Error::DomException(exception)) => match AsRef::<JsValue>::as_ref(exception)
            .dyn_ref::<DomException>()
        {
            Some(exception) if exception.name() == "VersionError" => {
                LogError::NewerVersion { found: newer(&exception.message()), supported: crate::schema::VERSION as u16 }
            }
            Some(exception) => from_exception(exception, 0),
            None => in_words(exception.as_ref()),
        },
        OpenDbError::Base(error) => from_error(error, 0),
        OpenDbError::NullFactory | OpenDbError::UnsupportedEnvironment => LogError::Backend(
            "this browser gives the page no IndexedDB; leave private browsing, or allow this site to keep data"
                .to_owned(),
        ),
        _ => LogError::Backend("IndexedDB could not be opened".to_owned()),
    }
}

/// The version that the browser says the database has: the last number in its sentence, which ends "(existing version)".
fn newer(message: &str) -> u16 {
    let mut numbers = message.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    numbers.next_back().unwrap_or(crate::schema::VERSION as u16 + 1)
}
