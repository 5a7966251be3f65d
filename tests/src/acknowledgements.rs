//! What a page said had been acknowledged, heard by the test's own process at once, so that it outlives the
//! browser. It never understands a word of it, and never hears half a word: what was cut off is dropped.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Doing, Failure, Outcome};

/// A longer request is no acknowledgement.
const LONGEST: u64 = 1 << 20;

/// Any page may speak here and read the answer; `204` has no body.
const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\
    Access-Control-Allow-Headers: *\r\nAccess-Control-Allow-Methods: *\r\n\r\n";

/// A small HTTP listener on this machine. A page says something by
/// `fetch(url, { method: "POST", mode: "no-cors", body: text })`, whose content-security policy must allow it: the
/// pages below `/pages/` and `/bench/` have none. Several requests may overtake each other on their way.
#[derive(Debug)]
pub struct Acknowledgements {
    address: SocketAddr,
    heard: Arc<Heard>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The body that the page sent.
    pub text: String,
    /// When it was here.
    pub at: Instant,
}

#[derive(Debug, Default)]
struct Heard {
    all: Mutex<Vec<Acknowledgement>>,
    more: Condvar,
    is_over: AtomicBool,
}

impl Acknowledgements {
    /// Listens at a free port until it is dropped.
    pub fn listen() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing(|| "listen for a page".to_owned())?;
        let address = listener.local_addr().doing(|| "find the listener's port".to_owned())?;
        let heard = Arc::new(Heard::default());
        let shared = Arc::clone(&heard);
        thread::spawn(move || accept(&listener, &shared));
        Ok(Self { address, heard })
    }

    /// Where a page reaches it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What was heard so far, in the order of arrival.
    pub fn all(&self) -> Vec<Acknowledgement> {
        self.heard.lock().clone()
    }

    /// How many were heard so far.
    pub fn count(&self) -> usize {
        self.heard.lock().len()
    }

    /// Waits until there are at least `count`.
    pub fn until(&self, count: usize, limit: Duration) -> Outcome<()> {
        let (all, _) = self
            .heard
            .more
            .wait_timeout_while(self.heard.lock(), limit, |all| all.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        if all.len() < count {
            let heard = all.len();
            return Err(Failure::new(format!("waited {limit:?} for {count} acknowledgements and heard {heard}")));
        }
        Ok(())
    }
}

impl Drop for Acknowledgements {
    fn drop(&mut self) {
        self.heard.is_over.store(true, Ordering::Relaxed);
        // Wakes the one that waits for the next page.
        let _ = TcpStream::connect(self.address);
    }
}

impl Heard {
    fn lock(&self) -> MutexGuard<'_, Vec<Acknowledgement>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, text: String) {
        self.lock().push(Acknowledgement { text, at: Instant::now() });
        self.more.notify_all();
    }
}

/// Gives every connection a thread: a browser opens several at once and keeps them.
fn accept(listener: &TcpListener, heard: &Arc<Heard>) {
    for stream in listener.incoming() {
        if heard.is_over.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else {
            continue;
        };
        let heard = Arc::clone(heard);
        // A browser that was killed leaves its connections cut off, which is no error here.
        thread::spawn(move || serve(stream, &heard));
    }
}

/// Answers one request after the other until the browser hangs up.
fn serve(stream: TcpStream, heard: &Heard) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut answers = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some((is_post, body)) = request(&mut reader)? {
        if is_post {
            heard.add(body);
        }
        answers.write_all(ANSWER)?;
    }
    Ok(())
}

/// Whether the next request is a POST, and its body; `None` at the end.
fn request(reader: &mut impl BufRead) -> io::Result<Option<(bool, String)>> {
    let mut head = reader.take(LONGEST);
    let mut line = String::new();
    if head.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let is_post = line.starts_with("POST ");
    let mut length = 0;
    loop {
        line.clear();
        head.read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim_end().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
        }
    }
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = String::new();
    if reader.take(length).read_to_string(&mut body)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((is_post, body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    fn connected(to: &Acknowledgements) -> TcpStream {
        TcpStream::connect(to.address).unwrap()
    }

    fn texts(of: &Acknowledgements) -> Vec<String> {
        of.all().into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn several_on_one_connection_are_heard_and_answered() {
        let heard = Acknowledgements::listen().unwrap();
        let mut page = connected(&heard);
        page.write_all(b"OPTIONS / HTTP/1.1\r\nOrigin: x\r\n\r\n").unwrap();
        page.write_all(b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n4:1POST / HTTP/1.1\r\n").unwrap();
        page.write_all("Content-Length: 2\r\n\r\nü".as_bytes()).unwrap();
        heard.until(2, SOON).unwrap();
        assert_eq!(texts(&heard), ["4:1", "ü"]);
        let mut answers = vec![0; ANSWER.len() * 3];
        page.read_exact(&mut answers).unwrap();
        assert!(answers.starts_with(b"HTTP/1.1 204 "));
    }

    #[test]
    fn what_is_cut_off_is_not_heard() {
        let heard = Acknowledgements::listen().unwrap();
        for half in ["POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n12", "POST / HTTP/1.1\r\nContent-Le", "\r\n"] {
            connected(&heard).write_all(half.as_bytes()).unwrap();
        }
        connected(&heard).write_all(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx").unwrap();
        heard.until(1, SOON).unwrap();
        assert_eq!(texts(&heard), ["x"]);
        assert!(heard.until(2, Duration::from_millis(50)).is_err());
    }
}
