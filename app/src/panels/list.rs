//! A list of very many equal rows, of which only those in view are on the page: a few row elements whose content changes.
//! Never knows what its rows show.

use std::time::Duration;

use leptos::ev::WheelEvent;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::frame::Frame;
use super::place::style_node;
use super::scroll::Scroll;
use super::size::size_of;

/// Rows drawn above and below the view, so that scrolling finds them there.
const AROUND: u64 = 4;
/// How long the scroll bar rests before it is put where it belongs.
const REST: Duration = Duration::from_millis(160);

/// The rows to draw: from the first to before the last.
pub type Window = std::ops::Range<u64>;

/// A list. A copy is another handle on the same one.
#[derive(Clone, Copy)]
pub struct List {
    /// The element that scrolls.
    pub node: NodeRef<html::Div>,
    /// The element inside it that is as tall as all rows.
    pub track: NodeRef<html::Div>,
    /// How high a row is.
    row: f64,
    scroll: StoredValue<Scroll>,
    /// The height of the view.
    pub height: Memo<f64>,
    frame: Frame,
    rest: StoredValue<Option<TimeoutHandle>>,
}

impl List {
    /// A list whose rows are `row` pixels high under a header that stays, `header` pixels high.
    /// `rows` holds the row elements; `draw` is called once a frame at most, when other rows are to be shown.
    pub fn new(
        row: f64,
        header: f64,
        count: Signal<u64>,
        rows: NodeRef<html::Div>,
        draw: impl Fn(Window) + 'static,
    ) -> Self {
        let (node, track) = (NodeRef::new(), NodeRef::new());
        let scroll = StoredValue::new(Scroll::new(row));
        let size = size_of(node);
        let height = Memo::new(move |_| (size.get().1 - header).max(0.0));
        let frame = Frame::new(move || {
            // A list that is not on the screen has nothing to draw.
            if height.get_untracked() <= 0.0 {
                return;
            }
            let seen = scroll.get_value();
            // As many at the ends of the list as elsewhere: with another number of rows each would change its element.
            let (count, most) = (count.get_untracked(), seen.seen() as u64 + 2 * AROUND);
            let first = seen.first().saturating_sub(AROUND).min(count.saturating_sub(most));
            let last = (first + most).min(count);
            style_node(track, "height", &format!("{}px", seen.track()));
            style_node(rows, "transform", &format!("translateY({}px)", seen.top_of(first).round()));
            draw(first..last);
        });
        let list = Self { node, track, row, scroll, height, frame, rest: StoredValue::new(None) };
        Effect::new(move |_| {
            let (count, height) = (count.get(), height.get());
            scroll.update_value(|scroll| scroll.resize(count, height));
            frame.request();
        });
        list
    }

    /// Draws again in the next frame.
    pub fn redraw(self) {
        self.frame.request();
    }

    /// The list was scrolled.
    pub fn scrolled(self) {
        let Some(node) = self.node.get_untracked() else {
            return;
        };
        let bar = f64::from(node.scroll_top());
        self.scroll.update_value(|scroll| scroll.moved(bar));
        self.frame.request();
        self.rest(true);
    }

    /// The wheel was turned over the list. Its rows are there only once they are drawn, so they scroll here and not ahead of
    /// that, in the browser's own time, which would show what is between them.
    pub fn wheel(self, wheel: &WheelEvent) {
        let (across, by) = (wheel.delta_x(), wheel.delta_y());
        // What is not down or up is the browser's: larger text, and what is beside the view.
        if wheel.ctrl_key() || wheel.meta_key() || wheel.shift_key() || across.abs() > by.abs() {
            return;
        }
        let by = match wheel.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => by * self.row,
            WheelEvent::DOM_DELTA_PAGE => by * self.height.get_untracked(),
            _ => by,
        };
        if self.scroll.try_update_value(|scroll| scroll.go(by)) == Some(true) {
            wheel.prevent_default();
            self.settle();
            self.frame.request();
        }
    }

    /// Puts the scroll bar where it belongs in a while: a hand that still scrolls must not feel it (`again` waits anew), and
    /// moving the bar for each frame of a drag would cost a layout each.
    fn rest(self, again: bool) {
        let is_waiting = self.rest.with_value(Option::is_some);
        if is_waiting && !again {
            return;
        }
        let settle = set_timeout_with_handle(move || self.settle(), REST);
        let earlier = self.rest.try_update_value(|rest| std::mem::replace(rest, settle.ok()));
        if let Some(Some(earlier)) = earlier {
            earlier.clear();
        }
    }

    fn settle(self) {
        self.rest.try_update_value(Option::take);
        let bar = self.scroll.try_update_value(Scroll::settle).flatten();
        if let (Some(bar), Some(Some(node))) = (bar, self.node.try_get_untracked()) {
            node.set_scroll_top(bar as i32);
            self.frame.request();
        }
    }

    /// Brings a row into view, with some rows around it.
    pub fn reveal(self, row: u64, around: f64) {
        let moved = self.scroll.try_update_value(|scroll| scroll.reveal(row, around));
        if moved == Some(true) {
            self.frame.request();
            self.rest(false);
        }
    }

    /// Whether a row is wholly in view.
    pub fn is_in_view(self, row: u64) -> bool {
        self.scroll.with_value(|scroll| {
            let first = scroll.first();
            row > first && row < first + scroll.page()
        })
    }

    /// How many rows fill the view.
    pub fn page(self) -> u64 {
        self.scroll.with_value(Scroll::page)
    }
}
