//! The dialog in which a person says whether several files are one log or a log each.
//! Never imports before that is said.

use foldback_protocol::FilesAnswer;
use leptos::prelude::*;

use super::dialog::Dialog;
use crate::import::{Choice, imports};
use crate::number::{bytes, counted, grouped};
use crate::visible::visible;

/// How many files are named.
const NAMED: usize = 200;

/// The dialog; it shows while there is a choice.
#[component]
pub fn SeveralDialog() -> impl IntoView {
    let imports = imports();
    let open = Signal::derive(move || imports.choice.with(Option::is_some));
    let title = Signal::derive(move || {
        let count = imports.choice.with(|choice| choice.as_ref().map_or(0, |choice| choice.found.files.len()));
        format!("What is to become of {} files?", grouped(count as u64))
    });
    let close = move || imports.choice.set(None);
    view! {
        <Dialog open=open title=title close=close>
            {move || imports.choice.get_untracked().map(|choice| view! { <Form choice close/> })}
        </Dialog>
    }
}

#[component]
fn Form(choice: Choice, close: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let imports = imports();
    let FilesAnswer { files, left_out, have_times } = choice.found;
    let together = RwSignal::new(have_times);
    let count = files.len();
    let total = files.iter().map(|file| file.bytes).sum::<f64>();
    let rest = count.saturating_sub(NAMED);
    let import = move || if together.get_untracked() { imports.start_together() } else { imports.start_apart() };
    let option = move |value: bool, name: String, about: &'static str| {
        view! {
            <label class="check choice">
                <input type="radio" name="several" prop:checked=move || together.get() == value
                    autofocus=value == have_times on:change=move |_| together.set(value)/>
                <span>
                    <strong>{name}</strong>
                    <span class="dim small">{about}</span>
                </span>
            </label>
        }
    };
    view! {
        <form class="several" on:submit=move |event| {
            event.prevent_default();
            import();
        }>
            <fieldset>
                <legend class="unseen">"One log or several"</legend>
                {option(
                    true,
                    "One log on one time axis".to_owned(),
                    "Events of all files stand in the order of their times; each says by a tag which file it is from.",
                )}
                {option(false, format!("{} logs", grouped(count as u64)), "Each file becomes a log of its own.")}
            </fieldset>
            {(!have_times).then(|| view! {
                <p class="dim small">"Not every file shows times at its beginning. Without them, files of one log stand one after another."</p>
            })}
            <details class="warnings" open=count <= 12>
                <summary>{format!("{}, {}", counted(count as u64, "file", "files"), bytes(total))}</summary>
                <ul>
                    {files.into_iter().take(NAMED).map(|file| view! {
                        <li>
                            <span class="from-log">{visible(&file.name).into_owned()}</span>
                            <span class="mono dim">{bytes(file.bytes)}</span>
                        </li>
                    }).collect_view()}
                    {(rest > 0).then(|| view! { <li class="dim">{format!("and {} more", grouped(rest as u64))}</li> })}
                </ul>
            </details>
            {(!left_out.is_empty()).then(|| view! {
                <ul class="dim small from-log">
                    {left_out.iter().take(NAMED).map(|what| view! { <li>{visible(what).into_owned()}</li> }).collect_view()}
                </ul>
            })}
            <div class="dialog-foot">
                <button type="button" class="line" on:click=move |_| close()>"Cancel"</button>
                <button type="submit" class="main">"Import"</button>
            </div>
        </form>
    }
}
