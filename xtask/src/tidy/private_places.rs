//! No file names a place on one person's machine: it means nothing on anyone else's.

use super::finding::Finding;
use super::tree::Tree;

/// The starts of such places. Written in parts, so that this file does not find itself.
const PLACES: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!(":\\Us", "ers\\"),
];

/// Every line that names such a place.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        for (index, line) in text.lines().enumerate() {
            if let Some(place) = PLACES.iter().find(|place| names(line, place)) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("names a place on one machine ({place}...), write it without"),
                ));
            }
        }
    }
    findings
}

/// Whether the place starts there: within a longer path or URL it is a folder like any other.
fn names(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        place.starts_with(':') || before.is_none_or(|c| !c.is_alphanumeric() && !"/.-_~*$}>".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_a_machine_is_found_and_a_folder_of_that_name_is_not() {
        let text = format!(
            "run {}x\nsee `{}ada/log`\nhttps://example.org{}x\nmy{}x\n/work-flow/\n",
            PLACES[0], PLACES[1], PLACES[2], PLACES[1]
        );
        let tree = Tree::of(&[("README.md", &text)]);
        let lines: Vec<String> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("README.md:1: "));
        assert!(lines[1].starts_with("README.md:2: "));
    }
}
