//! A file that is made of pieces and saved by the browser.
//! Never holds more than some pieces in the page's memory: a Blob may lie on the disk.

use std::time::Duration;

use foldback_protocol::ErrorInfo;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Pieces that are gathered before the browser is given them as one.
const GATHER: u32 = 16;

/// How long the address of a file is kept for the browser to begin with it.
const KEPT: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Parts(Array);

impl Parts {
    /// Adds a piece.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ErrorInfo> {
        self.0.push(&Uint8Array::from(bytes));
        if self.0.length() >= GATHER {
            let gathered = Blob::new_with_buffer_source_sequence(&self.0).map_err(|_| refused())?;
            self.0.set_length(0);
            self.0.push(&gathered);
        }
        Ok(())
    }

    /// Lets the browser save the file under this name.
    pub fn save(&self, name: &str, media_type: &str) -> Result<(), ErrorInfo> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let whole = Blob::new_with_blob_sequence_and_options(&self.0, &options).map_err(|_| refused())?;
        let url = Url::create_object_url_with_blob(&whole).map_err(|_| refused())?;
        let link = document().create_element("a").map_err(|_| refused())?.unchecked_into::<HtmlAnchorElement>();
        link.set_href(&url);
        link.set_download(name);
        link.click();
        set_timeout(
            move || {
                // It fails for no address at all alone.
                let _ = Url::revoke_object_url(&url);
            },
            KEPT,
        );
        Ok(())
    }
}

fn refused() -> ErrorInfo {
    ErrorInfo::new("QuotaExceeded", "The browser has no room for the file; free some and export again.")
}
