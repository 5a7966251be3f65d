//! Lists of names with `*` for anything: `cart-*,order-1`. Letters a to z match whatever their case.

use super::words::{find_outside, unquoted};

/// Names, of which one has to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Vec<Pattern>);

/// A name in the parts between its stars; one part is a name without any.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern(Vec<Box<str>>);

impl Names {
    /// Reads a list whose names are parted by commas. `None` where one of them is empty.
    pub fn read(text: &str) -> Option<Self> {
        let mut patterns = Vec::new();
        let mut rest = Some(text);
        while let Some(list) = rest {
            let (one, more) = match find_outside(list, b",") {
                Some(comma) => (&list[..comma], Some(&list[comma + 1..])),
                None => (list, None),
            };
            if one.is_empty() {
                return None;
            }
            patterns.push(Pattern::read(one));
            rest = more;
        }
        Some(Self(patterns))
    }

    /// Whether one of them fits.
    pub fn fit(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.fits(name.as_bytes()))
    }
}

impl Pattern {
    fn read(mut text: &str) -> Self {
        let mut parts = Vec::new();
        while let Some(star) = find_outside(text, b"*") {
            parts.push(unquoted(&text[..star]).0.into());
            text = &text[star + 1..];
        }
        parts.push(unquoted(text).0.into());
        Self(parts)
    }

    fn fits(&self, name: &[u8]) -> bool {
        let Some((first, rest)) = self.0.split_first() else { return false };
        let Some((last, between)) = rest.split_last() else {
            return name.eq_ignore_ascii_case(first.as_bytes());
        };
        let Some(name) = after(name, first.as_bytes()) else { return false };
        let Some(end) = name.len().checked_sub(last.len()) else { return false };
        if !name[end..].eq_ignore_ascii_case(last.as_bytes()) {
            return false;
        }
        // The leftmost place for each part leaves the most room for those behind it.
        between
            .iter()
            .try_fold(&name[..end], |name, part| (0..=name.len()).find_map(|at| after(&name[at..], part.as_bytes())))
            .is_some()
    }
}

/// What is behind `start` in a name that begins with it.
fn after<'n>(name: &'n [u8], start: &[u8]) -> Option<&'n [u8]> {
    let (begin, rest) = name.split_at_checked(start.len())?;
    begin.eq_ignore_ascii_case(start).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (list, fit, not) in [
            ("Cart-1", &["cart-1", "CART-1"][..], &["cart-11", "cart-", ""][..]),
            ("cart-*", &["cart-", "Cart-17"], &["cart", "my-cart-1"]),
            ("*-1", &["a-1", "-1"], &["a-11"]),
            ("a*b*c", &["abc", "aXbYc", "abbc"], &["ac", "acb", "ab"]),
            ("a*a", &["aa", "aba"], &["a"]),
            ("*", &["", "x"], &[]),
            ("a,b", &["a", "b"], &["c", "a,b"]),
            ("\"a,b\"", &["a,b"], &["a", "b"]),
            ("\"a*\"", &["a*"], &["ab"]),
            ("É*", &["Éa"], &["éa"]),
        ] {
            let names = Names::read(list).unwrap();
            fit.iter().for_each(|name| assert!(names.fit(name), "{list} {name}"));
            not.iter().for_each(|name| assert!(!names.fit(name), "{list} {name}"));
        }
        for list in ["", ",", "a,", ",a"] {
            assert_eq!(Names::read(list), None, "{list}");
        }
        // Empty quotations are a name that is empty.
        assert!(Names::read("\"\"").unwrap().fit(""));
    }
}
