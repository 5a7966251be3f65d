//! Reads the content-security policies out of the built pages, so that header and page have one source.
//! Never invents a policy, and adds to one only what a page cannot say of itself.

use std::fs;
use std::path::{Path, PathBuf};

/// The page in which projections run.
const SANDBOX: &str = "sandbox.html";

/// The policies of the app.
#[derive(Debug, Default)]
pub struct Policies {
    /// Of the page, and of all its files but one.
    page: Option<String>,
    /// That one, and its own.
    sandbox: Option<(PathBuf, String)>,
}

impl Policies {
    /// Those of the app in a folder, whose page is `html`.
    pub fn of(app: &Path, html: &str) -> Self {
        let path = app.join(SANDBOX);
        // Files are sent by the place where they really are.
        let path = path.canonicalize().unwrap_or(path);
        let stated = fs::read_to_string(&path).ok().and_then(|html| in_page(&html));
        // Only a header can say this: then it has no origin either when it is not in the frame that says so.
        let sandbox = stated.map(|stated| (path, format!("{stated}; sandbox allow-scripts")));
        Self { page: in_page(html), sandbox }
    }

    /// Whether the page states one.
    pub fn is_stated(&self) -> bool {
        self.page.is_some()
    }

    /// The one that a file is sent with.
    pub fn for_file(&self, path: &Path) -> Option<&str> {
        match &self.sandbox {
            Some((sandbox, policy)) if sandbox == path => Some(policy),
            _ => self.page.as_deref(),
        }
    }
}

/// The `content` of the page's `<meta http-equiv="Content-Security-Policy">`.
fn in_page(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(start) = rest.find("<meta") {
        let tag = &rest[start..];
        let end = end_of_tag(tag)?;
        let equivalent = attribute(&tag[..end], "http-equiv");
        if equivalent.is_some_and(|name| name.eq_ignore_ascii_case("Content-Security-Policy")) {
            let policy = attribute(&tag[..end], "content")?;
            let plain = policy.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
            // A policy may be written over several lines; a header is one.
            return Some(plain.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        rest = &tag[end..];
    }
    None
}

/// The `>` that ends the tag, which is not one inside a quoted value.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let needle = format!("{name}=");
    // Whitespace before it: `content=` is also the end of other names.
    let start = tag.match_indices(&needle).map(|(at, _)| at).find(|&at| tag[..at].ends_with(char::is_whitespace))?;
    let value = &tag[start + needle.len()..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_pages_own_on_one_line() {
        let html = "<head><meta charset=\"utf-8\">\n<meta\nhttp-equiv=\"content-security-policy\"\n\
            content=\"default-src 'self';\n  script-src 'self' 'wasm-unsafe-eval'\"></head>";
        assert_eq!(in_page(html).as_deref(), Some("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"));
    }

    #[test]
    fn the_sandbox_has_a_policy_of_its_own() {
        let app = std::env::temp_dir().join(format!("xtask-policies-{}", std::process::id()));
        fs::create_dir_all(&app).unwrap();
        let app = app.canonicalize().unwrap();
        let stating = |policy: &str| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        let sandbox = app.join(SANDBOX);
        assert_eq!(Policies::of(&app, &stating("a b")).for_file(&sandbox), Some("a b"));

        fs::write(&sandbox, stating("c d")).unwrap();
        let policies = Policies::of(&app, &stating("a b"));
        assert_eq!(policies.for_file(&sandbox), Some("c d; sandbox allow-scripts"));
        assert_eq!(policies.for_file(&app.join("sub").join(SANDBOX)), Some("a b"));
        assert_eq!(policies.for_file(&app.join("index.html")), Some("a b"));
        assert!(!Policies::of(&app, "").is_stated());
        fs::remove_dir_all(app).unwrap();
    }

    #[test]
    fn a_page_without_a_policy_has_none() {
        assert_eq!(in_page("<meta name=\"x\" content=\"y\">"), None);
        assert_eq!(in_page("<meta http-equiv=\"Content-Security-Policy\""), None);
    }
}
