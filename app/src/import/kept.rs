//! The logs that are kept: listed, renamed, deleted.
//! Never opens one.

use foldback_protocol::Call;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Imports;

impl Imports {
    /// Asks the engine anew which logs are kept.
    pub fn refresh_logs(self) {
        spawn_local(async move {
            match self.engine.ask(Call::Logs).await {
                Ok(logs) => self.logs.set(Some(logs)),
                Err(why) => {
                    self.logs.set(Some(Vec::new()));
                    self.session.error.set(Some(why));
                }
            }
        });
    }

    /// Deletes a log; leaves it first when it is open.
    pub fn delete(self, log: String) {
        if self.session.log.get_untracked().as_deref() == Some(&log) {
            self.session.close();
        }
        if self.ended.with_untracked(|ended| ended.as_ref().is_some_and(|report| report.log == log)) {
            self.ended.set(None);
        }
        spawn_local(async move {
            crate::projection::forget(&log);
            crate::whatif::forget(&log);
            crate::flips::forget(&log);
            crate::pins::forget(&log);
            match self.engine.ask::<()>(Call::Delete { log: log.clone() }).await {
                Ok(()) => {
                    crate::query::forget_log(&log);
                    crate::bookmarks::forget_log(&log);
                }
                Err(why) => self.session.error.set(Some(why)),
            }
            self.refresh_logs();
        });
    }

    /// Names a log anew.
    pub fn rename(self, log: String, title: String) {
        spawn_local(async move {
            let renamed = self.engine.ask::<()>(Call::Rename { log: log.clone(), title: title.clone() }).await;
            match renamed {
                Ok(()) => self.session.summary.update(|open| {
                    if let Some(open) = open.as_mut().filter(|open| open.info.log == log) {
                        open.info.title = title;
                    }
                }),
                Err(why) => self.session.error.set(Some(why)),
            }
            self.refresh_logs();
        });
    }
}
