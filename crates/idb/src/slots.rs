//! Files of one byte in the origin private file system, each held by one worker at most: a lock that ends with its holder, and a byte
//! that does not.
//!
//! It never interprets a byte, and never removes a file: files are used again, so there are as many as workers were ever alive at once.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DomException;

use crate::navigator;

// Bound by hand because web-sys has some of it only behind its flag for unstable APIs. `catch` covers what is missing: sync access
// handles exist in dedicated workers alone.
#[wasm_bindgen]
extern "C" {
    type Files;

    #[wasm_bindgen(method, catch, js_name = getDirectory)]
    fn root(this: &Files) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    fn folder(this: &Files, name: &str, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    fn file(this: &Files, name: &str, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    fn hold(this: &Files) -> Result<Promise, JsValue>;

    #[derive(Debug)]
    type AccessHandle;

    #[wasm_bindgen(method, catch)]
    fn read(this: &AccessHandle, into: &Uint8Array, options: &JsValue) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn write(this: &AccessHandle, from: &Uint8Array, options: &JsValue) -> Result<f64, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &AccessHandle);
}

/// More workers than any browser has; an end for a browser that errs.
const MOST: usize = 1000;

/// A file that is held. Dropping it gives it free.
#[derive(Debug)]
pub struct Slot(AccessHandle);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Slot {
    /// The byte, which is 0 until one is written.
    pub fn read(&self) -> u8 {
        let byte = Uint8Array::new_with_length(1);
        // What cannot be read is as what was never written.
        let _ = self.0.read(&byte, &first_byte());
        byte.get_index(0)
    }

    /// Writes the byte. It outlives the browser when this returns, though not a loss of power.
    pub fn write(&self, byte: u8) {
        // On a full disk the old one stays, which at worst is the wrong one.
        let _ = self.0.write(&Uint8Array::from([byte].as_slice()), &first_byte());
    }
}

/// Takes every file of a folder that nobody holds. The first of them may be a new one, so that there is one always.
///
/// # Errors
/// Where this browser or this kind of worker has no such files.
pub async fn take_all(folder: &str) -> Result<Vec<Slot>, JsValue> {
    let storage: Files = navigator::part("storage").ok_or(JsValue::UNDEFINED)?.unchecked_into();
    let root = answer(storage.root()).await?;
    let folder = answer(root.folder(folder, &option("create", JsValue::TRUE))).await?;
    let mut taken = Vec::new();
    for number in 0..MOST {
        let file = match answer(folder.file(&number.to_string(), &option("create", taken.is_empty().into()))).await {
            Ok(file) => file,
            Err(_) if !taken.is_empty() => return Ok(taken),
            Err(error) => return Err(error),
        };
        match answer(file.hold()).await {
            Ok(held) => taken.push(Slot(held.unchecked_into())),
            Err(error) if is_held(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

fn is_held(error: &JsValue) -> bool {
    error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "NoModificationAllowedError")
}

async fn answer(asked: Result<Promise, JsValue>) -> Result<Files, JsValue> {
    JsFuture::from(asked?).await.map(JsValue::unchecked_into)
}

fn first_byte() -> JsValue {
    option("at", 0.into())
}

fn option(name: &str, value: JsValue) -> JsValue {
    let options = Object::new();
    // Setting a member of a new object cannot fail.
    let _ = Reflect::set(&options, &name.into(), &value);
    options.into()
}
