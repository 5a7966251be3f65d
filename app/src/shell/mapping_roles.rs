//! One choice for each role of a field.
//! Never changes what another role has: two roles may read one field.

use foldback_protocol::{Field, FieldPath, Mapping, Role};
use leptos::prelude::*;

use super::mapping::with_field;
use crate::visible::visible;

/// The longest sample beside a field's name, in characters.
const SAMPLE: usize = 32;

/// The choices.
#[component]
pub fn Roles(
    /// The fields that were seen in the file.
    fields: Vec<Field>,
    /// What was chosen.
    mapping: RwSignal<Mapping>,
) -> impl IntoView {
    let fields = StoredValue::new(fields);
    let default = move |name: &'static str, read: fn(&mut Mapping) -> &mut String| {
        let value = move || mapping.with(|mapping| read(&mut mapping.clone()).clone());
        view! {
            <label class="role">
                <span>{name}</span>
                <input type="text" class="mono" prop:value=value spellcheck="false" autocomplete="off"
                    on:change=move |event| mapping.update(|mapping| *read(mapping) = event_target_value(&event))/>
            </label>
        }
    };
    view! {
        <fieldset class="roles">
            <legend class="heading">"Fields"</legend>
            {Role::ALL.map(|role| view! { <RoleChoice role fields mapping/> })}
            <p class="heading">"Where a record has none"</p>
            {default("Stream", |mapping| &mut mapping.default_stream)}
            {default("Event type", |mapping| &mut mapping.default_type)}
        </fieldset>
    }
}

#[component]
fn RoleChoice(role: Role, fields: StoredValue<Vec<Field>>, mapping: RwSignal<Mapping>) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        mapping.with(|mapping| mapping.fields.iter().find(|(other, _)| *other == role).map(|(_, path)| path.clone()))
    });
    // A field that the sampled records lack can still be the one that was guessed.
    let options: Vec<(FieldPath, String)> = {
        let mut options = fields.with_value(|fields| {
            fields.iter().map(|field| (field.path.clone(), caption(&field.path, &field.sample))).collect::<Vec<_>>()
        });
        if let Some(path) = chosen.get_untracked()
            && options.iter().all(|(other, _)| *other != path)
        {
            options.push((path.clone(), caption(&path, "")));
        }
        options
    };
    let paths = StoredValue::new(options.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>());
    let choose = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        let field = at.and_then(|at| paths.with_value(|paths| paths.get(at).cloned()));
        mapping.update(|mapping| *mapping = with_field(mapping, role, field));
    };
    view! {
        <label class="role">
            <span>{title(role)}</span>
            <select class="mono" autofocus=role == Role::Stream on:change=choose>
                <option value="" selected=move || chosen.with(Option::is_none)>{none(role)}</option>
                {options.into_iter().enumerate().map(|(at, (path, caption))| view! {
                    <option value=at.to_string() selected=move || chosen.with(|chosen| chosen.as_ref() == Some(&path))>
                        {caption}
                    </option>
                }).collect_view()}
            </select>
        </label>
    }
}

fn caption(path: &FieldPath, sample: &str) -> String {
    let name = path.join(".");
    let name = visible(&name).into_owned();
    if sample.is_empty() {
        return name;
    }
    let cut: String = sample.chars().take(SAMPLE).collect();
    let more = if cut.len() < sample.len() { "…" } else { "" };
    format!("{name}   {}{more}", visible(&cut))
}

fn title(role: Role) -> &'static str {
    match role {
        Role::Stream => "Stream",
        Role::EventType => "Event type",
        Role::Id => "Event id",
        Role::Time => "Time",
        Role::Data => "Data",
        Role::Metadata => "Metadata",
        Role::Revision => "Revision",
        Role::Position => "Position",
        Role::Correlation => "Correlation id",
        Role::Causation => "Causation id",
        Role::Tags => "Tags",
    }
}

fn none(role: Role) -> &'static str {
    match role {
        Role::Data => "all other fields",
        _ => "no field",
    }
}
