//! What the debugger shows of a log as a whole, and what it can say of one: its title, the report of its import.

use foldback_event::Timestamp;
use foldback_protocol::{ErrorInfo, LogSummary, TypeInfo};
use foldback_sample::Sample;

use crate::background::fold_ahead;
use crate::failure::of_log;
use crate::logs::Logs;
use crate::notes::{self, INFO, Info, REPORT};
use crate::samples::described;

impl Logs {
    /// An import has ended well: what is known of the log now, and its states are folded from here on.
    pub fn imported(&self, log: &str, info: Info) {
        if let Some(entry) = self.find(log) {
            entry.info.replace(info);
            fold_ahead(entry);
        }
    }

    /// What a page must know of a log.
    pub async fn summary(&self, log: &str) -> Result<LogSummary, ErrorInfo> {
        let entry = self.opened(log).await?;
        let report = entry.store.log().note(REPORT).await.ok().flatten();
        let index = entry.store.log().index();
        let time = |time: Timestamp| time.0 as f64;
        Ok(LogSummary {
            info: entry.log_info(),
            hash: entry.store.head().link.iter().map(|byte| format!("{byte:02x}")).collect(),
            types: index
                .types()
                .iter()
                .map(|(name, events)| TypeInfo { name: name.to_string(), events: *events })
                .collect(),
            categories: index.categories().len() as u64,
            first_time: index.time_range().map(|(first, _)| time(first)),
            last_time: index.time_range().map(|(_, last)| time(last)),
            report: report.and_then(|bytes| notes::decode(&bytes)),
            sample: entry.info.borrow().sample.as_deref().and_then(Sample::named).map(described),
        })
    }

    /// Gives a log another title.
    pub async fn rename(&self, log: &str, title: &str) -> Result<(), ErrorInfo> {
        let entry = self.opened(log).await?;
        let info = Info { title: title.trim().to_owned(), ..entry.info.borrow().clone() };
        entry.store.log().set_note(INFO, Some(notes::encode(&info))).await.map_err(|error| of_log(&error))?;
        entry.info.replace(info);
        Ok(())
    }
}
