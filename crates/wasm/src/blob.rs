//! A file's bytes, piece by piece, the next always on its way while one is being worked on.

use std::collections::VecDeque;

use foldback_store::Source;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Bytes of a piece: large enough that asking for it does not count, small enough to report often and to cancel at once.
const PIECE: f64 = 1_048_576.0;

/// Pieces on their way at once.
const AHEAD: usize = 2;

/// A blob as a source of bytes.
pub struct BlobSource {
    blob: Blob,
    asked: f64,
    coming: VecDeque<JsFuture>,
}

impl BlobSource {
    pub fn new(blob: Blob) -> Self {
        Self { blob, asked: 0.0, coming: VecDeque::new() }
    }

    fn ask(&mut self) -> Result<(), String> {
        while self.coming.len() <= AHEAD && self.asked < self.blob.size() {
            let end = (self.asked + PIECE).min(self.blob.size());
            let piece = self.blob.slice_with_f64_and_f64(self.asked, end).map_err(|error| in_words(&error))?;
            self.coming.push_back(JsFuture::from(piece.array_buffer()));
            self.asked = end;
        }
        Ok(())
    }
}

impl Source for BlobSource {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        self.ask()?;
        match self.coming.front_mut() {
            None => Ok(None),
            Some(piece) => {
                let buffer = piece.await.map_err(|error| in_words(&error))?;
                self.coming.pop_front();
                Ok(Some(Uint8Array::new(&buffer).to_vec()))
            }
        }
    }
}

/// The first bytes of a blob.
pub async fn prefix(blob: &Blob, bytes: f64) -> Result<Vec<u8>, String> {
    let slice = blob.slice_with_f64_and_f64(0.0, bytes.min(blob.size())).map_err(|error| in_words(&error))?;
    let buffer = JsFuture::from(slice.array_buffer()).await.map_err(|error| in_words(&error))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What the browser says of a file that it cannot read, such as one that has changed since it was chosen.
fn in_words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the browser does not say why".to_owned())
}
