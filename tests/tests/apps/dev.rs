//! Vite's development server, which hands out the package in another shape than its build does. It runs in the project
//! that the app was built in, and ends with the test.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use foldback_tests::{Doing, Failure, Outcome};

/// How long it may take to listen, on a busy machine.
const START: Duration = Duration::from_secs(60);

/// A running server.
pub struct Vite {
    child: Child,
    port: u16,
}

impl Vite {
    /// Starts it among the built apps, and waits until it listens.
    pub fn start(apps: &Path) -> Outcome<Self> {
        let project = apps.join(".projects").join("vite");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing(|| "find a free port".to_owned())?;
        let port = free.local_addr().doing(|| "find a free port".to_owned())?.port();
        drop(free);
        let child = Command::new("node")
            .args(["node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--strictPort", "--port", &port.to_string()])
            .current_dir(&project)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .doing(|| format!("start Vite's development server in {}", project.display()))?;
        let mut server = Self { child, port };
        server.until_it_listens()?;
        Ok(server)
    }

    /// The address of a page.
    pub fn address(&self, below: &str) -> String {
        format!("http://127.0.0.1:{}/{below}", self.port)
    }

    fn until_it_listens(&mut self) -> Outcome<()> {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Some(status) = self.child.try_wait().doing(|| "look after Vite's server".to_owned())? {
                return Err(Failure::new(format!("Vite's development server ended at once: {status}")));
            }
            if start.elapsed() > START {
                return Err(Failure::new(format!("Vite's development server did not listen within {START:?}")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Vite {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
