//! The colours that canvases draw with: read from the style sheet, and again when the system turns light or dark.
//! Never names a colour: the tokens of the style sheet do.

use crate::settings::settings;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::MediaQueryList;

/// How many colours event types have.
pub const TYPE_COLOURS: u32 = 6;

/// Colours and the font of canvas text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    pub background: String,
    pub panel: String,
    pub line: String,
    pub dim: String,
    pub faint: String,
    pub accent: String,
    /// Of what is new, what is gone, and what is another.
    pub add: String,
    pub del: String,
    pub past: String,
    /// Of the hits of the query.
    pub hit: String,
    /// One for each [`TYPE_COLOURS`].
    pub types: Vec<String>,
    /// Of labels, as a canvas takes it.
    pub font: String,
}

impl Palette {
    fn read() -> Self {
        let style = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
        let token = |name: &str| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .map(|value| value.trim().to_owned())
                .unwrap_or_default()
        };
        Self {
            background: token("--bg"),
            panel: token("--panel"),
            line: token("--line"),
            dim: token("--dim"),
            faint: token("--faint"),
            accent: token("--accent"),
            add: token("--add"),
            del: token("--del"),
            past: token("--past"),
            hit: token("--hit"),
            types: (0..TYPE_COLOURS).map(|index| token(&format!("--t{index}"))).collect(),
            font: format!("11px {}", token("--mono")),
        }
    }
}

type Heard = (MediaQueryList, Closure<dyn FnMut()>);

/// The palette of now, and of every theme to come while the component lives.
pub fn palette() -> ReadSignal<Palette> {
    let (palette, set_palette) = signal(Palette::read());
    let settings = settings();
    Effect::new(move |_| {
        settings.chosen.track();
        let read = Palette::read();
        if palette.with_untracked(|palette| *palette != read) {
            set_palette.set(read);
        }
    });
    let Ok(Some(dark)) = window().match_media("(prefers-color-scheme: dark)") else {
        return palette;
    };
    let on_change = Closure::<dyn FnMut()>::new(move || {
        set_palette.try_set(Palette::read());
    });
    // A media query that cannot be listened to leaves the colours of the start.
    let _ = dark.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref());
    let heard = StoredValue::new_local(Some((dark, on_change)));
    on_cleanup(move || {
        heard.try_update_value(|heard: &mut Option<Heard>| {
            if let Some((dark, on_change)) = heard.take() {
                let _ = dark.remove_event_listener_with_callback("change", on_change.as_ref().unchecked_ref());
            }
        });
    });
    palette
}
