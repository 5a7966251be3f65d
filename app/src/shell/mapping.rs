//! The dialog in which a person says what the fields of a file mean, and sees at once what comes of it.
//! Never guesses: the engine made the first mapping, and makes every preview.

use std::cell::Cell;
use std::rc::Rc;

use foldback_protocol::{ErrorInfo, FieldPath, Mapping, Preview, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dialog::Dialog;
use super::mapping_read_as::ReadAs;
use super::mapping_roles::Roles;
use super::mapping_rows::PreviewRows;
use super::mapping_saved::{SavedMappings, for_fields};
use crate::engine::engine;
use crate::import::{Draft, imports};
use crate::visible::visible;

/// How many rows the preview has.
const ROWS: u32 = 10;

/// The dialog; it shows while there is a draft.
#[component]
pub fn MappingDialog() -> impl IntoView {
    let imports = imports();
    let open = Signal::derive(move || imports.draft.with(Option::is_some));
    let close = move || imports.draft.set(None);
    view! {
        <Dialog open=open title="What do the fields mean?" wide=true close=close>
            {move || imports.draft.get_untracked().map(|draft| view! { <Form draft close/> })}
        </Dialog>
    }
}

/// The mapping with another field for a role.
pub fn with_field(mapping: &Mapping, role: Role, field: Option<FieldPath>) -> Mapping {
    let mut mapping = mapping.clone();
    mapping.fields.retain(|(other, _)| *other != role);
    mapping.fields.extend(field.map(|field| (role, field)));
    mapping
}

#[component]
fn Form(draft: Draft, close: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let imports = imports();
    let engine = engine();
    let replaces = draft.replaces.is_some();
    // One that was saved for just these fields is what the person will want again.
    let saved = for_fields(&draft.preview.fields);
    let mapping = RwSignal::new(draft.preview.mapping.clone());
    let taken = RwSignal::new(saved.as_ref().map(|saved| saved.name.clone()));
    let is_saved = saved.is_some();
    if let Some(saved) = saved {
        mapping.set(saved.mapping);
    }
    let preview = RwSignal::new(draft.preview.clone());
    let error = RwSignal::new(None::<ErrorInfo>);
    let files = StoredValue::new_local(draft.files.clone());
    // What the records are read as, where the person has chosen.
    let format = RwSignal::new(draft.files.format.clone());
    let read_as = move |event| {
        format.set(Some(event_target_value(&event)));
        let files = files.get_value().read_as(format.get_untracked());
        let running = engine.run::<Preview>(&files.preview(None, ROWS), &files.blobs(), |_| {});
        spawn_local(async move {
            match running.future.await {
                // The preview of this mapping follows.
                Ok(answer) => drop(mapping.try_set(answer.mapping)),
                Err(why) => drop(error.try_set(Some(why))),
            }
        });
    };
    let newest = StoredValue::new_local(Rc::new(Cell::new(0u32)));
    // The first preview came with the draft, unless another mapping is shown.
    Effect::watch(
        move || mapping.get(),
        move |mapping, _, _| {
            let files = files.get_value().read_as(format.get_untracked());
            let running = engine.run::<Preview>(&files.preview(Some(mapping.clone()), ROWS), &files.blobs(), |_| {});
            let newest = newest.get_value();
            let mine = newest.get() + 1;
            newest.set(mine);
            spawn_local(async move {
                let answer = running.future.await;
                if newest.get() != mine {
                    return;
                }
                match answer {
                    Ok(answer) => {
                        error.try_set(None);
                        preview.try_set(answer);
                    }
                    Err(why) => {
                        error.try_set(Some(why));
                    }
                }
            });
        },
        is_saved,
    );
    view! {
        <p class="dim">
            <span class="from-log">{visible(&draft.files.name).into_owned()}</span>
            " · "
            {move || preview.with(|preview| format!("{}: {}.", preview.format, visible(&preview.reason)))}
            " Choose the fields that name the stream and the type of an event; the table shows what becomes of the first records."
        </p>
        <div class="mapping">
            <div class="mapping-choices">
                <ReadAs candidates=draft.preview.candidates.clone() chosen=draft.preview.read_as.clone() choose=read_as/>
                <Roles fields=draft.preview.fields.clone() mapping=mapping/>
                <SavedMappings fields=draft.preview.fields.clone() mapping=mapping taken=taken/>
            </div>
            <PreviewRows preview=preview/>
        </div>
        <div role="status">
            {move || taken.get().map(|name| view! {
                <p class="dim">"With the saved mapping "<strong class="from-log">{visible(&name).into_owned()}</strong>"."</p>
            })}
            {move || error.get().map(|why| view! { <p class="mapping-error from-log">{visible(&why.message).into_owned()}</p> })}
        </div>
        <div class="dialog-foot">
            {replaces.then(|| view! { <span class="dim">"The log imported before is replaced."</span> })}
            <button type="button" class="line" on:click=move |_| close()>"Cancel"</button>
            <button type="button" class="main" on:click=move |_| imports.start_mapped(mapping.get_untracked(), format.get_untracked())>"Import"</button>
        </div>
    }
}
