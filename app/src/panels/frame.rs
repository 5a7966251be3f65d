//! Drawing that happens at most once a frame, however often it is asked for.
//! Never draws by itself and never after its component is gone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

struct Inner {
    draw: RefCell<Box<dyn FnMut()>>,
    wanted: Cell<bool>,
}

/// A drawing. A copy is another handle on the same one.
#[derive(Clone, Copy)]
pub struct Frame(StoredValue<Rc<Inner>, LocalStorage>);

impl Frame {
    /// `draw` runs in the next animation frame after each [`Self::request`], once.
    pub fn new(draw: impl FnMut() + 'static) -> Self {
        Self(StoredValue::new_local(Rc::new(Inner { draw: RefCell::new(Box::new(draw)), wanted: Cell::new(false) })))
    }

    /// Draws in the next frame.
    pub fn request(self) {
        let Some(inner) = self.0.try_get_value() else {
            return;
        };
        if inner.wanted.replace(true) {
            return;
        }
        request_animation_frame(move || {
            // The component may have gone between the request and the frame.
            if let Some(inner) = self.0.try_get_value() {
                inner.wanted.set(false);
                (inner.draw.borrow_mut())();
            }
        });
    }
}
