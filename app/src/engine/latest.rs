//! Questions that are asked faster than they are answered: what drags and key repeats go through.
//!
//! Never has more than one question in flight and never lets questions queue up.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo};
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use super::Engine;

/// Keeps one question in flight at most, and asks the newest next. Each answer is handed over with its question, in the
/// order of asking: during a drag the page follows as fast as the engine answers, and what was asked between is dropped.
pub struct Latest<Q, A>(Rc<Inner<Q, A>>);

type OnAnswer<Q, A> = Box<dyn Fn(Q, Result<(A, Vec<u8>), ErrorInfo>)>;

struct Inner<Q, A> {
    engine: Engine,
    call: Box<dyn Fn(&Q) -> Call>,
    on_answer: OnAnswer<Q, A>,
    busy: Cell<bool>,
    next: RefCell<Option<Q>>,
}

impl<Q, A> Clone for Latest<Q, A> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<Q: 'static, A: DeserializeOwned + 'static> Latest<Q, A> {
    /// `call` turns a question into a call; `on_answer` gets the question back with its answer.
    pub fn new(
        engine: Engine,
        call: impl Fn(&Q) -> Call + 'static,
        on_answer: impl Fn(Q, Result<(A, Vec<u8>), ErrorInfo>) + 'static,
    ) -> Self {
        Self(Rc::new(Inner {
            engine,
            call: Box::new(call),
            on_answer: Box::new(on_answer),
            busy: Cell::new(false),
            next: RefCell::new(None),
        }))
    }

    /// Asks now, or as soon as the question in flight is answered and nothing newer was asked.
    pub fn ask(&self, question: Q) {
        self.0.next.replace(Some(question));
        if self.0.busy.replace(true) {
            return;
        }
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            loop {
                let next = inner.next.take();
                let Some(question) = next else { break };
                let answer = inner.engine.ask_bytes((inner.call)(&question)).await;
                (inner.on_answer)(question, answer);
            }
            inner.busy.set(false);
        });
    }
}
