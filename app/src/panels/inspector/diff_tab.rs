//! What is different in a stream's state: by the event at the cursor, or between marks A and B.
//! Never compares: the engine does.

use foldback_protocol::{Call, ChangeText, CompareWith, DiffRequest, ErrorInfo};
use leptos::prelude::*;

use super::asking::{Failure, Moment, NoEvent, moment};
use super::diff_group::{DiffGroup, groups};
use super::stream_line::StreamLine;
use crate::engine::{Latest, engine};
use crate::number::{counted, grouped};
use crate::projection::{Mine, mine};
use crate::session::{Marks, Session, session};
use crate::visible::visible;
use crate::whatif::whatif;

/// Changes that are shown.
const MOST: usize = 300;

#[derive(Clone, PartialEq)]
struct Question {
    moment: Moment,
    from: Option<u64>,
    to: u64,
    /// Between the log and this branch, and not between two moments.
    against: Option<String>,
}

/// The diff.
#[component]
pub fn DiffTab() -> impl IntoView {
    let (session, mine, whatif) = (session(), mine(), whatif());
    let changes = RwSignal::new(None::<Vec<ChangeText>>);
    let failed = RwSignal::new(None::<ErrorInfo>);
    let diffs = Latest::new(
        engine(),
        |Question { moment, from, to, against }: &Question| {
            Call::Diff(DiffRequest {
                log: moment.log.clone(),
                projection: moment.projection.clone(),
                branch: if against.is_some() { None } else { moment.branch() },
                partition: Some(moment.partition.clone()),
                from: from.map(Into::into),
                to: Some((*to).into()),
                with: against.clone().map(|branch| CompareWith { branch: Some(branch), ..CompareWith::default() }),
            })
        },
        move |_, answer: Result<(Vec<ChangeText>, Vec<u8>), ErrorInfo>| match answer {
            Ok((answer, _)) => {
                changes.try_set(Some(answer));
                failed.try_set(None);
            }
            Err(why) => {
                changes.try_set(None);
                failed.try_set(Some(why));
            }
        },
    );
    let asked = Memo::new(move |_| {
        let (mut moment, against) = (moment(session, mine)?, whatif.compared());
        if let Some(future) = &against {
            moment.at = future.moment(session.cursor.get(), session.events.get());
            moment.future = Some(future.clone());
        }
        let against = against.map(|future| future.branch);
        // The state just before the event at the cursor is that after the stream's event before it.
        let (from, to) = match session.marks.get().ends(moment.at) {
            _ if against.is_some() => (Some(moment.at), moment.at),
            Some((a, b)) => (Some(a), b),
            None => (moment.at.checked_sub(1), moment.at),
        };
        Some(Question { moment, from, to, against })
    });
    Effect::new(move |_| match asked.get() {
        Some(asked) => diffs.ask(asked),
        None => changes.set(None),
    });
    let found = move || {
        changes.with(|changes| {
            let changes = changes.as_deref()?;
            if changes.is_empty() {
                let nothing = match whatif.against.get() {
                    true => "The log and the branch have the same state here.".to_owned(),
                    false => nothing(session, mine),
                };
                return Some(view! { <p class="nothing">{nothing}</p> }.into_any());
            }
            let missing = changes.len().saturating_sub(MOST);
            let groups = groups(&changes[..changes.len().min(MOST)]);
            Some(
                view! {
                    {groups.into_iter().map(|group| view! { <DiffGroup group/> }).collect_view()}
                    {(missing > 0).then(|| {
                        let text = format!("{} more. Compare nearer moments to see them.", counted(missing as u64, "change", "changes"));
                        view! { <p class="note">{text}</p> }
                    })}
                }
                .into_any(),
            )
        })
    };
    view! {
        <Show when=move || asked.with(Option::is_some) fallback=NoEvent>
            <div class="diff-tab">
                <StreamLine/>
                <Ends/>
                <p class="note">{move || changes.with(|changes| changes.as_deref().map(summary))}</p>
                {move || failed.get().map(|error| view! { <Failure error/> })}
                <div class="diff-list">{found}</div>
            </div>
        </Show>
    }
}

/// Which two moments are compared, and how to choose others.
#[component]
fn Ends() -> impl IntoView {
    let (session, whatif) = (session(), whatif());
    let said = move || {
        let (marks, cursor) = (session.marks.get(), session.cursor.get());
        if whatif.against.get() {
            let branch = whatif.shown.get().unwrap_or_default();
            let (branch, at) = (visible(&branch), grouped(cursor));
            return format!("From the log to the branch {branch}, both after event {at}.");
        }
        let Some((a, b)) = marks.ends(cursor) else {
            return format!("What event {} changed.", grouped(cursor));
        };
        let end = |mark: Option<u64>, letter: &str, at: u64| match mark {
            Some(at) => format!("mark {letter} (event {})", grouped(at)),
            None => format!("the cursor (event {})", grouped(at)),
        };
        format!("From {} to {}.", end(marks.a, "A", a), end(marks.b, "B", b))
    };
    let is_marked = Memo::new(move |_| session.marks.get() != Marks::default());
    let button = |name: &'static str, title: &'static str, act: fn(Session)| {
        let session = crate::session::session();
        view! { <button type="button" class="line" title=title on:click=move |_| act(session)>{name}</button> }
    };
    let has_branch = Memo::new(move |_| whatif.shown.with(Option::is_some));
    view! {
        <div class="diff-ends">
            <p>{said}</p>
            {button("Set A here", "Compare from here on: set mark A at the cursor, then go elsewhere", Session::set_a)}
            {button(
                "Set B here",
                "Set mark B at the cursor. Shift and a click in the list, the timeline or the scrubber set it there",
                |session| session.set_b(session.cursor.get_untracked()),
            )}
            <Show when=move || is_marked.get()>
                {button("Swap", "A where B is, and B where A is", Session::swap_marks)}
                {button("Clear A and B", "Show again what the event at the cursor changed (Esc)", |session| {
                    session.clear_marks();
                })}
            </Show>
            <Show when=move || has_branch.get()>
                <button
                    type="button"
                    class="line"
                    title="What is different in the branch, at this moment"
                    aria-pressed=move || whatif.against.get().to_string()
                    on:click=move |_| whatif.against.update(|against| *against = !*against)
                >
                    "Log against branch"
                </button>
            </Show>
        </div>
    }
}

fn summary(changes: &[ChangeText]) -> String {
    let count = |which: fn(&ChangeText) -> bool| changes.iter().filter(|change| which(change)).count() as u64;
    let added = count(|change| change.old.is_none());
    let removed = count(|change| change.new.is_none());
    let changed = changes.len() as u64 - added - removed;
    [(changed, "changed"), (added, "added"), (removed, "removed")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", grouped(count)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why there is no difference, and what to do.
fn nothing(session: Session, mine: Mine) -> String {
    let at = session.cursor.get_untracked();
    let of_stream = !mine.is_looked_at.get_untracked();
    let elsewhere = of_stream
        && session.current.with_untracked(|row| {
            let row = row.as_ref().filter(|row| row.position == at);
            row.is_some_and(|row| session.stream.get_untracked().as_ref() != Some(&row.stream))
        });
    match session.marks.get_untracked().ends(at) {
        Some((a, b)) if a == b => "Both ends are the same event. Go to another one, or press Shift and click one to set B there.",
        Some(_) => "This state is the same at both moments. Go elsewhere, or move a mark.",
        None if elsewhere => "The event at the cursor belongs to another stream. Press Shift ← or Shift → to go to this stream's nearest event.",
        None => "This event changed nothing in the state. Shift ← → step to the others of its stream.",
    }
    .to_owned()
}
