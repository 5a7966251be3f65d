//! Reads the content-security policy out of the built page, so that header and page have one source.
//! Never invents or changes a policy.

/// The `content` of the page's `<meta http-equiv="Content-Security-Policy">`.
pub fn in_page(html: &str) -> Option<String> {
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
    fn a_page_without_a_policy_has_none() {
        assert_eq!(in_page("<meta name=\"x\" content=\"y\">"), None);
        assert_eq!(in_page("<meta http-equiv=\"Content-Security-Policy\""), None);
    }
}
