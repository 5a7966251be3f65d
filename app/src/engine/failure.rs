//! What is said when page and engine lose each other.
//! Never says what is wrong with a log: the engine does.

use foldback_protocol::ErrorInfo;

/// The error of a message that the other side does not understand.
pub fn unreadable(why: &serde_wasm_bindgen::Error) -> ErrorInfo {
    ErrorInfo::new(
        "Internal",
        format!(
            "Page and engine do not understand each other ({why}). They may be of different versions: reload the page."
        ),
    )
}

/// The error of a worker that cannot start, or that died.
pub fn stopped(why: &str) -> ErrorInfo {
    ErrorInfo::new("Internal", format!("The engine stopped: {why}. Reload the page; logs that were imported are kept."))
}

/// The error of a question whose answer can no longer come.
pub fn gone() -> ErrorInfo {
    stopped("it no longer answers")
}
