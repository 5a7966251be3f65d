//! The page's one set of icons: outlines and solids on a grid of 16, drawn in the colour of the text around them.
//! Never carries a meaning alone: what stands beside or around an icon names it.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Logo,
    First,
    Back,
    Play,
    Pause,
    Forward,
    Last,
    Past,
    Down,
    Right,
    Search,
    Close,
    File,
    Paste,
    Bank,
    Hospital,
    Seat,
    Cart,
    Course,
    Habit,
    Pen,
    Bin,
    Copy,
    Check,
    Warning,
    Error,
    Pin,
    Blame,
    Log,
    Report,
    Export,
    Plus,
    Minus,
    Fit,
    Flag,
    Chart,
    Bookmark,
    Prompt,
    Sliders,
}

impl Shape {
    fn is_solid(self) -> bool {
        matches!(self, Self::First | Self::Back | Self::Play | Self::Pause | Self::Forward | Self::Last)
    }

    fn path(self) -> &'static str {
        match self {
            Self::Logo => "M13 3H6.5a3.25 3.25 0 0 0 0 6.5h5M8.8 6.8l2.7 2.7-2.7 2.7",
            Self::First => "M3 3h2v10H3zM13 3v10L6 8z",
            Self::Back => "M11.5 3v10L4 8z",
            Self::Play => "M4.5 2.5v11L13 8z",
            Self::Pause => "M4 3h3v10H4zM9 3h3v10H9z",
            Self::Forward => "M4.5 3v10L12 8z",
            Self::Last => "M11 3h2v10h-2zM3 3v10l7-5z",
            Self::Past => "M8 2.2A5.8 5.8 0 1 1 8 13.8 5.8 5.8 0 0 1 8 2.2M8 4.8V8l2.4 1.5",
            Self::Down => "M4 6.2 8 10.2l4-4",
            Self::Right => "M6.2 4l4 4-4 4",
            Self::Search => "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.4 10.4 14 14",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::File => "M9 1.8H4v12.4h8V4.8zM9 1.8v3h3",
            Self::Paste => "M5.5 3H3.8v11h8.4V3h-1.7M5.8 1.8h4.4v2.6H5.8zM6 8h4M6 10.8h4",
            Self::Export => "M8 10V2M5 4.8 8 1.8l3 3M3 9.5v4h10v-4",
            Self::Bank => "M2 6.2 8 2.4l6 3.8zM3.8 6.4v5.2M6.6 6.4v5.2M9.4 6.4v5.2M12.2 6.4v5.2M2 13.6h12",
            Self::Hospital => "M6.1 2.2h3.8v3.9h3.9v3.8H9.9v3.9H6.1V9.9H2.2V6.1h3.9z",
            Self::Seat => {
                "M4.6 7.6V3.8a1.6 1.6 0 0 1 1.6-1.6h3.6a1.6 1.6 0 0 1 1.6 1.6v3.8M2.4 6.8v4.8h11.2V6.8M4.8 9.2h6.4M4.4 11.8v2M11.6 11.8v2"
            }
            Self::Cart => "M2 3h1.8l1.7 7.2h6.8L14 5H4.4M6 13h.1M11.6 13h.1",
            Self::Course => "M1.6 5.8 8 2.8l6.4 3L8 8.8zM4.2 7.2v3.6c1.9 1.9 5.7 1.9 7.6 0V7.2M14.4 5.8v4.4",
            Self::Habit => "M2.6 3.4h10.8v10.2H2.6zM2.6 6.4h10.8M5.4 1.8v2.8M10.6 1.8v2.8M5.5 9.9l1.8 1.7 3.3-3.3",
            Self::Pen => "M2.6 13.4l.6-3L10.6 3 13 5.4 5.6 12.8zM9.2 4.4l2.4 2.4",
            Self::Bin => "M2.8 4.4h10.4M6 4.2V2.6h4v1.6M4.2 4.6l.6 9h6.4l.6-9M6.8 7v4M9.2 7v4",
            Self::Copy => "M5.8 5.8h7.4v7.4H5.8zM10.2 5.6V2.8H2.8v7.4h2.8",
            Self::Check => "M3 8.6 6.4 12 13 4.6",
            Self::Warning => "M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.6v.1",
            Self::Error => "M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM8 5v3.6M8 10.9v.1",
            Self::Pin => "M5.4 2.2h5.2M6.2 2.4v4L4.2 9h7.6l-2-2.6v-4M8 9v5",
            Self::Blame => "M3 3.2h10M3 8h5M3 12.8h3M9.6 12.8l3.6-3.6M10.2 8.8h3.2V12",
            Self::Log => "M2.8 3.4h10.4v2.8H2.8zM2.8 6.2v6.4h10.4V6.2M6.4 8.8h3.2",
            Self::Report => "M3.4 1.8h9.2v12.4H3.4zM6 5h4M6 8h4M6 11h2.4",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Minus => "M3 8h10",
            Self::Flag => "M4 14V2.4M4 3h8.4l-2.2 2.8 2.2 2.8H4",
            Self::Chart => "M2.6 2.6v10.8h10.8M5 10.4l2.6-3.2 2.2 1.8 3.2-4.4",
            Self::Sliders => "M2.5 4.8h5M11.5 4.8h2M9.5 3v3.6M2.5 11.2h2M8.5 11.2h5M6.5 9.4V13",
            Self::Prompt => "M3 4.5 6.5 8 3 11.5M8.5 12H13",
            Self::Bookmark => "M4.4 2.2h7.2v11.6L8 10.8l-3.6 3z",
            Self::Fit => "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
        }
    }
}

/// Draws an icon; it is hidden from screen readers.
#[component]
pub fn Icon(
    /// Which.
    #[prop(into)]
    shape: Signal<Shape>,
    /// Whether it warns.
    #[prop(optional)]
    warn: bool,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            class:warn=warn
            class:solid=move || shape.get().is_solid()
            viewBox="0 0 16 16"
            width="16"
            height="16"
            aria-hidden="true"
            focusable="false"
        >
            <path d=move || shape.get().path()></path>
        </svg>
    }
}
