//! The worker and the questions that wait for it.
//!
//! Never sends before the worker has said that it is ready: a message that arrives earlier is lost.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use foldback_protocol::{Call, ErrorInfo, Progress};
use futures::channel::oneshot;
use js_sys::{Reflect, Uint8Array};
use serde::Serialize as _;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageEvent, MessagePort, Worker};

use super::failure::{stopped, unreadable};

/// What starts the engine in its worker.
const LOADER: &str = "./engine_loader.js";

/// An answer as it came, and the bytes that came with it.
pub type Answer = Result<(JsValue, Vec<u8>), ErrorInfo>;

struct Waiting {
    answer: oneshot::Sender<Answer>,
    on_progress: Option<Rc<dyn Fn(Progress)>>,
}

/// What is posted, and the port that goes with it.
struct Message {
    fields: JsValue,
    port: Option<MessagePort>,
}

pub struct Wire {
    worker: Option<Worker>,
    waiting: RefCell<HashMap<u32, Waiting>>,
    next: Cell<u32>,
    /// Messages for a worker that is not ready yet; `None` once it is.
    held: RefCell<Option<Vec<Message>>>,
    failed: RefCell<Option<ErrorInfo>>,
    on_failure: Box<dyn Fn(ErrorInfo)>,
}

impl Wire {
    pub fn start(on_failure: Box<dyn Fn(ErrorInfo)>) -> Rc<Self> {
        let worker = Worker::new(LOADER);
        let failed = worker.as_ref().err().map(|why| stopped(&format!("{why:?}")));
        let wire = Rc::new(Self {
            worker: worker.ok(),
            waiting: RefCell::default(),
            next: Cell::new(1),
            held: RefCell::new(Some(Vec::new())),
            failed: RefCell::default(),
            on_failure,
        });
        if let Some(failed) = failed {
            wire.fail(&failed);
        }
        wire.listen();
        wire
    }

    fn listen(self: &Rc<Self>) {
        let Some(worker) = &self.worker else { return };
        let wire = Rc::downgrade(self);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(wire) = Weak::upgrade(&wire) {
                wire.receive(&event.data());
            }
        });
        let wire = Rc::downgrade(self);
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            if let Some(wire) = Weak::upgrade(&wire) {
                // A loader that is missing reports an event without a message.
                let why = Reflect::get(&event, &"message".into())
                    .ok()
                    .and_then(|message| message.as_string())
                    .unwrap_or_else(|| "it could not be loaded".to_owned());
                wire.fail(&stopped(&why));
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // The worker lives as long as the page.
        on_message.forget();
        on_error.forget();
    }

    fn fail(&self, error: &ErrorInfo) {
        *self.failed.borrow_mut() = Some(error.clone());
        for (_, waiting) in self.waiting.take() {
            let _ = waiting.answer.send(Err(error.clone()));
        }
        (self.on_failure)(error.clone());
    }

    fn receive(&self, message: &JsValue) {
        let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        if field("ready").is_truthy() {
            for held in self.held.take().unwrap_or_default() {
                self.post(&held);
            }
            return;
        }
        let Some(id) = field("id").as_f64() else {
            return;
        };
        let id = id as u32;
        let progress = field("progress");
        if !progress.is_undefined() {
            let heard = self.waiting.borrow().get(&id).and_then(|waiting| waiting.on_progress.clone());
            if let (Some(heard), Ok(progress)) = (heard, read(progress)) {
                heard(progress);
            }
            return;
        }
        let Some(waiting) = self.waiting.borrow_mut().remove(&id) else {
            return;
        };
        let error = field("error");
        let answer = if error.is_undefined() || error.is_null() {
            let bytes = field("bytes");
            let bytes =
                if bytes.is_undefined() || bytes.is_null() { Vec::new() } else { Uint8Array::new(&bytes).to_vec() };
            Ok((field("answer"), bytes))
        } else {
            Err(read(error).unwrap_or_else(|unreadable| unreadable))
        };
        // Nobody waits any more when the asking part of the page is gone.
        let _ = waiting.answer.send(answer);
    }

    pub fn send(
        &self,
        call: &Call,
        files: &[Blob],
        on_progress: Option<Rc<dyn Fn(Progress)>>,
    ) -> (u32, oneshot::Receiver<Answer>) {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let (answer, receiver) = oneshot::channel();
        if let Some(failed) = &*self.failed.borrow() {
            let _ = answer.send(Err(failed.clone()));
            return (id, receiver);
        }
        match call.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            Ok(call) => {
                self.waiting.borrow_mut().insert(id, Waiting { answer, on_progress });
                let (name, files) = match files {
                    [one] => ("file", one.into()),
                    several => ("files", several.iter().collect::<js_sys::Array>().into()),
                };
                self.post_or_hold(object(&[("id", id.into()), ("call", call), (name, files)]), None);
            }
            Err(why) => {
                let _ = answer.send(Err(unreadable(&why)));
            }
        }
        (id, receiver)
    }

    pub fn cancel(&self, id: u32) {
        self.post_or_hold(object(&[("cancel", id.into())]), None);
    }

    /// Has the engine answer at another port too.
    pub fn lend(&self, port: MessagePort) {
        self.post_or_hold(object(&[("serve", port.clone().into())]), Some(port));
    }

    fn post_or_hold(&self, fields: JsValue, port: Option<MessagePort>) {
        let message = Message { fields, port };
        if let Some(held) = &mut *self.held.borrow_mut() {
            held.push(message);
            return;
        }
        self.post(&message);
    }

    fn post(&self, Message { fields, port }: &Message) {
        let with: js_sys::Array = port.iter().collect();
        let posted = self.worker.as_ref().map(|worker| worker.post_message_with_transfer(fields, &with));
        if let Some(Err(why)) = posted {
            self.fail(&stopped(&format!("{why:?}")));
        }
    }
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // A plain new object takes every field.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Reads a value that the engine sent.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, ErrorInfo> {
    serde_wasm_bindgen::from_value(value).map_err(|why| unreadable(&why))
}
