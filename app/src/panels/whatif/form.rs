//! What happens in place of an event, before it or behind it, or where it happens instead.
//! Never closes on what cannot be read: it says where that is.

use foldback_protocol::{BranchEvent, EditInfo, Row};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use super::payload::{pretty, wrong};
use crate::number::grouped;
use crate::session::session;
use crate::whatif::whatif;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Change,
    Before,
    After,
    Move,
}

/// To which event.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub what: What,
    pub row: Row,
}

impl Place {
    fn title(&self) -> String {
        let at = grouped(self.row.position);
        match self.what {
            What::Change => format!("In place of event {at}"),
            What::Before => format!("Just before event {at}"),
            What::After => format!("Just behind event {at}"),
            What::Move => format!("Event {at} happens elsewhere"),
        }
    }

    /// The edit, with this event.
    fn edit(&self, event: BranchEvent) -> EditInfo {
        let (at, event) = (self.row.position, Some(event));
        match self.what {
            What::Change => EditInfo { edit: Some(at), event, ..EditInfo::default() },
            What::Before => EditInfo { insert: Some(at), event, ..EditInfo::default() },
            _ => EditInfo { insert: Some(at + 1), event, ..EditInfo::default() },
        }
    }
}

/// The form.
#[component]
pub fn Form(
    /// What it is for.
    place: Place,
    /// Called when it is done.
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (session, whatif) = (session(), whatif());
    let (title, label) = (place.title(), place.title());
    let is_move = place.what == What::Move;
    let row = place.row.clone();
    let stream = RwSignal::new(row.stream.clone());
    let event_type = RwSignal::new(row.event_type.clone());
    let data = RwSignal::new(pretty(&row.data));
    let to = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<String>);
    let first = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(first) = first.get() {
            // Fails for elements that cannot have the focus alone.
            let _ = first.focus();
        }
    });
    let moved = move |from: u64| {
        let events = session.events.get_untracked();
        let digits: String = to.get_untracked().chars().filter(char::is_ascii_digit).collect();
        let to = digits.parse().ok().filter(|to| *to <= events);
        let what =
            || format!("Write the position of an event, 0 to {}; {} is behind all.", grouped(events), grouped(events));
        to.map(|to| EditInfo { moved: Some(from), to: Some(to), ..EditInfo::default() }).ok_or_else(what)
    };
    let place = StoredValue::new(place);
    let written = move || {
        let (stream, event_type) = (stream.get_untracked(), event_type.get_untracked());
        if stream.trim().is_empty() || event_type.trim().is_empty() {
            return Err("An event needs a stream and a type.".to_owned());
        }
        let data = data.get_untracked();
        if let Some(wrong) = wrong(&data) {
            return Err(wrong);
        }
        place.with_value(|place| {
            let metadata = String::from_utf8_lossy(&place.row.metadata).into_owned();
            // What is put in is not what was received: the rest of that event's metadata is its own.
            let metadata = Some(metadata).filter(|text| place.what == What::Change && !text.is_empty());
            let (data, time) = (data.replace(['\n', '\r'], " "), place.row.created);
            Ok(place.edit(BranchEvent { stream_id: Some(stream), event_type, data, metadata, time }))
        })
    };
    let on_submit = move |submit: SubmitEvent| {
        submit.prevent_default();
        let edit = if is_move { moved(place.with_value(|place| place.row.position)) } else { written() };
        match edit {
            Ok(edit) => {
                whatif.put(edit);
                close();
            }
            Err(why) => failed.set(Some(why)),
        }
    };
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            key.prevent_default();
            key.stop_propagation();
            close();
        }
    };
    let field = move |name: &'static str, of: RwSignal<String>, node: Option<NodeRef<html::Input>>| {
        view! {
            <label class="whatif-field">
                <span>{name}</span>
                <input
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=of
                    node_ref=node.unwrap_or_default()
                    on:input=move |event| of.set(event_target_value(&event))
                />
            </label>
        }
        .into_any()
    };
    let fields = if is_move {
        field("Just before event", to, Some(first))
    } else {
        view! {
            {field("Type", event_type, Some(first))}
            {field("Stream", stream, None)}
            <label class="whatif-field">
                <span>"Data"</span>
                <textarea
                    rows="7"
                    spellcheck="false"
                    prop:value=data
                    on:input=move |event| data.set(event_target_value(&event))
                ></textarea>
            </label>
        }
        .into_any()
    };
    view! {
        <form class="whatif-form" aria-label=label on:submit=on_submit on:keydown=on_key>
            <h3>{title}</h3>
            {fields}
            {move || failed.get().map(|why| view! { <p class="failure" role="alert">{why}</p> })}
            <div class="whatif-buttons">
                <button type="submit" class="main">"Put into the branch"</button>
                <button type="button" class="line" on:click=move |_| close()>"Cancel"</button>
            </div>
        </form>
    }
}
