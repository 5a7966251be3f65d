//! `cargo xtask serve`: builds the app and serves it, with a log of the person's own if wanted.
//! Never reads that log itself: the app fetches it.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::arguments::Serve;
use crate::checkout::Checkout;
use crate::duration;
use crate::failure::{Failure, Outcome};
use crate::page;
use crate::server::route::{Offered, Site};
use crate::server::{self, Server};
use crate::tools::{Toolbox, search_path};

/// Serves until it is interrupted.
pub fn run(checkout: &Checkout, options: &Serve) -> Outcome {
    let started = Instant::now();
    // Everything that can be wrong with the command line shows before minutes of building.
    let offered = options.file.as_deref().map(offer).transpose()?;
    let listener = server::take_port(options.port)?;
    page::build(checkout, &mut Toolbox::new()?)?;

    let site = Site { app: checkout.dist(), bench: None, package: None, apps: None, offered };
    let opens = site.offered.as_ref().map(|file| file.name.clone());
    let server = Server::start(listener, site)?;
    println!("ready after {}", duration::in_words(started.elapsed()));
    match opens {
        Some(name) => println!("Foldback opens {name} at {}", server.url()),
        None => println!("Foldback is at {}", server.url()),
    }
    println!("Ctrl-C stops it");
    if options.open {
        open_browser(server.url());
    }
    server.serve_forever();
    Ok(())
}

/// Checks that the file can be read and takes its name.
fn offer(file: &Path) -> Outcome<Offered> {
    let unusable = |why: &str| Failure::new(format!("{} {why}: name an export file that you can read", file.display()));
    let path = file.canonicalize().map_err(|error| unusable(&format!("cannot be found ({error})")))?;
    if !path.is_file() {
        return Err(unusable("is not a file"));
    }
    File::open(&path).map_err(|error| unusable(&format!("cannot be read ({error})")))?;
    // The name as typed: a link's own name says more than that of what it points to.
    let name =
        file.file_name().and_then(|name| name.to_str()).ok_or_else(|| unusable("has a name that is not UTF-8"))?;
    Ok(Offered { name: name.to_owned(), path })
}

fn open_browser(url: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let has_screen = cfg!(any(target_os = "macos", windows))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let started = has_screen
        && search_path::find(program).is_some()
        && Command::new(program)
            .args(before)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .is_ok();
    if !started {
        println!("no browser to open on this machine: visit {url} yourself");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_a_folder_are_refused_in_one_line() {
        for path in [Path::new("no-such-file.ndjson"), Path::new(".")] {
            let failure = offer(path).unwrap_err().to_string();
            assert!(failure.contains("name an export file"), "{failure}");
            assert!(!failure.contains('\n'));
        }
    }
}
