//! The samples that the engine can generate, as it lists them.
//! Never knows one by itself.

use foldback_protocol::Call;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Imports;

impl Imports {
    /// Asks the engine once which samples there are.
    pub fn list_samples(self) {
        if self.samples.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match self.engine.ask(Call::Samples).await {
                Ok(samples) => self.samples.set(Some(samples)),
                Err(why) => {
                    self.samples.set(Some(Vec::new()));
                    self.session.error.set(Some(why));
                }
            }
        });
    }
}
