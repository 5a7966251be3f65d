//! The frame around the panels: toolbar, banner, start page, imports, dialogs.
//! Never shows an event or a state: the panels do.

mod banner;
mod command_palette;
mod dialog;
mod drop_zone;
mod error_panel;
mod export_dialog;
mod export_outcome;
mod export_preview;
mod export_rules;
mod file_choice;
mod focus;
mod happened;
mod import_strip;
mod key_caption;
mod key_list;
mod log_actions;
mod log_list;
mod log_menu;
mod mapping;
mod mapping_read_as;
mod mapping_roles;
mod mapping_rows;
mod mapping_saved;
mod opened;
mod paste;
mod position;
mod report;
mod report_files;
mod report_warnings;
mod samples;
mod settings_dialog;
mod several;
mod start;
mod storage;
mod title;
mod toolbar;
mod transport;
mod workspace;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

pub use focus::to_the_middle;
pub use opened::{Opened, opened};

use crate::later::{Part, later};
use crate::panels::QueryStrip;
use crate::session::session;
use crate::settings::settings;

/// The whole page.
#[component]
pub fn Shell(
    /// Whether it is still unknown if there is a log to show.
    #[prop(into)]
    restoring: Signal<bool>,
) -> impl IntoView {
    let session = session();
    let has_log = Memo::new(move |_| session.log.with(Option::is_some));
    title::keep(session);
    focus::keep(has_log);
    let layout = settings().layout;
    // Every text that was written goes with the zone, the language and the height of rows that it was written for.
    view! {
        <For each=move || [layout.get()] key=Clone::clone children=move |_| parts(has_log, restoring)/>
        {later(settings_of_the_page())}
    }
}

fn parts(has_log: Memo<bool>, restoring: Signal<bool>) -> AnyView {
    view! {
        <toolbar::Toolbar/>
        <error_panel::ErrorPanel/>
        <import_strip::ImportStrip/>
        <Show when=move || has_log.get()>
            <happened::Happened/>
        </Show>
        {later(behind_the_start())}
        <Show when=move || !has_log.get() && !restoring.get()>
            <start::Start/>
        </Show>
        <drop_zone::DropZone/>
    }
    .into_any()
}

/// What shows a log, and the dialogs: nobody needs them before there is a log or a choice.
#[wasm_split(parts, fallible)]
fn behind_the_start() -> Part {
    Ok(|| {
        let session = session();
        let has_log = Memo::new(move |_| session.log.with(Option::is_some));
        view! {
            <Show when=move || has_log.get()>
                <QueryStrip/>
                <banner::Banner/>
                <workspace::Workspace/>
            </Show>
            <paste::PasteDialog/>
            <several::SeveralDialog/>
            <mapping::MappingDialog/>
            <report::ReportDialog/>
            <export_dialog::ExportDialog/>
            <storage::StorageDialog/>
            <key_list::KeyList/>
            <command_palette::CommandPalette/>
        }
        .into_any()
    })
}

/// Stands beside the parts, which are built anew by what it changes.
#[wasm_split(parts, fallible)]
fn settings_of_the_page() -> Part {
    Ok(|| view! { <settings_dialog::SettingsDialog/> }.into_any())
}
