//! The page's end of the protocol: questions to the engine in its worker, and their answers.
//!
//! Never reads, folds or keeps what a log holds: it passes messages, and fails every open question when the worker dies.

mod failure;
mod latest;
mod wire;

use std::pin::Pin;
use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo, Progress};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

pub use latest::Latest;
use wire::Wire;

/// The engine. A copy is another handle on the same worker.
#[derive(Clone, Copy)]
pub struct Engine(StoredValue<Rc<Wire>, LocalStorage>);

/// A call that reports progress and can be cancelled.
pub struct Running<T> {
    /// The number by which it is cancelled.
    pub id: u32,
    /// Its answer.
    pub future: Pin<Box<dyn Future<Output = Result<T, ErrorInfo>>>>,
}

/// The engine of this page.
pub fn engine() -> Engine {
    expect_context()
}

impl Engine {
    /// Starts the worker. `on_failure` hears when it cannot start or dies.
    pub fn start(on_failure: impl Fn(ErrorInfo) + 'static) -> Self {
        Self(StoredValue::new_local(Wire::start(Box::new(on_failure))))
    }

    /// Asks, and gives the answer.
    ///
    /// # Errors
    /// What the engine answered, or that it is gone.
    pub async fn ask<T: DeserializeOwned>(self, call: Call) -> Result<T, ErrorInfo> {
        self.ask_bytes(call).await.map(|(answer, _)| answer)
    }

    /// Asks, and gives the answer with the bytes that came with it.
    ///
    /// # Errors
    /// What the engine answered, or that it is gone.
    pub async fn ask_bytes<T: DeserializeOwned>(self, call: Call) -> Result<(T, Vec<u8>), ErrorInfo> {
        let (_, answer) = self.0.get_value().send(&call, &[], None);
        let (answer, bytes) = answer.await.map_err(|_| failure::gone())??;
        Ok((wire::read(answer)?, bytes))
    }

    /// Starts a long call: one that reads `files`, reports progress, or takes a while.
    pub fn run<T: DeserializeOwned + 'static>(
        self,
        call: &Call,
        files: &[web_sys::Blob],
        on_progress: impl Fn(Progress) + 'static,
    ) -> Running<T> {
        let on_progress: Rc<dyn Fn(Progress)> = Rc::new(on_progress);
        let (id, answer) = self.0.get_value().send(call, files, Some(on_progress));
        Running {
            id,
            future: Box::pin(async move {
                let (answer, _) = answer.await.map_err(|_| failure::gone())??;
                wire::read(answer)
            }),
        }
    }

    /// Has the engine answer whoever has the other end of this port.
    pub fn lend(self, port: web_sys::MessagePort) {
        self.0.get_value().lend(port);
    }

    /// Starts a call that can be cancelled and answers with bytes.
    pub fn run_bytes<T: DeserializeOwned + 'static>(self, call: &Call) -> Running<(T, Vec<u8>)> {
        let (id, answer) = self.0.get_value().send(call, &[], None);
        Running {
            id,
            future: Box::pin(async move {
                let (answer, bytes) = answer.await.map_err(|_| failure::gone())??;
                Ok((wire::read(answer)?, bytes))
            }),
        }
    }

    /// Asks a running call to stop. It answers with the error code `Aborted` when it has.
    pub fn cancel(self, id: u32) {
        self.0.get_value().cancel(id);
    }
}
