//! The frame in which the person's JavaScript is run: it has no origin, no network and nothing of this page but two ports, one
//! to the engine and one to here.
//!
//! Never hands the text to anything else, and never runs it in the page.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::{Array, Object, Reflect};
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

use super::{Unsteady, Wrong};
use crate::engine::Engine;

/// Where it lies.
const PAGE: &str = "./sandbox.html";
/// How long it may take to answer at first.
const PATIENCE: Duration = Duration::from_secs(20);

type Answer = Result<(), Wrong>;

/// What waits for an answer, which is a message.
type Waiting = oneshot::Sender<JsValue>;

/// The frame, made when it is first needed. A copy is another handle on the same one.
#[derive(Clone, Default)]
pub struct Sandbox(Rc<Inner>);

#[derive(Default)]
struct Inner {
    port: RefCell<Option<MessagePort>>,
    last: Cell<u32>,
    waiting: RefCell<HashMap<u32, Waiting>>,
    /// Where handlers have failed, by projection.
    failures: RefCell<HashMap<String, Wrong>>,
}

impl Sandbox {
    /// Has a text define a projection, whose events are folded in the frame from then on.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub async fn define(&self, engine: Engine, log: &str, name: &str, text: &str) -> Answer {
        self.start(engine)?;
        let asked = object(&[("log", log.into()), ("name", name.into()), ("text", text.into())]);
        let answered = self.ask("define", asked);
        let (wake, woken) = oneshot::channel::<()>();
        set_timeout(move || drop(wake), PATIENCE);
        let silent = |what: &str| Wrong { message: what.to_owned(), ..Wrong::default() };
        match select(answered, woken).await {
            Either::Left((Ok(answer), _)) => wrong_in(&answer).map_or(Ok(()), Err),
            Either::Left((Err(_), _)) => Err(silent("The sandbox was left. Run it again.")),
            Either::Right(_) => Err(silent(
                "The sandbox, which runs projections apart from this page, does not answer. Reload the page; if that does not help, its server does not give sandbox.html.",
            )),
        }
    }

    /// What was found by folding events of a projection a second time.
    pub async fn watched(&self, log: &str, name: &str) -> Vec<Unsteady> {
        let answer = self.ask("watched", object(&[("log", log.into()), ("name", name.into())])).await;
        let found = answer.map(|answer| field(&field(&answer, "watched"), "unsteady")).unwrap_or_default();
        found.dyn_into::<Array>().map(|found| found.iter().map(|one| unsteady(&one)).collect()).unwrap_or_default()
    }

    fn ask(&self, what: &str, asked: JsValue) -> oneshot::Receiver<JsValue> {
        let number = self.0.last.get().wrapping_add(1);
        self.0.last.set(number);
        let (answer, answered) = oneshot::channel();
        self.0.waiting.borrow_mut().insert(number, answer);
        self.post(&[(what, asked), ("number", number.into())]);
        answered
    }

    /// Lets go of a projection.
    pub fn end(&self, log: &str, name: &str) {
        self.0.failures.borrow_mut().remove(name);
        self.post(&[("end", object(&[("log", log.into()), ("name", name.into())]))]);
    }

    /// Where the handlers of a projection have failed, if the browser tells.
    pub fn failure_of(&self, name: &str) -> Option<Wrong> {
        self.0.failures.borrow().get(name).cloned()
    }

    fn post(&self, fields: &[(&str, JsValue)]) {
        if let Some(port) = &*self.0.port.borrow() {
            // Texts and numbers can always be posted.
            let _ = port.post_message(&object(fields));
        }
    }

    /// Makes the frame, unless it is there. What is posted before it listens is kept for it by its port.
    fn start(&self, engine: Engine) -> Answer {
        if self.0.port.borrow().is_some() {
            return Ok(());
        }
        let near = self.frame(engine).map_err(|why| Wrong {
            message: format!("The sandbox could not be made: {why:?}. Reload the page."),
            ..Wrong::default()
        })?;
        let inner = Rc::downgrade(&self.0);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = inner.upgrade() {
                inner.receive(&event.data());
            }
        });
        near.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // It lives as long as the page.
        on_message.forget();
        self.0.port.replace(Some(near));
        Ok(())
    }

    /// The frame on the page, and the near end of the port to it.
    fn frame(&self, engine: Engine) -> Result<MessagePort, JsValue> {
        let (to_engine, to_frame) = (MessageChannel::new()?, MessageChannel::new()?);
        engine.lend(to_engine.port1());
        let frame: HtmlIFrameElement = document().create_element("iframe")?.unchecked_into();
        frame.set_attribute("sandbox", "allow-scripts")?;
        frame.set_attribute("title", "Where projections run")?;
        frame.set_hidden(true);
        frame.set_src(PAGE);
        let far = (to_engine.port2(), to_frame.port2());
        let loaded = frame.clone();
        let on_load = Closure::once_into_js(move || {
            let message = object(&[("engine", far.0.clone().into()), ("page", far.1.clone().into())]);
            let ports = [&far.0, &far.1].into_iter().collect::<Array>();
            if let Some(window) = loaded.content_window() {
                // It has no origin that could be named. It is the frame's own window, and holds nothing but that page.
                let _ = window.post_message_with_transfer(&message, "*", &ports);
            }
        });
        frame.set_onload(Some(on_load.unchecked_ref()));
        document().body().ok_or("the page has no body")?.append_child(&frame)?;
        Ok(to_frame.port1())
    }
}

impl Inner {
    fn receive(&self, message: &JsValue) {
        if let Some(number) = field(message, "number").as_f64() {
            if let Some(waiting) = self.waiting.borrow_mut().remove(&(number as u32)) {
                // Nobody waits any more when the log was left.
                let _ = waiting.send(message.clone());
            }
        } else if let (Some(name), Some(wrong)) = (field(message, "failed").as_string(), wrong_in(message)) {
            self.failures.borrow_mut().insert(name, wrong);
        }
    }
}

fn wrong_in(message: &JsValue) -> Option<Wrong> {
    let error = field(message, "error");
    if error.is_undefined() {
        return None;
    }
    let number = |name: &str| field(&error, name).as_f64();
    Some(Wrong {
        message: field(&error, "message").as_string().unwrap_or_default(),
        line: number("line").map(|line| line as u32),
        column: number("column").map(|column| column as u32),
        position: None,
    })
}

fn unsteady(one: &JsValue) -> Unsteady {
    let text = |name: &str| field(one, name).as_string();
    Unsteady {
        position: field(one, "position").as_f64().unwrap_or_default() as u64,
        event_type: text("type").unwrap_or_default(),
        path: text("path"),
        first: text("first"),
        second: text("second"),
    }
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain new object takes every field.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
