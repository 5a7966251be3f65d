//! Reads the dependencies of a `Cargo.toml`, with the lines they stand on.
//! Reads the forms that Cargo.toml files here are written in, and nothing else of TOML.

/// One dependency.
#[derive(Debug, PartialEq, Eq)]
pub struct Dependency<'a> {
    /// The crate's name.
    pub name: &'a str,
    /// Counts from 1.
    pub line: usize,
    /// Where it is needed.
    pub kind: Kind,
    /// Whether it says `workspace = true`.
    pub from_workspace: bool,
}

/// Where a dependency is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In the crate itself, on every target or on some.
    Normal,
    /// In its build script.
    Build,
    /// In its tests.
    Dev,
    /// In the workspace's table.
    Workspace,
}

/// Every dependency of a manifest, in its order.
pub fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found: Vec<Dependency<'_>> = Vec::new();
    let mut section = None;
    let mut open_brackets = 0_i32;
    for (index, text) in manifest.lines().enumerate() {
        let line = index + 1;
        let text = text.split('#').next().unwrap_or_default().trim();
        if let (0, Some(header)) = (open_brackets, text.strip_prefix('[')) {
            let (kind, own) = header_kind(header.trim_matches(['[', ']']));
            // `[dependencies.name]`: its own section.
            if let (Some(kind), Some(name)) = (kind, own) {
                let from_workspace = false;
                found.push(Dependency { name, line, kind, from_workspace });
            }
            section = kind.map(|kind| (kind, own.is_some()));
            continue;
        }
        let is_start = open_brackets == 0;
        open_brackets += balance(text);
        let (true, Some((kind, in_own_section))) = (is_start, section) else {
            continue;
        };
        let Some((key, value)) = text.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if in_own_section {
            if let (Some(last), "workspace", "true") = (found.last_mut(), key, value) {
                last.from_workspace = true;
            }
            continue;
        }
        let (name, dotted) = match key.split_once('.') {
            Some((name, rest)) => (name, rest),
            None => (key, ""),
        };
        let compact: String = value.split_whitespace().collect();
        found.push(Dependency {
            name: name.trim_matches('"'),
            line,
            kind,
            from_workspace: dotted == "workspace" || compact.contains("workspace=true"),
        });
    }
    found
}

/// The kind of a section, and the dependency it is about if it is about one.
fn header_kind(header: &str) -> (Option<Kind>, Option<&str>) {
    let kinds = [
        ("workspace.dependencies", Kind::Workspace),
        ("dev-dependencies", Kind::Dev),
        ("build-dependencies", Kind::Build),
        ("dependencies", Kind::Normal),
    ];
    // `target.'cfg(...)'.dependencies` counts as what follows the condition.
    let header = match header.strip_prefix("target.") {
        Some(rest) => rest.rfind("'.").map_or(rest, |end| &rest[end + 2..]),
        None => header,
    };
    for (name, kind) in kinds {
        if let Some(rest) = header.strip_prefix(name) {
            if rest.is_empty() {
                return (Some(kind), None);
            }
            if let Some(own) = rest.strip_prefix('.') {
                return (Some(kind), Some(own));
            }
        }
    }
    (None, None)
}

fn balance(text: &str) -> i32 {
    text.chars().fold(0, |depth, character| match character {
        '[' | '{' => depth + 1,
        ']' | '}' => depth - 1,
        _ => depth,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"[package]
name = "foldback-x"

[dependencies]
foldback-event.workspace = true # the base
serde = { workspace = true, features = [
    "derive",
] }
lexopt = "0.3"

[target.'cfg(unix)'.dependencies]
js-sys.workspace = true

[dev-dependencies.proptest]
workspace = true

[lints]
workspace = true
"#;

    #[test]
    fn every_form_is_read_with_its_line() {
        let found: Vec<_> =
            dependencies(MANIFEST).into_iter().map(|dep| (dep.name, dep.line, dep.kind, dep.from_workspace)).collect();
        assert_eq!(
            found,
            [
                ("foldback-event", 5, Kind::Normal, true),
                ("serde", 6, Kind::Normal, true),
                ("lexopt", 9, Kind::Normal, false),
                ("js-sys", 12, Kind::Normal, true),
                ("proptest", 14, Kind::Dev, true),
            ]
        );
    }

    #[test]
    fn the_workspace_table_is_told_apart() {
        let found = dependencies("[workspace.dependencies]\nserde = \"1\"\n");
        assert_eq!(found[0].kind, Kind::Workspace);
    }
}
