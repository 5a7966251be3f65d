//! Sends the answer to one request, with the headers that every answer carries.
//! Never answers a page that reached this server under a foreign name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use tiny_http::{Header, Method, Request, Response, ResponseBox};

use super::media_type;
use super::route::{Answer, Site};

/// Answers; a client that has gone away is no error.
pub fn to(request: Request, site: &Site, policy: Option<&str>) {
    let mut response = if !is_local(&request) {
        plain(403, "this server answers to 127.0.0.1 and localhost only")
    } else if !matches!(request.method(), Method::Get | Method::Head) {
        with(plain(405, "only GET and HEAD"), "Allow", "GET, HEAD")
    } else {
        match site.answer(request.url()) {
            Answer::Redirect(place) => with(plain(302, "moved"), "Location", &place),
            Answer::NotFound => plain(404, "not found"),
            Answer::BenchFile(path) => file(&path),
            Answer::File(path) => {
                let response = file(&path);
                match policy {
                    Some(policy) => with(response, "Content-Security-Policy", policy),
                    None => response,
                }
            }
        }
    };
    for (name, value) in [
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ] {
        response = with(response, name, value);
    }
    let _ = request.respond(response);
}

/// A foreign site can let its own name point at 127.0.0.1 and would then be allowed to read the
/// offered log; the name it was asked under gives it away.
fn is_local(request: &Request) -> bool {
    let host = request.headers().iter().find(|header| header.field.equiv("Host"));
    host.is_some_and(|header| is_local_host(header.value.as_str()))
}

fn is_local_host(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost")
}

fn file(path: &Path) -> ResponseBox {
    match open(path) {
        Ok((file, length)) => {
            // No more than the length promised, should the file grow meanwhile.
            let body = file.take(length);
            let length = usize::try_from(length).ok();
            let response =
                Response::new(200.into(), Vec::new(), body, length, None).with_chunked_threshold(usize::MAX).boxed();
            with(response, "Content-Type", media_type::of(path))
        }
        Err(error) => plain(500, &format!("cannot read the file: {error}")),
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

fn plain(status: u16, text: &str) -> ResponseBox {
    let response = Response::from_string(format!("{text}\n")).with_status_code(status);
    with(response.boxed(), "Content-Type", "text/plain; charset=utf-8")
}

/// A value that fits no header (not ASCII) is left out.
fn with(response: ResponseBox, name: &str, value: &str) -> ResponseBox {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_name_is_not_local() {
        assert!(is_local_host("127.0.0.1:8080"));
        assert!(is_local_host("localhost"));
        assert!(!is_local_host("evil.example:8080"));
        assert!(!is_local_host("127.0.0.1.evil.example"));
        assert!(!is_local_host(""));
    }
}
