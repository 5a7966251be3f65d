//! Tests that no connection waits for another one.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::route::Site;
use super::{Server, take_port};

/// A browser opens several connections at once and keeps them; each is answered while the others stay open.
#[test]
fn every_one_of_many_open_connections_is_answered() {
    let app = std::env::temp_dir().join(format!("foldback-connections-{}", std::process::id()));
    std::fs::create_dir_all(&app).unwrap();
    std::fs::write(app.join("index.html"), "<p>here").unwrap();
    let listener = take_port(0).unwrap();
    let address = listener.local_addr().unwrap();
    let server =
        Server::start(listener, Site { app: app.clone(), bench: None, package: None, apps: None, offered: None })
            .unwrap();
    for round in 0..20 {
        // The last ones ask nothing, as a browser's spare connections do.
        let mut open: Vec<TcpStream> = (0..12).map(|_| TcpStream::connect(address).unwrap()).collect();
        for connection in open.iter_mut().skip(4).rev() {
            connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            connection.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
        }
        for (place, connection) in open.iter_mut().enumerate().skip(4) {
            let mut start = [0; 12];
            connection
                .read_exact(&mut start)
                .unwrap_or_else(|error| panic!("round {round}, connection {place}: {error}"));
            assert_eq!(&start, b"HTTP/1.1 200");
        }
    }
    drop(server);
    std::fs::remove_dir_all(app).unwrap();
}
