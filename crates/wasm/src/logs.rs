//! The logs of this origin: which there are, and which are open in this engine.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_event::Timestamp;
use foldback_idb::{Claim, IdbBackend};
use foldback_log::{Backend as _, Log, LogError};
use foldback_protocol::{ErrorInfo, ImportReport, LogInfo, LogSummary, TypeInfo};
use foldback_store::Store;
use futures::lock::Mutex;
use wasm_bindgen_futures::spawn_local;

use crate::failure::{of_log, of_store};
use crate::live::Live;
use crate::notes::{self, INFO, Info, REPORT};
use crate::tasks::{next_task, sleep};

/// Logs kept open at once. Each holds its index and histories in memory.
const OPEN: usize = 2;

/// Milliseconds after an append before segments are joined: appends that come in a row are over by then, or go on for longer.
const COMPACT_AFTER: u32 = 150;

/// Milliseconds between two joinings.
const COMPACT_PAUSE: u32 = 20;

/// A store of this engine.
pub type LogStore = Store<IdbBackend>;

struct OpenLog {
    log: String,
    store: Rc<LogStore>,
    info: RefCell<Info>,
    report: RefCell<Option<ImportReport>>,
    /// Set when the log is closed here, so that work in the background ends.
    closed: Cell<bool>,
    /// Set while an app has it open: it is not closed for want of use then.
    kept: Cell<bool>,
    compacting: Cell<bool>,
    telling: Cell<bool>,
    live: Live,
}

/// All logs.
#[derive(Default)]
pub struct Logs {
    /// Last used last.
    open: RefCell<Vec<Rc<OpenLog>>>,
    /// Two calls for a log that is not open yet must not open it twice.
    opening: Mutex<()>,
}

/// The claim under which a log is imported.
pub fn import_claim(log: &str) -> String {
    format!("import:{log}")
}

fn not_found(log: &str) -> ErrorInfo {
    ErrorInfo::new("LogNotFound", format!("There is no log {log} in this browser any more. Open the file again."))
}

/// Whether what an open handle leads to is the remains of an import that nobody publishes any more: the caller holds the claim of it.
///
/// A database that another tab has deleted and made anew under the name is not what the handle leads to, and is left alone.
pub async fn is_left_over(backend: &IdbBackend) -> bool {
    matches!(Log::peek(backend).await, Ok(Some(head)) if head.importing)
}

impl Logs {
    fn find(&self, log: &str) -> Option<Rc<OpenLog>> {
        let mut open = self.open.borrow_mut();
        let at = open.iter().position(|entry| entry.log == log)?;
        let entry = open.remove(at);
        open.push(entry.clone());
        Some(entry)
    }

    /// Takes up a store that was opened, and closes the longest unused one if there are too many.
    pub fn add(&self, log: &str, store: Rc<LogStore>, info: Info, report: Option<ImportReport>) {
        let entry = OpenLog {
            log: log.to_owned(),
            live: Live::new(log, Rc::downgrade(&store)),
            store,
            info: info.into(),
            report: report.into(),
            closed: Cell::new(false),
            kept: Cell::new(false),
            compacting: Cell::new(false),
            telling: Cell::new(false),
        };
        let mut open = self.open.borrow_mut();
        open.push(Rc::new(entry));
        let idle = |entry: &Rc<OpenLog>| !entry.store.head().importing && !entry.kept.get();
        while open.iter().filter(|entry| idle(entry)).count() > OPEN {
            let Some(oldest) = open.iter().position(idle) else { break };
            open.remove(oldest).closed.set(true);
        }
    }

    /// Lets go of a log. Calls that wait for its events end.
    pub fn close(&self, log: &str) {
        self.open.borrow_mut().retain(|entry| {
            let goes = entry.log == log;
            if goes {
                entry.closed.set(true);
                entry.store.end_news();
            }
            !goes
        });
    }

    /// An import has ended well: what is known of the log now, and its states are folded from here on.
    pub fn imported(&self, log: &str, info: Info, report: ImportReport) {
        if let Some(entry) = self.find(log) {
            entry.info.replace(info);
            entry.report.replace(Some(report));
            fold_ahead(entry);
        }
    }

    async fn opened(&self, log: &str) -> Result<Rc<OpenLog>, ErrorInfo> {
        let _one = self.opening.lock().await;
        if let Some(entry) = self.find(log) {
            // Another tab may have deleted it or written to it.
            match entry.store.head().importing {
                true => return Ok(entry),
                false => match entry.store.refresh().await {
                    Ok(_) => return Ok(entry),
                    Err(_) => self.close(log),
                },
            }
        }
        let backend = IdbBackend::open_existing(log).await.map_err(|error| of_log(&error))?;
        let backend = backend.ok_or_else(|| not_found(log))?;
        let store = Store::open(backend).await.map_err(|error| of_store(&error))?;
        let note = async |key| store.log().note(key).await.ok().flatten();
        let info = note(INFO).await.and_then(|bytes| notes::decode(&bytes)).unwrap_or_default();
        let report = note(REPORT).await.and_then(|bytes| notes::decode(&bytes));
        self.add(log, Rc::new(store), info, report);
        let entry = self.find(log).ok_or_else(|| not_found(log))?;
        fold_ahead(entry.clone());
        Ok(entry)
    }

    /// A log's store, opened if need be.
    pub async fn store(&self, log: &str) -> Result<Rc<LogStore>, ErrorInfo> {
        if let Some(entry) = self.find(log) {
            return Ok(entry.store.clone());
        }
        Ok(self.opened(log).await?.store.clone())
    }

    /// Opens a store for an app, and makes it where there is none. It stays open until it is closed.
    pub async fn open_store(&self, log: &str) -> Result<Rc<LogStore>, ErrorInfo> {
        if self.find(log).is_none() {
            self.make(log).await?;
        }
        let entry = match self.opened(log).await {
            // Another tab has deleted it while it was open here.
            Err(error) if error.code == "LogNotFound" => {
                self.make(log).await?;
                self.opened(log).await?
            }
            opened => opened?,
        };
        entry.kept.set(true);
        Ok(entry.store.clone())
    }

    async fn make(&self, log: &str) -> Result<(), ErrorInfo> {
        let _one = self.opening.lock().await;
        if self.find(log).is_none() {
            let backend = IdbBackend::open(log).await.map_err(|error| of_log(&error))?;
            let store = Store::open(backend).await.map_err(|error| of_store(&error))?;
            self.add(log, Rc::new(store), Info::default(), None);
        }
        Ok(())
    }

    /// Something was written to a log here: when the answer is on its way, the other tabs are told; before long, small segments are
    /// joined.
    pub fn wrote(&self, log: &str) {
        let Some(entry) = self.find(log) else { return };
        if entry.telling.replace(true) {
            return;
        }
        spawn_local(async move {
            next_task().await;
            entry.telling.set(false);
            entry.live.tell();
            compact_soon(entry);
        });
    }

    /// All logs, the last imported first. What killed imports left is swept away.
    pub async fn list(&self) -> Result<Vec<LogInfo>, ErrorInfo> {
        let mut logs = Vec::new();
        for log in foldback_idb::list().await.map_err(|error| of_log(&error))? {
            let found = match self.find(&log) {
                Some(entry) => Some(entry.log_info()),
                // One that cannot be read is no reason to hide the others, and can be deleted by its name.
                None => stored_info(&log)
                    .await
                    .unwrap_or_else(|_| Some(LogInfo { log: log.clone(), title: log.clone(), ..LogInfo::default() })),
            };
            logs.extend(found);
        }
        logs.sort_by(|a, b| b.imported.total_cmp(&a.imported));
        Ok(logs)
    }

    /// What a page must know of a log.
    pub async fn summary(&self, log: &str) -> Result<LogSummary, ErrorInfo> {
        let entry = self.opened(log).await?;
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
            report: entry.report.borrow().clone(),
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

    /// Deletes a log.
    pub async fn delete(&self, log: &str) -> Result<(), ErrorInfo> {
        self.close(log);
        foldback_idb::delete(log).await.map_err(|error| of_log(&error))
    }
}

impl OpenLog {
    fn log_info(&self) -> LogInfo {
        let info = self.info.borrow();
        LogInfo {
            log: self.log.clone(),
            title: if info.title.is_empty() { self.log.clone() } else { info.title.clone() },
            events: self.store.events(),
            streams: self.store.log().index().streams().len() as u64,
            bytes: self.store.log().bytes(),
            imported: info.imported,
            importing: self.store.head().importing,
        }
    }
}

/// What is known of a log that is not open; `None` for the remains of an import, which are removed.
async fn stored_info(log: &str) -> Result<Option<LogInfo>, LogError> {
    let Some(backend) = IdbBackend::open_existing(log).await? else {
        return Ok(None);
    };
    let Some(head) = Log::peek(&backend).await? else {
        return Ok(None);
    };
    let info: Info = backend.note(INFO).await?.and_then(|bytes| notes::decode(&bytes)).unwrap_or_default();
    // Held until its remains are gone, so that nobody begins anew meanwhile.
    let _claim = match head.importing {
        true => Claim::take(&import_claim(log)).await,
        false => None,
    };
    // Whoever imported it may have ended well a moment ago.
    if _claim.is_some() && is_left_over(&backend).await {
        drop(backend);
        foldback_idb::delete(log).await?;
        return Ok(None);
    }
    Ok(Some(LogInfo {
        log: log.to_owned(),
        title: if info.title.is_empty() { log.to_owned() } else { info.title },
        events: head.next,
        streams: info.streams,
        bytes: info.bytes,
        imported: info.imported,
        importing: head.importing,
    }))
}

/// Folds a log's states while nothing else is asked, a stretch at a time: for whoever looks at it in the debugger. An app that has
/// opened it as its store asks for the states that it wants.
fn fold_ahead(entry: Rc<OpenLog>) {
    spawn_local(async move {
        // A stretch that cannot be read is named to whoever asks for an event of it.
        let wanted = || !entry.closed.get() && !entry.kept.get();
        while wanted() && entry.store.fold_ahead().await.unwrap_or(false) {
            next_task().await;
        }
    });
}

/// Joins small segments while a log is being appended to, in one tab at a time.
fn compact_soon(entry: Rc<OpenLog>) {
    if entry.compacting.replace(true) {
        return;
    }
    spawn_local(async move {
        sleep(COMPACT_AFTER).await;
        if let Some(_claim) = Claim::take(&format!("compact:{}", entry.log)).await {
            // A segment that cannot be read stays as it is, and is named to whoever reads it.
            while !entry.closed.get() && entry.store.compact_some(&mut next_task).await.unwrap_or(false) {
                entry.live.tell();
                sleep(COMPACT_PAUSE).await;
            }
        }
        entry.compacting.set(false);
    });
}
