//! Waiting until something is appended, by whatever tab: the store tells when it has taken it up.

use std::cell::{Cell, RefCell};

use foldback_log::Backend;
use futures::channel::oneshot;

use crate::Store;

/// Who waits for something.
#[derive(Debug, Default)]
pub struct Bell {
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Bell {
    /// Wakes all who wait.
    pub fn ring(&self) {
        for waiting in self.waiting.take() {
            // Whoever has given up needs no waking.
            let _ = waiting.send(());
        }
    }

    /// Ready when it rings, from this call on.
    pub fn wait(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting.borrow_mut();
        waiting.retain(|waiting| !waiting.is_canceled());
        waiting.push(sender);
        receiver
    }
}

/// Who waits for events.
#[derive(Debug, Default)]
pub struct News {
    bell: Bell,
    ended: Cell<bool>,
}

impl News {
    /// Wakes all who wait.
    pub fn tell(&self) {
        self.bell.ring();
    }
}

impl<B: Backend> Store<B> {
    /// Returns when the store has taken up events that were not there before, or when nobody is to wait any more.
    pub async fn news(&self) {
        if !self.has_ended() {
            // The sender lives in the store, which is borrowed here: it cannot be gone.
            let _ = self.news.bell.wait().await;
        }
    }

    /// Wakes all who wait, for good: whoever holds the store may go on with it, but not wait.
    pub fn end_news(&self) {
        self.news.ended.set(true);
        self.news.tell();
        #[cfg(feature = "time")]
        self.projections.end();
    }

    /// Whether nobody is to wait any more.
    pub fn has_ended(&self) -> bool {
        self.news.ended.get()
    }
}
