//! The dialog with the settings. What is chosen holds at once.
//! Never keeps anything itself.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::opened::opened;
use crate::moment;
use crate::number::grouped;
use crate::settings::{Choice, DENSITY, NUMBERS, THEME, TIMES, settings};

/// A number with enough digits to show how they are grouped.
const MANY: u64 = 1_234_567;

/// The dialog.
#[component]
pub fn SettingsDialog() -> impl IntoView {
    let open = opened().settings;
    view! {
        <Dialog open=open title="Settings" close=move || open.set(false)>
            <div class="settings">
                {[THEME, TIMES, DENSITY].map(radios)}
                {select(NUMBERS)}
                <p class="note">{example}</p>
                <p class="note">
                    "Size of text: the browser's zoom. Motion: what the system asks for. All of this stays in this browser."
                </p>
            </div>
        </Dialog>
    }
}

/// How times and numbers look now.
fn example() -> String {
    settings().chosen.track();
    let now = (js_sys::Date::now() * 1e3) as i64;
    format!("Now it is {}; a log may hold {} events.", moment::shown(now), grouped(MANY))
}

fn is_chosen(choice: Choice, name: &str) -> bool {
    let mut chosen = settings().chosen.get();
    *(choice.of)(&mut chosen) == name
}

fn radios(choice: Choice) -> AnyView {
    let settings = settings();
    let options = choice.options.iter().map(|(name, title)| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name=format!("setting-{}", choice.title)
                    prop:checked=move || is_chosen(choice, name)
                    on:change=move |_| settings.choose(|chosen| *(choice.of)(chosen) = (*name).to_owned())
                />
                {*title}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{choice.title}</legend>
            <div class="setting-options">{options.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn select(choice: Choice) -> AnyView {
    let settings = settings();
    let options = choice.options.iter().map(|(name, title)| {
        view! { <option value=*name selected=move || is_chosen(choice, name)>{*title}</option> }
    });
    let on_change = move |event| {
        let name = event_target_value(&event);
        settings.choose(|chosen| *(choice.of)(chosen) = name);
    };
    view! {
        <label class="setting-select">
            <span>{choice.title}</span>
            <select on:change=on_change>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}
