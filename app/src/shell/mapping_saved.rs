//! Mappings with names: chosen, saved, deleted; and the mapping as text, to be kept elsewhere.
//! Never imports: it changes the mapping that the dialog shows.

use foldback_protocol::{Field, Mapping};
use leptos::html;
use leptos::prelude::*;

use crate::import::saved::{SavedMapping, all, forget, from_json, keep, to_json};
use crate::visible::visible;

/// The mapping that was saved for a file with just these fields.
pub fn for_fields(fields: &[Field]) -> Option<SavedMapping> {
    all().into_iter().find(|one| one.is_for(fields) && one.fits(fields))
}

/// The saved mappings.
#[component]
pub fn SavedMappings(
    /// The fields of the file.
    fields: Vec<Field>,
    /// What was chosen.
    mapping: RwSignal<Mapping>,
    /// The name of the one that was taken, if one was.
    taken: RwSignal<Option<String>>,
) -> impl IntoView {
    let fields = StoredValue::new(fields);
    let kept = RwSignal::new(all());
    let said = RwSignal::new(None::<String>);
    let name = NodeRef::<html::Input>::new();
    let fitting = Memo::new(move |_| {
        kept.with(|kept| {
            kept.iter().filter(|one| fields.with_value(|fields| one.fits(fields))).cloned().collect::<Vec<_>>()
        })
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some(one) = fitting.with(|fitting| fitting.iter().find(|one| one.name == name).cloned()) {
            mapping.set(one.mapping);
            said.set(None);
            taken.set(Some(one.name));
        }
    };
    let save = move |_| {
        let Some(input) = name.get() else { return };
        let given = input.value().trim().to_owned();
        if given.is_empty() {
            said.set(Some("Give the mapping a name first.".to_owned()));
            let _ = input.focus();
            return;
        }
        let paths = fields.with_value(|fields| fields.iter().map(|field| field.path.clone()).collect());
        let one = SavedMapping { name: given.clone(), fields: paths, mapping: mapping.get_untracked() };
        said.set(Some(match keep(one) {
            true => format!("Saved as {}.", visible(&given)),
            false => "The browser keeps nothing for this page: allow it to store data, then save again. The import works without.".to_owned(),
        }));
        input.set_value("");
        kept.set(all());
        taken.set(Some(given));
    };
    let delete = move |_| {
        if let Some(name) = taken.get_untracked() {
            forget(&name);
            kept.set(all());
            taken.set(None);
            said.set(Some(format!("Deleted {}.", visible(&name))));
        }
    };
    let paste = move |event| match from_json::<Mapping>(&event_target_value(&event)) {
        Ok(given) => {
            said.set(None);
            mapping.set(given);
        }
        Err(why) => said.set(Some(format!("This is no mapping: {why}."))),
    };
    view! {
        <fieldset class="rules saved-mappings">
            <legend class="heading">"Saved mappings"</legend>
            <Show when=move || fitting.with(|fitting| !fitting.is_empty())
                fallback=|| view! { <p class="dim small">"None fits these fields."</p> }>
                <div class="saved-row">
                    <select aria-label="Saved mapping" on:change=choose>
                        <option value="" disabled selected=move || taken.with(Option::is_none)>"choose one"</option>
                        <For each=move || fitting.get() key=|one| one.name.clone() let:one>
                            <option value=one.name.clone() selected={
                                let name = one.name.clone();
                                move || taken.with(|taken| taken.as_deref() == Some(&name))
                            }>{visible(&one.name).into_owned()}</option>
                        </For>
                    </select>
                    <button type="button" class="danger" disabled=move || taken.with(Option::is_none) on:click=delete>"Delete"</button>
                </div>
            </Show>
            <div class="saved-row">
                <input type="text" node_ref=name aria-label="Name of this mapping" placeholder="name of this mapping" maxlength="80"
                    autocomplete="off" spellcheck="false"/>
                <button type="button" class="line" on:click=save>"Save"</button>
            </div>
            <details>
                <summary class="dim small">"As text"</summary>
                <textarea class="mono" rows="6" aria-label="The mapping as JSON" spellcheck="false" autocomplete="off"
                    prop:value=move || mapping.with(to_json) on:change=paste></textarea>
            </details>
            <p class="small" role="status">{move || said.get()}</p>
        </fieldset>
    }
}
