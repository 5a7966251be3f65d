//! The list of all keys, made of the table of commands.
//! Never listens to them.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::key_caption::KeyCaption;
use super::opened::opened;
use crate::commands::{Group, TABLE};

/// The dialog that `?` opens.
#[component]
pub fn KeyList() -> impl IntoView {
    let open = opened().keys;
    let rows = |group: Group| {
        let of_group = TABLE.iter().filter(move |command| command.group == group && !command.keys.is_empty());
        of_group.map(|command| {
            view! {
                <div>
                    <dt><KeyCaption keys=command.keys/></dt>
                    <dd>{command.title}</dd>
                </div>
            }
        })
    };
    view! {
        <Dialog open=open title="Keys" wide=true close=move || open.set(false)>
            <div class="key-groups">
                {Group::ALL.map(|group| view! {
                    <section>
                        <h3 class="heading">{group.title()}</h3>
                        <dl class="key-list">{rows(group).collect_view()}</dl>
                    </section>
                })}
            </div>
        </Dialog>
    }
}
