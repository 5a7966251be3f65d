//! Answers one request, with the headers that every answer carries.
//! Never answers a page that reached this server under a foreign name.

use std::io;
use std::path::Path;

use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Empty, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{ALLOW, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, LOCATION};
use hyper::{Method, Request, Response, StatusCode};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::media_type;
use super::policy::Policies;
use super::route::{Answer, Site};

/// How much of a file is read and sent at once.
const CHUNK: usize = 256 * 1024;

type Reply = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// The answer to a request.
pub async fn to<B>(request: &Request<B>, site: &Site, policies: &Policies) -> Reply {
    let mut response = if !is_local(request) {
        plain(StatusCode::FORBIDDEN, "this server answers to 127.0.0.1 and localhost only")
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        with(plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"), ALLOW, "GET, HEAD")
    } else {
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        match site.answer(target) {
            Answer::Redirect(place) => with(plain(StatusCode::FOUND, "moved"), LOCATION, &place),
            Answer::NotFound => plain(StatusCode::NOT_FOUND, "not found"),
            Answer::BenchFile(path) => file(&path).await,
            Answer::File(path) => {
                let response = file(&path).await;
                match policies.for_file(&path) {
                    Some(policy) => with(response, CONTENT_SECURITY_POLICY, policy),
                    None => response,
                }
            }
        }
    };
    for (name, value) in [
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        response = with(response, HeaderName::from_static(name), value);
    }
    if request.method() == Method::HEAD {
        // The length stays: it is what a GET would have.
        response = response.map(|_| Empty::new().map_err(|never| match never {}).boxed_unsync());
    }
    response
}

/// A foreign site can let its own name point at 127.0.0.1 and would then be allowed to read the
/// offered log; the name it was asked under gives it away.
fn is_local<B>(request: &Request<B>) -> bool {
    request.headers().get(HOST).and_then(|host| host.to_str().ok()).is_some_and(is_local_host)
}

fn is_local_host(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost")
}

async fn file(path: &Path) -> Reply {
    match open(path).await {
        Ok((file, length)) => {
            // No more than the length promised, should the file grow meanwhile.
            let chunks = ReaderStream::with_capacity(file.take(length), CHUNK);
            let response = Response::new(StreamBody::new(chunks.map_ok(Frame::data)).boxed_unsync());
            let response = with(response, CONTENT_LENGTH, &length.to_string());
            with(response, CONTENT_TYPE, media_type::of(path))
        }
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, &format!("cannot read the file: {error}")),
    }
}

async fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path).await?;
    let length = file.metadata().await?.len();
    Ok((file, length))
}

fn plain(status: StatusCode, text: &str) -> Reply {
    let text = format!("{text}\n");
    let length = text.len().to_string();
    let body = Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let response = with(response, CONTENT_LENGTH, &length);
    with(response, CONTENT_TYPE, "text/plain; charset=utf-8")
}

/// A value that fits no header (a line break) is left out.
fn with(mut response: Reply, name: HeaderName, value: &str) -> Reply {
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(name, value);
    }
    response
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
