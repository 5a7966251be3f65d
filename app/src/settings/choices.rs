//! What can be chosen, and the words for it.
//! Never what is chosen.

use super::Chosen;

/// Something to choose.
#[derive(Clone, Copy)]
pub struct Choice {
    pub title: &'static str,
    /// Names and words; the first is what holds without a choice.
    pub options: &'static [(&'static str, &'static str)],
    /// Where the choice is kept.
    pub of: fn(&mut Chosen) -> &mut String,
}

pub const THEME: Choice = Choice {
    title: "Theme",
    options: &[("", "As the system"), ("light", "Light"), ("dark", "Dark")],
    of: |chosen| &mut chosen.theme,
};

pub const TIMES: Choice =
    Choice { title: "Times", options: &[("", "Local zone"), ("utc", "UTC")], of: |chosen| &mut chosen.times };

pub const DENSITY: Choice = Choice {
    title: "Density",
    options: &[("", "Compact"), ("comfortable", "Comfortable")],
    of: |chosen| &mut chosen.density,
};

pub const NUMBERS: Choice = Choice {
    title: "Numbers",
    options: &[
        ("", "As the browser's language"),
        ("en", "English"),
        ("de", "German"),
        ("fr", "French"),
        ("de-CH", "Swiss"),
        ("en-IN", "Indian"),
        ("plain", "Not grouped"),
    ],
    of: |chosen| &mut chosen.numbers,
};
