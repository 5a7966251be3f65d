//! What keys and commands do to the timeline, handed to the one that is on the page.
//! Never listens to a key: the table of commands names them.

use leptos::prelude::*;

use super::controls::Motion;

/// The way to the timeline, while there is one.
#[derive(Clone, Copy)]
pub struct Motions(StoredValue<(u32, Option<Callback<Motion>>)>);

/// That of this page.
pub fn motions() -> Motions {
    expect_context()
}

impl Motions {
    /// To none yet.
    pub fn new() -> Self {
        Self(StoredValue::new((0, None)))
    }

    /// Calls `on_motion` while the component lives.
    pub fn hear(self, on_motion: Callback<Motion>) {
        let number = self.0.with_value(|(number, _)| number + 1);
        self.0.set_value((number, Some(on_motion)));
        on_cleanup(move || {
            // Another timeline may have come before this one went.
            self.0.try_update_value(|(newest, heard)| {
                if *newest == number {
                    *heard = None;
                }
            });
        });
    }

    /// Zooms, pans or fits.
    pub fn go(self, motion: Motion) {
        if let (_, Some(on_motion)) = self.0.get_value() {
            on_motion.run(motion);
        }
    }
}
