//! What pointing, clicking, dragging and the wheel do on the timeline.
//! Never moves the picture itself: it changes the range or the cursor.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use super::hint::Pointed;
use super::range::Range;
use super::view::View;
use crate::session::Session;

/// How far a pressed pointer moves before that is a drag.
const SLACK: f64 = 4.0;
/// Room that a hint needs.
const HINT: f64 = 270.0;
/// How much a pixel of the wheel zooms.
const WHEEL: f64 = 0.0016;
/// Pixels of a line, for wheels that turn by lines.
const LINE: f64 = 16.0;

#[derive(Clone, Copy)]
struct Press {
    x: f64,
    range: Range,
    dragged: bool,
}

/// The pointer over the picture.
#[derive(Clone, Copy)]
pub struct Pointer {
    /// What it points at.
    pub pointed: RwSignal<Option<Pointed>>,
    session: Session,
    view: StoredValue<View>,
    range: RwSignal<Range>,
    size: ReadSignal<(f64, f64)>,
    node: NodeRef<html::Div>,
    press: RwSignal<Option<Press>>,
}

impl Pointer {
    /// Over a picture.
    pub fn new(
        session: Session,
        view: StoredValue<View>,
        range: RwSignal<Range>,
        size: ReadSignal<(f64, f64)>,
        node: NodeRef<html::Div>,
    ) -> Self {
        Self { pointed: RwSignal::new(None), session, view, range, size, node, press: RwSignal::new(None) }
    }

    fn width(self) -> f64 {
        self.size.get_untracked().0
    }

    fn position(self, x: f64) -> u64 {
        let (range, width) = (self.range.get_untracked(), self.width());
        self.view.with_value(|view| view.position(x, range, width))
    }

    /// Whether the picture is being dragged.
    pub fn is_panning(self) -> bool {
        self.press.get().is_some_and(|press| press.dragged)
    }

    /// A button was pressed, or a finger put down.
    pub fn down(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        self.press.set(Some(Press { x: event.client_x().into(), range: self.range.get_untracked(), dragged: false }));
    }

    /// The pointer moved.
    pub fn moved(self, event: &PointerEvent) {
        let x = f64::from(event.client_x());
        match self.press.get_untracked() {
            Some(press) if press.dragged || (x - press.x).abs() > SLACK => {
                if !press.dragged
                    && let Some(node) = self.node.get_untracked()
                {
                    // Without capture a drag ends at the picture's edge, which is bearable.
                    let _ = node.set_pointer_capture(event.pointer_id());
                    self.press.set(Some(Press { dragged: true, ..press }));
                    self.pointed.set(None);
                }
                let share = (press.x - x) / self.width().max(1.0);
                let moved = press.range.moved(share, self.session.events.get_untracked());
                if moved != self.range.get_untracked() {
                    self.range.set(moved);
                }
            }
            Some(_) => {}
            None if event.pointer_type() == "mouse" => self.point(event.offset_x().into()),
            None => {}
        }
    }

    fn point(self, x: f64) {
        let (range, width) = (self.range.get_untracked(), self.width());
        if range.length() == 0 {
            return;
        }
        let pointed = self.view.with_value(|view| {
            let column = view.column(x, range, width).max(0.0) as usize;
            let count = view.axis.pixels.counts.get(column).copied().unwrap_or(0);
            Pointed { position: view.position(x, range, width), count: count.into(), x, is_left: x + HINT > width }
        });
        self.pointed.set(Some(pointed));
    }

    /// The button was let go: a press that was no drag is a click.
    pub fn up(self, event: &PointerEvent) {
        let Some(press) = self.press.get_untracked() else {
            return;
        };
        self.press.set(None);
        if press.dragged {
            return;
        }
        let position = self.position(event.offset_x().into());
        if event.shift_key() {
            self.session.set_b(position);
        } else {
            self.session.playing.set(false);
            self.session.go(position);
        }
    }

    /// The pointer is elsewhere.
    pub fn left(self) {
        self.pointed.set(None);
        if !self.is_panning_untracked() {
            self.press.set(None);
        }
    }

    fn is_panning_untracked(self) -> bool {
        self.press.get_untracked().is_some_and(|press| press.dragged)
    }

    /// The wheel turned: up is closer, sideways pans.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let pixels = match event.delta_mode() {
            WheelEvent::DOM_DELTA_PIXEL => 1.0,
            _ => LINE,
        };
        let (across, along) = (event.delta_x() * pixels, event.delta_y() * pixels);
        let events = self.session.events.get_untracked();
        let now = self.range.get_untracked();
        let then = if across.abs() > along.abs() || event.shift_key() {
            let by = if across == 0.0 { along } else { across };
            now.moved(by / self.width().max(1.0), events)
        } else {
            let around = self.position(event.offset_x().into());
            now.zoomed((along * WHEEL).clamp(-1.0, 1.0).exp(), around, events)
        };
        if then != now {
            self.pointed.set(None);
            self.range.set(then);
        }
    }
}
