//! A static file server on the loopback interface, for the app, its tests and its benchmark.
//! Never writes a file, never holds one in memory whole, and answers nothing but GET and HEAD.

#[cfg(test)]
mod connections;
mod media_type;
mod percent;
mod policy;
mod respond;
pub mod route;

use std::convert::Infallible;
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::Runtime;

use crate::failure::{Doing, Failure, Outcome};
use policy::Policies;
use route::Site;

/// Before the next try where the system refuses a connection, for want of file handles as a rule.
const BREATH: Duration = Duration::from_millis(50);

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
    runtime: Runtime,
    url: String,
}

impl Server {
    /// Serves a site at a port that was taken before.
    pub fn start(listener: TcpListener, site: Site) -> Outcome<Self> {
        let port = listener.local_addr().doing(|| "read the server's port".into())?.port();
        let page = site.app.join("index.html");
        let html = fs::read_to_string(&page).doing(|| format!("read {}", page.display()))?;
        let policies = Policies::of(&site.app, &html);
        if !policies.is_stated() {
            println!("note: index.html states no content-security policy, so none is sent");
        }
        let runtime = Runtime::new().doing(|| "start the server".into())?;
        listener.set_nonblocking(true).doing(|| "prepare the server's port".into())?;
        let guard = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).doing(|| "listen".into())?;
        drop(guard);
        runtime.spawn(accept(listener, Arc::new((site, policies))));
        Ok(Self { runtime, url: format!("http://127.0.0.1:{port}") })
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves until the program is interrupted.
    pub fn serve_forever(self) {
        self.runtime.block_on(std::future::pending::<()>());
    }
}

/// Gives every connection a task of its own: browsers open several at once, keep them, and leave some unused.
async fn accept(listener: tokio::net::TcpListener, shared: Arc<(Site, Policies)>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let answer = service_fn(|request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(respond::to(&request, &shared.0, &shared.1).await) }
            });
            // A client that has gone away is no error.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}
