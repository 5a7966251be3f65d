//! Reads one package's version from the text of `Cargo.lock`.
//! Never resolves anything: what is locked is the answer.

use std::fs;

use crate::checkout::Checkout;
use crate::failure::{Doing, Failure, Outcome};

/// The locked version of a package.
pub fn version_of(checkout: &Checkout, package: &str) -> Outcome<String> {
    let path = checkout.root().join("Cargo.lock");
    let text = fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?;
    find(&text, package).map(str::to_owned).ok_or_else(|| {
        Failure::new(format!("Cargo.lock names no {package}: restore it with `git checkout Cargo.lock`"))
    })
}

/// `version` follows `name` directly in each `[[package]]` entry that Cargo writes.
fn find<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry\"
";

    #[test]
    fn the_exact_package_is_found() {
        assert_eq!(find(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(find(LOCK, "wasm-bindgen-futures"), Some("0.4.80"));
        assert_eq!(find(LOCK, "wasm"), None);
    }
}
