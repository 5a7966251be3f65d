//! The logs of this origin: which there are, and which are open in this engine.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use foldback_idb::IdbBackend;
use foldback_log::{Backend as _, Log, MemoryBackend};
use foldback_protocol::{ErrorInfo, LogInfo};
use foldback_store::Store;
use futures::lock::Mutex;
use wasm_bindgen_futures::spawn_local;

use crate::background::compact_soon;
#[cfg(feature = "debugger")]
use crate::background::fold_ahead;
use crate::failure::{of_log, of_store};
use crate::live::Live;
use crate::notes::{self, INFO, Info};
use crate::place::{Kind, Place};
use crate::tasks::next_task;

/// Logs kept open at once. Each holds its index and histories in memory.
const OPEN: usize = 2;

/// A store of this engine.
pub type LogStore = Store<Place>;

pub struct OpenLog {
    pub log: String,
    pub store: Rc<LogStore>,
    pub info: RefCell<Info>,
    /// Set when the log is closed here, so that work in the background ends.
    pub closed: Cell<bool>,
    /// The clients that have it open as their store: it is not closed for want of use then.
    keepers: RefCell<Vec<u32>>,
    pub compacting: Cell<bool>,
    /// Its projections are folded in the background.
    #[cfg(feature = "time")]
    pub folding: Cell<bool>,
    telling: Cell<bool>,
    pub live: Live,
}

/// All logs.
#[derive(Default)]
pub struct Logs {
    /// Last used last.
    open: RefCell<Vec<Rc<OpenLog>>>,
    /// Two calls for a log that is not open yet must not open it twice.
    opening: Mutex<()>,
    /// Logs in memory, open or not.
    memory: RefCell<BTreeMap<String, MemoryBackend>>,
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
pub async fn is_left_over(backend: &Place) -> bool {
    matches!(Log::peek(backend).await, Ok(Some(head)) if head.importing)
}

impl Logs {
    pub fn find(&self, log: &str) -> Option<Rc<OpenLog>> {
        let mut open = self.open.borrow_mut();
        let at = open.iter().position(|entry| entry.log == log)?;
        let entry = open.remove(at);
        open.push(entry.clone());
        Some(entry)
    }

    /// Takes up a store that was opened, and closes the longest unused one if there are too many.
    pub fn add(&self, log: &str, store: Rc<LogStore>, info: Info) {
        let entry = OpenLog {
            log: log.to_owned(),
            live: match store.log().backend().kind() {
                Kind::Idb => Live::new(log, Rc::downgrade(&store)),
                // No other engine has it.
                Kind::Memory => Live::silent(),
            },
            store,
            info: info.into(),
            closed: Cell::new(false),
            keepers: RefCell::default(),
            compacting: Cell::new(false),
            #[cfg(feature = "time")]
            folding: Cell::new(false),
            telling: Cell::new(false),
        };
        let mut open = self.open.borrow_mut();
        open.push(Rc::new(entry));
        let idle = |entry: &Rc<OpenLog>| !entry.store.head().importing && !entry.is_kept();
        while open.iter().filter(|entry| idle(entry)).count() > OPEN {
            let Some(oldest) = open.iter().position(idle) else { break };
            let oldest = open.remove(oldest);
            oldest.closed.set(true);
            // Whoever runs handlers of its projections names them again, where it is opened again.
            #[cfg(feature = "time")]
            if !oldest.store.projections().is_empty() {
                oldest.store.end_news();
            }
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

    pub async fn opened(&self, log: &str) -> Result<Rc<OpenLog>, ErrorInfo> {
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
        let backend = self.existing(log).await?.ok_or_else(|| not_found(log))?;
        let store = Store::open(backend).await.map_err(|error| of_store(&error))?;
        let info = store.log().note(INFO).await.ok().flatten();
        let info = info.and_then(|bytes| notes::decode(&bytes)).unwrap_or_default();
        self.add(log, Rc::new(store), info);
        let entry = self.find(log).ok_or_else(|| not_found(log))?;
        #[cfg(feature = "debugger")]
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

    /// The place of a log that is there.
    async fn existing(&self, log: &str) -> Result<Option<Place>, ErrorInfo> {
        let memory = self.memory.borrow().get(log).cloned();
        match memory {
            Some(backend) => Ok(Some(Place::Memory(backend))),
            None if !foldback_idb::is_there() => Ok(None),
            None => Ok(IdbBackend::open_existing(log).await.map_err(|error| of_log(&error))?.map(Place::Idb)),
        }
    }

    /// Opens a store for an app, and makes it where there is none. It stays open until all who have opened it have closed it.
    pub async fn open_store(&self, log: &str, kind: Kind, client: u32) -> Result<Rc<LogStore>, ErrorInfo> {
        let entry = self.opened_or_made(log, kind).await?;
        if !entry.keepers.borrow().contains(&client) {
            entry.keepers.borrow_mut().push(client);
        }
        Ok(entry.store.clone())
    }

    /// A log's store to be filled, made where there is none.
    pub async fn store_to_fill(&self, log: &str) -> Result<Rc<LogStore>, ErrorInfo> {
        Ok(self.opened_or_made(log, self.kind(log)).await?.store.clone())
    }

    /// Makes a log anew that could not be filled, for those that have it open.
    pub async fn make_anew(&self, log: &str) -> Result<(), ErrorInfo> {
        let (kind, keepers) = (self.kind(log), self.find(log).map(|entry| entry.keepers.take()));
        self.delete(log).await?;
        self.opened_or_made(log, kind).await?.keepers.replace(keepers.unwrap_or_default());
        Ok(())
    }

    fn kind(&self, log: &str) -> Kind {
        if self.memory.borrow().contains_key(log) { Kind::Memory } else { Kind::Idb }
    }

    async fn opened_or_made(&self, log: &str, kind: Kind) -> Result<Rc<OpenLog>, ErrorInfo> {
        if let Some(entry) = self.made(log, kind).await? {
            return Ok(entry);
        }
        match self.opened(log).await {
            // Another tab has deleted it while it was open here.
            Err(error) if error.code == "LogNotFound" => match self.made(log, kind).await? {
                Some(entry) => Ok(entry),
                None => self.opened(log).await,
            },
            opened => opened,
        }
    }

    /// Opens a log that is not open yet, made if need be; `None` for one that is open.
    async fn made(&self, log: &str, kind: Kind) -> Result<Option<Rc<OpenLog>>, ErrorInfo> {
        let _one = self.opening.lock().await;
        let is_elsewhere = match self.find(log) {
            Some(entry) => entry.store.log().backend().kind() != kind,
            None => kind == Kind::Idb && self.kind(log) == Kind::Memory,
        };
        if is_elsewhere {
            let (has, other) = match kind {
                Kind::Idb => ("in memory", "with `memory: true`"),
                Kind::Memory => ("open from IndexedDB", "without `memory`"),
            };
            let why = format!("This engine has a store {log} {has} already: open it {other}, or choose another name.");
            return Err(ErrorInfo::new("Conflict", why));
        }
        if self.find(log).is_some() {
            return Ok(None);
        }
        let backend = match kind {
            Kind::Memory => Place::Memory(self.memory.borrow_mut().entry(log.to_owned()).or_default().clone()),
            Kind::Idb if !foldback_idb::is_there() => {
                let why = "There is no IndexedDB here to keep a store in. Open the store with `memory: true`: it lives as long as the engine does.";
                return Err(ErrorInfo::new("StoreUnavailable", why));
            }
            Kind::Idb => Place::Idb(IdbBackend::open(log).await.map_err(|error| of_log(&error))?),
        };
        let store = Store::open(backend).await.map_err(|error| of_store(&error))?;
        self.add(log, Rc::new(store), Info::default());
        Ok(self.find(log))
    }

    /// A client closes a store. Gives whether others go on with it.
    pub fn let_go(&self, log: &str, client: u32) -> bool {
        let Some(entry) = self.find(log) else { return false };
        entry.keepers.borrow_mut().retain(|keeper| *keeper != client);
        #[cfg(feature = "time")]
        entry.store.driver_left(client);
        let others = entry.is_kept();
        if !others {
            self.close(log);
        }
        others
    }

    /// A client closes all that it has opened.
    pub fn let_go_of_all(&self, client: u32) {
        let keeps = |entry: &&Rc<OpenLog>| entry.keepers.borrow().contains(&client);
        let logs: Vec<String> = self.open.borrow().iter().filter(keeps).map(|entry| entry.log.clone()).collect();
        for log in logs {
            self.let_go(&log, client);
        }
        // It may run handlers of logs that it has not opened as its stores.
        #[cfg(feature = "time")]
        self.open.borrow().iter().for_each(|entry| entry.store.driver_left(client));
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

    /// The names of all logs.
    pub async fn names(&self) -> Result<Vec<String>, ErrorInfo> {
        let mut names: Vec<String> = self.memory.borrow().keys().cloned().collect();
        if foldback_idb::is_there() {
            let stored = foldback_idb::list().await.map_err(|error| of_log(&error))?;
            names.extend(stored.into_iter().filter(|name| !self.memory.borrow().contains_key(name)));
        }
        Ok(names)
    }

    /// All logs, the last imported first. What killed imports left is swept away.
    pub async fn list(&self) -> Result<Vec<LogInfo>, ErrorInfo> {
        let mut logs = Vec::new();
        for log in self.names().await? {
            let found = match self.find(&log) {
                Some(entry) => Some(entry.log_info()),
                // One that cannot be read is no reason to hide the others, and can be deleted by its name.
                None => self
                    .stored_info(&log)
                    .await
                    .unwrap_or_else(|_| Some(LogInfo { log: log.clone(), title: log.clone(), ..LogInfo::default() })),
            };
            if let Some(info) = found {
                // There are few: putting each into its place is a fraction of the code of a sort.
                let at = logs.partition_point(|before: &LogInfo| before.imported >= info.imported);
                logs.insert(at, info);
            }
        }
        Ok(logs)
    }

    /// Deletes a log.
    pub async fn delete(&self, log: &str) -> Result<(), ErrorInfo> {
        self.close(log);
        let in_memory = self.memory.borrow_mut().remove(log).is_some();
        if in_memory || !foldback_idb::is_there() {
            return Ok(());
        }
        foldback_idb::delete(log).await.map_err(|error| of_log(&error))
    }

    /// What is known of a log that is not open; `None` for the remains of an import, which are removed.
    async fn stored_info(&self, log: &str) -> Result<Option<LogInfo>, ErrorInfo> {
        let Some(backend) = self.existing(log).await? else {
            return Ok(None);
        };
        let Some(head) = Log::peek(&backend).await.map_err(|error| of_log(&error))? else {
            return Ok(None);
        };
        let info: Info = backend
            .note(INFO)
            .await
            .map_err(|error| of_log(&error))?
            .and_then(|bytes| notes::decode(&bytes))
            .unwrap_or_default();
        // Held until its remains are gone, so that nobody begins anew meanwhile.
        let _claim = match head.importing {
            true => backend.claim(&import_claim(log)).await,
            false => None,
        };
        // Whoever imported it may have ended well a moment ago.
        if _claim.is_some() && is_left_over(&backend).await {
            drop(backend);
            self.delete(log).await?;
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
}

impl OpenLog {
    /// Whether a client has it open as its store.
    pub fn is_kept(&self) -> bool {
        !self.keepers.borrow().is_empty()
    }

    pub fn log_info(&self) -> LogInfo {
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
