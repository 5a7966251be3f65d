//! Messages in, messages out. A port is a worker's own scope or one end of a message channel: both post and listen alike.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, Progress};
use futures::channel::oneshot;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use rustc_hash::FxHashMap;
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent};

use crate::calls;
use crate::logs::Logs;

#[wasm_bindgen]
extern "C" {
    /// Whatever has `postMessage` and `onmessage`.
    #[derive(Clone, Debug)]
    pub type Port;

    #[wasm_bindgen(method, js_name = postMessage, catch)]
    fn post(this: &Port, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_on_message(this: &Port, listener: &JsValue);
}

/// What a call answers: a value, bytes that are transferred, and a file.
pub struct Answer {
    value: JsValue,
    bytes: Option<Vec<u8>>,
    file: Option<Blob>,
}

impl Answer {
    /// An answer without bytes.
    pub fn of(value: &impl Serialize) -> Result<Self, ErrorInfo> {
        Ok(Self { value: to_js(value)?, bytes: None, file: None })
    }

    /// An answer with bytes.
    pub fn with(value: &impl Serialize, bytes: Vec<u8>) -> Result<Self, ErrorInfo> {
        Ok(Self { value: to_js(value)?, bytes: Some(bytes), file: None })
    }

    /// An answer that is a file.
    pub fn file(file: Blob) -> Self {
        Self { value: JsValue::UNDEFINED, bytes: None, file: Some(file) }
    }
}

pub fn to_js(value: &impl Serialize) -> Result<JsValue, ErrorInfo> {
    serde_wasm_bindgen::to_value(value).map_err(|error| ErrorInfo::new("Internal", error.to_string()))
}

/// What ends a call before it is done.
#[derive(Default)]
pub struct Cancel {
    cancelled: Cell<bool>,
    waiting: Cell<Option<oneshot::Sender<()>>>,
}

impl Cancel {
    /// Whether the page has asked for it.
    pub fn get(&self) -> bool {
        self.cancelled.get()
    }

    fn set(&self) {
        self.cancelled.set(true);
        if let Some(waiting) = self.waiting.take() {
            // The call may have ended by itself.
            let _ = waiting.send(());
        }
    }

    /// Returns when the page asks for it.
    pub async fn asked(&self) {
        if !self.get() {
            let (sender, receiver) = oneshot::channel();
            self.waiting.set(Some(sender));
            // The sender is kept as long as this is.
            let _ = receiver.await;
        }
    }
}

/// The calls of one port that are running, by number.
type Running = Rc<RefCell<FxHashMap<u32, Rc<Cancel>>>>;

/// One call, to its end: reports progress, and knows whether it was cancelled.
pub struct Request {
    port: Port,
    id: u32,
    pub cancelled: Rc<Cancel>,
    /// The file that the call reads.
    pub file: Option<Blob>,
    /// The bytes that came with the call.
    pub bytes: Option<ArrayBuffer>,
}

impl Request {
    /// Reports how far the call has got.
    pub fn progress(&self, progress: &Progress) {
        if let Ok(value) = to_js(progress) {
            send(&self.port, &[("id", self.id.into()), ("progress", value)], None);
        }
    }
}

/// Answers every message that comes in at `port`, for as long as there is one.
pub fn serve(port: JsValue) {
    let port: Port = port.unchecked_into();
    let running = Running::default();
    let logs = Rc::new(Logs::default());
    let listener = Closure::<dyn FnMut(MessageEvent)>::new({
        let port = port.clone();
        move |event: MessageEvent| receive(&port, &running, &logs, &event.data())
    });
    port.set_on_message(listener.as_ref());
    // It listens until the worker ends.
    listener.forget();
    send(&port, &[("ready", JsValue::TRUE)], None);
}

fn receive(port: &Port, running: &Running, logs: &Rc<Logs>, message: &JsValue) {
    let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
    if let Some(id) = field("cancel").as_f64() {
        if let Some(cancelled) = running.borrow().get(&(id as u32)) {
            cancelled.set();
        }
        return;
    }
    let Some(id) = field("id").as_f64().map(|id| id as u32) else {
        return;
    };
    let call = match serde_wasm_bindgen::from_value::<Call>(field("call")) {
        Ok(call) => call,
        Err(error) => {
            let why = format!("This engine does not know the call: {error}. Reload the page.");
            let error = ErrorInfo::new("InvalidCall", why);
            return answer(port, id, Err(error));
        }
    };
    let cancelled = Rc::new(Cancel::default());
    running.borrow_mut().insert(id, cancelled.clone());
    let (file, bytes) = (field("file").dyn_into().ok(), field("bytes").dyn_into().ok());
    let request = Request { port: port.clone(), id, cancelled, file, bytes };
    let (port, running, logs) = (port.clone(), running.clone(), logs.clone());
    spawn_local(async move {
        let result = calls::perform(&logs, call, &request).await;
        running.borrow_mut().remove(&id);
        answer(&port, id, result);
    });
}

fn answer(port: &Port, id: u32, result: Result<Answer, ErrorInfo>) {
    match result {
        Ok(Answer { value, bytes, file: None }) => send(port, &[("id", id.into()), ("answer", value)], bytes),
        Ok(Answer { value, bytes, file: Some(file) }) => {
            send(port, &[("id", id.into()), ("answer", value), ("file", file.into())], bytes);
        }
        Err(error) => {
            let value = to_js(&error).unwrap_or_default();
            send(port, &[("id", id.into()), ("error", value)], None);
        }
    }
}

fn send(port: &Port, fields: &[(&str, JsValue)], bytes: Option<Vec<u8>>) {
    let message = Object::new();
    // Setting a field of a fresh object cannot fail.
    let set = |name: &str, value: &JsValue| drop(Reflect::set(&message, &name.into(), value));
    for (name, value) in fields {
        set(name, value);
    }
    let transfer = Array::new();
    if let Some(bytes) = bytes {
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        set("bytes", &buffer);
        transfer.push(&buffer);
    }
    if let Err(error) = port.post(&message, &transfer) {
        web_sys::console::error_1(&error);
    }
}

/// Tells the page of the scope that this worker runs in that the engine cannot go on.
pub fn crashed(what: &str) {
    web_sys::console::error_1(&what.into());
    let port: Port = js_sys::global().unchecked_into();
    send(&port, &[("crashed", what.into())], None);
}
