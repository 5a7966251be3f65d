//! A static file server on the loopback interface, for the app, its tests and its benchmark.
//! Never writes a file, never holds one in memory whole, and answers nothing but GET and HEAD.

mod media_type;
mod percent;
mod policy;
mod respond;
pub mod route;

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::failure::{Doing, Failure, Outcome};
use route::Site;

/// How many requests are answered at once; each connection is read on a thread of its own.
const THREADS: usize = 8;

/// Takes a port, so that a conflict shows before anything is built. 0 asks for a free one.
pub fn take_port(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::new(format!(
            "port {port} is in use: stop the program that holds it, or choose another with `--port {}`",
            port.checked_add(1).unwrap_or(8081)
        )),
        ErrorKind::PermissionDenied => {
            Failure::new(format!("no permission to use port {port}: choose one above 1023 with `--port`"))
        }
        _ => Failure::new(format!("cannot use port {port}: {error}")),
    })
}

/// A server that answers until it is dropped.
pub struct Server {
    inner: Arc<tiny_http::Server>,
    threads: Vec<JoinHandle<()>>,
    url: String,
}

impl Server {
    /// Serves a site at a port that was taken before.
    pub fn start(listener: TcpListener, site: Site) -> Outcome<Self> {
        let port = listener.local_addr().doing(|| "read the server's port".into())?.port();
        let page = site.app.join("index.html");
        let html = fs::read_to_string(&page).doing(|| format!("read {}", page.display()))?;
        let policy = policy::in_page(&html);
        if policy.is_none() {
            println!("note: index.html states no content-security policy, so none is sent");
        }
        let inner =
            tiny_http::Server::from_listener(listener, None).map(Arc::new).doing(|| "start the server".into())?;
        let shared = Arc::new((site, policy));
        let threads = (0..THREADS)
            .map(|_| {
                let (inner, shared) = (Arc::clone(&inner), Arc::clone(&shared));
                thread::spawn(move || {
                    // An error means that the server is being stopped.
                    while let Ok(request) = inner.recv() {
                        respond::to(request, &shared.0, shared.1.as_deref());
                    }
                })
            })
            .collect();
        Ok(Self { inner, threads, url: format!("http://127.0.0.1:{port}") })
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves until the program is interrupted.
    pub fn serve_forever(mut self) {
        for thread in self.threads.drain(..) {
            // A thread that panicked has ended; the others go on.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.inner.unblock();
        }
    }
}
