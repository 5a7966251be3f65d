//! Notes beside a log: what was said about it when it was imported, as JSON.

#[cfg(feature = "debugger")]
use foldback_protocol::ImportReport;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// The note with the import's report.
#[cfg(feature = "debugger")]
pub const REPORT: &str = "report";

/// The note with [`Info`].
pub const INFO: &str = "info";

/// What a list of logs shows without opening any.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Info {
    pub title: String,
    pub imported: f64,
    pub streams: u64,
    pub bytes: u64,
    /// The name of the sample that the log is.
    #[cfg(feature = "debugger")]
    pub sample: Option<String>,
}

/// The note's bytes.
#[cfg(feature = "debugger")]
pub fn encode(value: &impl Serialize) -> Vec<u8> {
    let text = serde_wasm_bindgen::to_value(value).ok().and_then(|value| js_sys::JSON::stringify(&value).ok());
    text.map(|text| String::from(text).into_bytes()).unwrap_or_default()
}

/// What [`encode`] wrote; `None` for anything else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(bytes).ok()?;
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).unwrap_or(JsValue::UNDEFINED)).ok()
}

/// The notes that an import leaves.
#[cfg(feature = "debugger")]
pub fn of_import(info: &Info, report: &ImportReport) -> Vec<(String, Option<Vec<u8>>)> {
    vec![(INFO.to_owned(), Some(encode(info))), (REPORT.to_owned(), Some(encode(report)))]
}
