//! The logs of this origin: which there are, and which are open in this engine.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_event::Timestamp;
use foldback_idb::{Claim, IdbBackend};
use foldback_log::{Backend as _, Head, LogError};
use foldback_protocol::{ErrorInfo, ImportReport, LogInfo, LogSummary, TypeInfo};
use foldback_store::Store;
use futures::lock::Mutex;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::failure::{of_log, of_store};
use crate::notes::{self, INFO, Info, REPORT};

/// Logs kept open at once. Each holds its index and histories in memory.
const OPEN: usize = 2;

/// A store of this engine.
pub type LogStore = Store<IdbBackend>;

struct OpenLog {
    log: String,
    store: Rc<LogStore>,
    info: RefCell<Info>,
    report: RefCell<Option<ImportReport>>,
    /// Set when the log is closed here, so that folding ahead ends.
    closed: Cell<bool>,
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
        let entry =
            OpenLog { log: log.to_owned(), store, info: info.into(), report: report.into(), closed: Cell::new(false) };
        let mut open = self.open.borrow_mut();
        open.push(Rc::new(entry));
        while open.iter().filter(|entry| !entry.store.head().importing).count() > OPEN {
            let Some(oldest) = open.iter().position(|entry| !entry.store.head().importing) else { break };
            open.remove(oldest).closed.set(true);
        }
    }

    /// Lets go of a log.
    pub fn close(&self, log: &str) {
        self.open.borrow_mut().retain(|entry| {
            entry.closed.set(entry.closed.get() || entry.log == log);
            entry.log != log
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

    /// All logs, the last imported first. What killed imports left is swept away.
    pub async fn list(&self) -> Result<Vec<LogInfo>, ErrorInfo> {
        let mut logs = Vec::new();
        for log in foldback_idb::list().await.map_err(|error| of_log(&error))? {
            let found = match self.find(&log) {
                Some(entry) => Some(entry.log_info()),
                None => stored_info(&log).await.map_err(|error| of_log(&error))?,
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
    let Some(head) = backend.head().await? else {
        return Ok(None);
    };
    let head = Head::from_bytes(&head)?;
    let info: Info = backend.note(INFO).await?.and_then(|bytes| notes::decode(&bytes)).unwrap_or_default();
    if head.importing && Claim::take(&import_claim(log)).await.is_some() {
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

/// Folds a log's states while nothing else is asked, a stretch at a time.
fn fold_ahead(entry: Rc<OpenLog>) {
    spawn_local(async move {
        // A stretch that cannot be read is named to whoever asks for an event of it.
        while !entry.closed.get() && entry.store.fold_ahead().await.unwrap_or(false) {
            next_task().await;
        }
    });
}

/// Lets the messages that wait come first.
async fn next_task() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let set_timeout = js_sys::Reflect::get(&global, &"setTimeout".into()).ok().map(js_sys::Function::from);
        if let Some(set_timeout) = set_timeout {
            // It throws for a missing callback only.
            let _ = set_timeout.call2(&global, &resolve, &0.into());
        }
    });
    // It is resolved and never rejected.
    let _ = JsFuture::from(promise).await;
}
