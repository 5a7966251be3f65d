//! Appends that wait while another is being written, and who writes the next of them.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::channel::oneshot;

use super::{Appended, Condition, Expected};
use crate::LogError;
use crate::batch::Batch;

/// Bytes of events after which a group takes no more appends. Each one still goes in whole.
const GROUP: usize = 8 << 20;

/// An append that waits.
#[derive(Debug)]
pub struct Request {
    pub batch: Batch,
    pub expected: Vec<(String, Expected)>,
    pub condition: Option<Condition>,
    pub strict: bool,
    pub turn: Option<oneshot::Sender<Turn>>,
}

/// What a waiting append is told.
#[derive(Debug)]
pub enum Turn {
    /// It is done.
    Done(Result<Appended, LogError>),
    /// It is to write the next group; the rest is told here.
    Lead(oneshot::Receiver<Turn>),
}

/// All that wait, the oldest first.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Request>,
    writing: bool,
}

impl Queue {
    /// Adds an append behind the others.
    pub fn add(&mut self, request: Request) {
        self.waiting.push_back(request);
    }

    /// Whether nobody writes; whoever asks is to write then.
    pub fn wants_lead(&mut self) -> bool {
        !std::mem::replace(&mut self.writing, true)
    }
}

/// Whoever writes. When it ends, in whatever way, the oldest that waits goes on.
pub struct Lead<'a>(pub &'a RefCell<Queue>);

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.borrow_mut();
        while let Some(request) = queue.waiting.front_mut() {
            let (sender, receiver) = oneshot::channel();
            let told = request.turn.replace(sender).map(|turn| turn.send(Turn::Lead(receiver)));
            match told {
                Some(Ok(())) => return,
                // Nobody waits for that one any more, so it was given up before anything was written.
                _ => drop(queue.waiting.pop_front()),
            }
        }
        queue.writing = false;
    }
}

/// Whoever waits. When it is given up after it was told to lead, and before it heard that, the next one leads.
pub struct Waiting<'a> {
    pub queue: &'a RefCell<Queue>,
    pub turn: oneshot::Receiver<Turn>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.turn.close();
        if let Ok(Some(Turn::Lead(rest))) = self.turn.try_recv() {
            drop(rest);
            drop(Lead(self.queue));
        }
    }
}

impl Lead<'_> {
    /// The oldest of those that wait.
    pub fn take(&self) -> Vec<Request> {
        let mut queue = self.0.borrow_mut();
        let mut group = Vec::new();
        let mut bytes = 0;
        while let Some(request) = queue.waiting.front() {
            bytes += request.batch.bytes();
            if !group.is_empty() && bytes > GROUP {
                break;
            }
            // A future that was dropped wants nothing written.
            let wanted = request.turn.as_ref().is_some_and(|turn| !turn.is_canceled());
            group.extend(queue.waiting.pop_front().filter(|_| wanted));
        }
        group
    }
}
