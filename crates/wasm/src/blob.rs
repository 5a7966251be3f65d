//! A file's bytes, piece by piece, the next always on its way while one is being worked on.

#[cfg(feature = "import")]
use std::ops::Range;

#[cfg(feature = "import")]
use foldback_store::File;
use foldback_store::Source;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader};

/// A blob as a source of bytes. The browser's own stream of it is more than twice as fast as slices of any size.
pub struct BlobSource {
    reader: ReadableStreamDefaultReader,
    coming: Option<JsFuture>,
}

impl Drop for BlobSource {
    fn drop(&mut self) {
        // An import that ends early must not keep the browser reading. Nobody waits for the answer.
        let _ = self.reader.cancel();
    }
}

impl BlobSource {
    pub fn new(blob: &Blob) -> Self {
        let reader = blob.stream().get_reader().unchecked_into();
        Self { reader, coming: None }
    }

    fn ask(&self) -> JsFuture {
        JsFuture::from(self.reader.read())
    }
}

impl Source for BlobSource {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        let coming = self.coming.take().unwrap_or_else(|| self.ask());
        let read = coming.await.map_err(|error| in_words(&error))?;
        let field = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(None);
        }
        self.coming = Some(self.ask());
        Ok(Some(field("value").unchecked_into::<Uint8Array>().to_vec()))
    }
}

#[cfg(feature = "import")]
/// A blob that is read anywhere: one among several, of which none must take more memory than was asked for.
#[derive(Clone)]
pub struct BlobFile(pub Blob);

#[cfg(feature = "import")]
impl BlobFile {
    /// A part of it.
    pub fn part(&self, range: &Range<u64>) -> Result<Blob, String> {
        self.0.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(|error| in_words(&error))
    }
}

#[cfg(feature = "import")]
impl File for BlobFile {
    fn size(&self) -> u64 {
        self.0.size() as u64
    }

    fn read(&self, range: Range<u64>) -> impl Future<Output = Result<Vec<u8>, String>> + 'static + use<> {
        // The browser begins here, not when someone waits.
        let coming = self.part(&range).map(|part| JsFuture::from(part.array_buffer()));
        async move {
            let buffer = coming?.await.map_err(|error| in_words(&error))?;
            Ok(Uint8Array::new(&buffer).to_vec())
        }
    }
}

/// What the browser says of a file that it cannot read, such as one that has changed since it was chosen.
fn in_words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the browser does not say why".to_owned())
}
