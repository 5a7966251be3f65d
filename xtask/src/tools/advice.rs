//! Turns the output of a failed tool into the one line that says what to do.
//! Never hides that output: the line names the log that holds all of it.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// What the output says, in lower case, and what helps. The first that fits is taken.
const KNOWN: [(&[&str], &str); 4] = [
    (&["no space left on device"], "the disk is full: free some space and run the command again"),
    (
        &["permission denied", "eacces", "are you root"],
        "a folder may not be written: choose another with FOLDBACK_TOOLS, or run as a user who may",
    ),
    (
        &[
            "could not resolve",
            "temporary failure",
            "dns error",
            "enotfound",
            "eai_again",
            "etimedout",
            "econnrefused",
            "econnreset",
            "network error",
            "could not connect",
            "failed to connect",
            "could not download",
            "failed to download",
            "failed to get a 200 ok",
            "failed to fetch",
            "timed out",
            "offline was specified",
        ],
        "the package server cannot be reached: connect to the network and run the command again",
    ),
    (
        &["linker `cc` not found", "is `cc` installed", "failed to find tool \"cc\""],
        "there is no C compiler: install one (Debian: apt-get install build-essential)",
    ),
];

/// The failure with what its log suggests, and the log's place.
pub fn with(failure: &Failure, log: &Path) -> Failure {
    let output = fs::read(log).unwrap_or_default();
    let output = String::from_utf8_lossy(&output).to_lowercase();
    let log = log.display();
    Failure::new(match suggestion(&output) {
        Some(suggestion) => format!("{suggestion} ({failure}; all of its output: {log})"),
        None => format!("{failure}: see its output in {log}"),
    })
}

fn suggestion(output: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(signs, _)| signs.iter().any(|sign| output.contains(sign))).map(|(_, what_helps)| *what_helps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_network_is_recognised_and_the_unknown_is_not_guessed() {
        let said = suggestion("npm error code enotfound").unwrap_or_default();
        assert!(said.contains("connect to the network"), "{said}");
        assert_eq!(suggestion("error[e0308]: mismatched types"), None);
    }
}
