//! The table itself.
//! Never names a key that does nothing.

use foldback_protocol::Direction;
use leptos::prelude::{GetUntracked, Set, Update};

use super::Does::{Always, Elsewhere, WithLog};
use super::Group::{Marks, Page, Time, Timeline, Values};
use super::{Command, Does, Group};
use crate::focus;
use crate::panels::{CLOSER, FARTHER, Motion};
use crate::play;
use crate::session::{Kin, Tab};
use crate::settings::{DENSITY, THEME, TIMES};

/// All that can be done by a key, or by the palette without one.
pub const TABLE: &[Command] = &[
    new(Time, "ArrowLeft k", "One event back", WithLog(|on| on.session.step(-1))),
    new(Time, "ArrowRight j", "One event on", WithLog(|on| on.session.step(1))),
    new(
        Time,
        "Shift+ArrowLeft",
        "Back within the stream",
        WithLog(|on| on.session.step_in_stream(Direction::Backwards)),
    ),
    new(Time, "Shift+ArrowRight", "On within the stream", WithLog(|on| on.session.step_in_stream(Direction::Forwards))),
    new(Time, "Home", "First event", WithLog(|on| on.session.first())),
    new(Time, "End", "Last event", WithLog(|on| on.session.last())),
    new(Time, "Space", "Play or pause", WithLog(|on| play::toggle(on.session))),
    new(Time, ".", "Next hit of the query", WithLog(|on| on.query.next())),
    new(Time, ",", "Previous hit of the query", WithLog(|on| on.query.previous())),
    new(Time, "o", "Next event with the same correlation id", WithLog(|on| on.session.step_along(Direction::Forwards))),
    new(
        Time,
        "O",
        "Previous event with the same correlation id",
        WithLog(|on| on.session.step_along(Direction::Backwards)),
    ),
    new(Time, "[", "The event that caused this one", WithLog(|on| on.session.step_to(Kin::Cause))),
    new(Time, "]", "The first event that this one caused", WithLog(|on| on.session.step_to(Kin::Effect))),
    new(Timeline, "w W", "Zoom in", WithLog(|on| on.motions.go(CLOSER))),
    new(Timeline, "s S", "Zoom out", WithLog(|on| on.motions.go(FARTHER))),
    new(Timeline, "a A", "Earlier", WithLog(|on| on.motions.go(Motion::EARLIER))),
    new(Timeline, "d D", "Later", WithLog(|on| on.motions.go(Motion::LATER))),
    new(
        Timeline,
        "f F",
        "Fit what is between A and B, or the stream; again: all",
        WithLog(|on| on.motions.go(Motion::Selection)),
    ),
    new(Timeline, "", "Show all events in the timeline", WithLog(|on| on.motions.go(Motion::Fit))),
    new(Marks, "x", "Skip this event in the branch, or let it happen again", WithLog(|on| on.whatif.skip_here())),
    new(Marks, "n", "Next flip of the condition", WithLog(|on| on.flips.next())),
    new(Marks, "N", "Previous flip of the condition", WithLog(|on| on.flips.previous())),
    new(Marks, "m M", "Bookmark this event, with a note", WithLog(|on| on.bookmarks.ask_here())),
    new(Marks, "Mod+z", "Take back the last change of a bookmark", WithLog(|on| _ = on.bookmarks.undo())),
    new(Marks, "Shift+click", "Set mark B for a diff", Elsewhere),
    new(Marks, "", "Set mark A at the cursor", WithLog(|on| on.session.set_a())),
    new(Marks, "", "Set mark B at the cursor", WithLog(|on| on.session.set_b(at(on)))),
    new(Marks, "", "Swap marks A and B", WithLog(|on| on.session.swap_marks())),
    new(Marks, "", "Clear marks A and B", WithLog(|on| _ = on.session.clear_marks())),
    new(Values, "b", "Who wrote the focused value", WithLog(|on| on.session.tab.set(Tab::Blame))),
    new(Values, "ArrowLeft ArrowRight", "Fold, unfold, where a value has the focus", Elsewhere),
    new(Values, "t", "Follow the focused value in a chart", Elsewhere),
    new(Values, "c", "Copy the focused value", Elsewhere),
    new(Values, "p", "Copy the path of the focused value", Elsewhere),
    new(Page, "/", "Search the events", WithLog(|_| focus::query())),
    new(Page, "Mod+k", "Command palette", Always(|on| on.opened.palette.set(true))),
    new(Page, "e", "Export the log", WithLog(|on| on.opened.export.set(true))),
    new(Page, "", "Show only the events that fit the query", WithLog(|on| on.query.only.update(|only| *only = !*only))),
    new(Page, "", "Save the query", WithLog(|on| on.save_query())),
    new(Page, "", "Import report", WithLog(|on| on.show_report())),
    new(Page, "", "Paste events", Always(|on| on.opened.paste.set(true))),
    new(Page, "", "Storage: sizes, room, verify, delete", Always(|on| on.opened.storage.set(true))),
    new(Page, "", "Settings", Always(|on| on.opened.settings.set(true))),
    new(Page, "", "Theme: as the system", Always(|on| on.choose(THEME, ""))),
    new(Page, "", "Theme: light", Always(|on| on.choose(THEME, "light"))),
    new(Page, "", "Theme: dark", Always(|on| on.choose(THEME, "dark"))),
    new(Page, "", "Times in the local zone", Always(|on| on.choose(TIMES, ""))),
    new(Page, "", "Times in UTC", Always(|on| on.choose(TIMES, "utc"))),
    new(Page, "", "Density: compact", Always(|on| on.choose(DENSITY, ""))),
    new(Page, "", "Density: comfortable", Always(|on| on.choose(DENSITY, "comfortable"))),
    new(Page, "", "Start page", WithLog(|on| on.session.close())),
    new(Page, "Tab", "Next control", Elsewhere),
    new(Page, "?", "All keys", Always(|on| on.opened.keys.set(true))),
    new(Page, "Escape", "Close; clear A and B; let go of the stream", Always(|on| on.escape())),
];

const fn new(group: Group, keys: &'static str, title: &'static str, does: Does) -> Command {
    Command { group, keys, title, does }
}

fn at(on: super::Reach) -> u64 {
    on.session.cursor.get_untracked()
}
