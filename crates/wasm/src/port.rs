//! Messages in, messages out. A port is whatever posts and listens: a worker's own scope, one end of a message channel, or
//! an object of the thread that the engine runs in. It never knows what a call means.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo};
use js_sys::{Array, Object, Reflect, Uint8Array};
use rustc_hash::FxHashMap;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use crate::calls;
use crate::logs::Logs;
use crate::request::{Answer, Cancel, Request, Why, to_js};

#[wasm_bindgen]
extern "C" {
    /// Whatever has `postMessage` and `onmessage`.
    #[derive(Clone, Debug)]
    type Port;

    #[wasm_bindgen(method, js_name = postMessage, catch)]
    fn post(this: &Port, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_on_message(this: &Port, listener: &JsValue);
}

/// A call that is running.
struct Running {
    cancel: Rc<Cancel>,
    /// The log that it is about.
    log: Option<String>,
}

/// What hears a port's messages. A port of the same thread may post the next one while one is being taken.
type Listener = Closure<dyn Fn(JsValue)>;

/// Whoever asks at one port.
pub struct Client {
    /// What tells it from the other clients of its engine.
    pub number: u32,
    port: Port,
    /// Its calls, by number.
    running: RefCell<FxHashMap<u32, Running>>,
    /// Kept as long as the port may call it.
    listener: RefCell<Option<Listener>>,
}

impl Client {
    /// Ends its calls about a log, or all of them. Only those that wait or work for long hear of it.
    pub fn end_calls(&self, log: Option<&str>, why: Why) {
        let running = self.running.borrow();
        let about = running.values().filter(|call| log.is_none() || call.log.as_deref() == log);
        about.for_each(|call| call.cancel.set(why));
    }

    /// Posts a message.
    pub fn send(&self, fields: &[(&str, JsValue)], bytes: Option<Vec<u8>>) {
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
        if let Err(error) = self.port.post(&message, &transfer) {
            web_sys::console::error_1(&error);
        }
    }

    fn answer(&self, id: u32, result: Result<Answer, ErrorInfo>) {
        match result {
            Ok(Answer { value, bytes, file: None }) => self.send(&[("id", id.into()), ("answer", value)], bytes),
            Ok(Answer { value, bytes, file: Some(file) }) => {
                self.send(&[("id", id.into()), ("answer", value), ("file", file.into())], bytes);
            }
            Err(error) => self.send(&[("id", id.into()), ("error", to_js(&error).unwrap_or_default())], None),
        }
    }
}

/// An engine: its logs, and everyone who asks it. Whoever they are, a log is open in it once.
#[derive(Default)]
pub struct Engine {
    logs: Rc<Logs>,
    clients: RefCell<Vec<Rc<Client>>>,
    /// How many clients it has had.
    served: Cell<u32>,
    /// The sentence that it ended with.
    crashed: Cell<Option<&'static str>>,
}

impl Engine {
    /// Answers every message that comes in at `port`, until it says `{ close: true }`.
    pub fn serve(self: &Rc<Self>, port: JsValue) {
        self.served.set(self.served.get() + 1);
        let client = Rc::new(Client {
            number: self.served.get(),
            port: port.unchecked_into(),
            running: RefCell::default(),
            listener: RefCell::default(),
        });
        if let Some(what) = self.crashed.get() {
            return client.send(&[("crashed", what.into())], None);
        }
        let (engine, to) = (Rc::downgrade(self), Rc::downgrade(&client));
        let listener = Listener::new(move |event: JsValue| {
            if let (Some(engine), Some(client)) = (engine.upgrade(), to.upgrade()) {
                engine.receive(&client, &field(&event, "data"));
            }
        });
        client.port.set_on_message(listener.as_ref());
        client.listener.replace(Some(listener));
        self.clients.borrow_mut().push(client.clone());
        client.send(&[("ready", JsValue::TRUE)], None);
    }

    fn receive(self: &Rc<Self>, client: &Rc<Client>, message: &JsValue) {
        if self.crashed.get().is_some() {
            return;
        }
        if let Some(id) = field(message, "cancel").as_f64() {
            let call = client.running.borrow().get(&(id as u32)).map(|call| call.cancel.clone());
            return call.into_iter().for_each(|call| call.set(Why::Cancelled));
        }
        if field(message, "close").is_truthy() {
            return self.part(client.clone());
        }
        // A page lets others ask as well: the frame in which projections run has nothing but its port.
        #[cfg(feature = "debugger")]
        if let Ok(port) = field(message, "serve").dyn_into::<web_sys::MessagePort>() {
            return self.serve(port.into());
        }
        let Some(id) = field(message, "id").as_f64().map(|id| id as u32) else {
            return;
        };
        let call = match serde_wasm_bindgen::from_value::<Call>(field(message, "call")) {
            Ok(call) => call,
            Err(error) => {
                let why = format!(
                    "The call cannot be read: {error}. Check what it takes; reload the page if it is of another version."
                );
                return client.answer(id, Err(ErrorInfo::new("InvalidCall", why)));
            }
        };
        let cancelled = Rc::new(Cancel::default());
        let running = Running { cancel: cancelled.clone(), log: call.log().map(str::to_owned) };
        client.running.borrow_mut().insert(id, running);
        let (file, bytes) = (field(message, "file").dyn_into().ok(), field(message, "bytes").dyn_into().ok());
        #[cfg(feature = "import")]
        let files = field(message, "files").dyn_into::<Array>().unwrap_or_default();
        let request = Request {
            client: client.clone(),
            id,
            cancelled,
            file,
            #[cfg(feature = "import")]
            files: files.iter().filter_map(|file| file.dyn_into().ok()).collect(),
            bytes,
        };
        let engine = self.clone();
        spawn_local(async move {
            let result = calls::perform(&engine.logs, call, &request).await;
            request.client.running.borrow_mut().remove(&id);
            if engine.crashed.get().is_none() {
                request.client.answer(id, result);
            }
        });
    }

    /// A port says that it is done: what it opened is closed.
    fn part(&self, client: Rc<Client>) {
        self.clients.borrow_mut().retain(|other| !Rc::ptr_eq(other, &client));
        client.port.set_on_message(&JsValue::NULL);
        client.end_calls(None, Why::Closed);
        self.logs.let_go_of_all(client.number);
        // It is what is running now.
        spawn_local(async move { drop(client.listener.take()) });
    }

    /// Tells everyone that the engine cannot go on. It answers nobody from here on.
    pub fn crash(&self, what: &str) {
        web_sys::console::error_1(&what.into());
        self.crashed.set(Some(String::leak(what.to_owned())));
        // Whatever it was that failed may hold the list.
        let clients = self.clients.try_borrow().map(|clients| clients.clone()).unwrap_or_default();
        for client in clients {
            client.send(&[("crashed", what.into())], None);
        }
    }
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}
