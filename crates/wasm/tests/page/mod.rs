//! What a page does: it posts calls to an engine and waits for their answers.
#![allow(dead_code, reason = "not every test does everything")]

use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, ImportReport, OnBad};
use foldback_wasm::Engine;
use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, MessageChannel, MessageEvent, MessagePort};

/// A page: a port to an engine.
pub struct Page {
    pub engine: Rc<Engine>,
    pub port: MessagePort,
}

impl Page {
    pub fn start() -> Self {
        Self::of(&Rc::default())
    }

    /// One more port to an engine.
    pub fn of(engine: &Rc<Engine>) -> Self {
        let channel = MessageChannel::new().unwrap();
        engine.serve(channel.port1().into());
        Self { engine: engine.clone(), port: channel.port2() }
    }

    /// Sends one call and waits for its end; with `cancel` it is cancelled at once.
    pub async fn send(&self, call: &Call, file: Option<&Blob>, cancel: bool) -> Result<(JsValue, Vec<u8>), ErrorInfo> {
        self.send_with(call, file, None, cancel).await
    }

    /// Sends one call with bytes.
    pub async fn send_bytes(&self, call: &Call, bytes: &[u8]) -> Result<(JsValue, Vec<u8>), ErrorInfo> {
        self.send_with(call, None, Some(bytes), false).await
    }

    async fn send_with(
        &self,
        call: &Call,
        file: Option<&Blob>,
        bytes: Option<&[u8]>,
        cancel: bool,
    ) -> Result<(JsValue, Vec<u8>), ErrorInfo> {
        let (sender, answer) = oneshot::channel();
        let mut sender = Some(sender);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let field = |name: &str| Reflect::get(&event.data(), &name.into()).unwrap();
            let result = if !field("error").is_undefined() {
                Err(serde_wasm_bindgen::from_value(field("error")).unwrap())
            } else if field("id").as_f64() == Some(7.0) && field("progress").is_undefined() {
                let bytes = field("bytes");
                let bytes = if bytes.is_undefined() { Vec::new() } else { Uint8Array::new(&bytes).to_vec() };
                Ok((field("answer"), bytes))
            } else {
                return;
            };
            if let Some(sender) = sender.take() {
                let _ = sender.send(result);
            }
        });
        self.port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        let message = Object::new();
        Reflect::set(&message, &"id".into(), &7.into()).unwrap();
        Reflect::set(&message, &"call".into(), &serde_wasm_bindgen::to_value(call).unwrap()).unwrap();
        if let Some(file) = file {
            Reflect::set(&message, &"file".into(), file).unwrap();
        }
        if let Some(bytes) = bytes {
            Reflect::set(&message, &"bytes".into(), &Uint8Array::from(bytes).buffer()).unwrap();
        }
        self.port.post_message(&message).unwrap();
        if cancel {
            let message = Object::new();
            Reflect::set(&message, &"cancel".into(), &7.into()).unwrap();
            self.port.post_message(&message).unwrap();
        }
        answer.await.unwrap()
    }

    pub async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, ErrorInfo> {
        let (answer, _) = self.send(&call, None, false).await?;
        Ok(serde_wasm_bindgen::from_value(answer).unwrap())
    }

    pub async fn import(&self, name: &str, text: &str) -> Result<ImportReport, ErrorInfo> {
        let call = Call::Import(foldback_protocol::ImportRequest {
            name: name.into(),
            names: Vec::new(),
            only: None,
            format: None,
            mapping: None,
            on_bad: OnBad::Keep,
        });
        let (answer, _) = self.send(&call, Some(&blob(text)), false).await?;
        Ok(serde_wasm_bindgen::from_value(answer).unwrap())
    }
}

pub fn blob(text: &str) -> Blob {
    Blob::new_with_str_sequence(&Array::of1(&text.into())).unwrap()
}
