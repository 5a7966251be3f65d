//! A file that the server of the page offers: what `?open=file/NAME` names.
//!
//! Never asks another server: every part of the path is quoted, and a path has no host.

use foldback_protocol::ErrorInfo;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use crate::import::{Files, Source};

/// Fetches a file below the page.
///
/// # Errors
/// `NotFetched` when the server does not give it.
pub async fn file(path: &str) -> Result<Source, ErrorInfo> {
    let parts: Vec<_> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(|part| String::from(js_sys::encode_uri_component(part)))
        .collect();
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    let failed = |why: String| {
        ErrorInfo::new(
            "NotFetched",
            format!(
                "“{name}” could not be fetched from this page's server: {why}. Open the file from your disk instead."
            ),
        )
    };
    let fetching = leptos::prelude::window().fetch_with_str(&format!("./{}", parts.join("/")));
    let response = JsFuture::from(fetching).await.map_err(|_| failed("the server does not answer".to_owned()))?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(failed(format!("it answered {}", response.status())));
    }
    let broken = |_| failed("the connection broke off".to_owned());
    let blob = JsFuture::from(response.blob().map_err(broken)?).await.map_err(broken)?;
    let blob: Blob = blob.unchecked_into();
    Ok(Source::Files(Files::one(name, blob)))
}
