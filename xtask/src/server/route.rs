//! Decides what a request is answered with.
//! Never opens a file, and never names one outside the folders it was given.

use std::path::{Path, PathBuf};

use super::percent;

/// A file outside the app that the server offers by its name.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The last part of its path.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Offered {
    /// The path below `/` it is offered at, percent-encoded.
    pub fn place(&self) -> String {
        format!("file/{}", percent::encode(&self.name))
    }
}

/// What a server serves.
#[derive(Debug, Clone)]
pub struct Site {
    /// The built app.
    pub app: PathBuf,
    /// The pages of tests and benchmark: a folder whose `pages` is at `/pages/` and whose `bench` is at `/bench/`.
    pub bench: Option<PathBuf>,
    /// The npm package as its files lie in it, at `/package/`.
    pub package: Option<PathBuf>,
    /// The apps that were built with the packed package, each at `/apps/<name>/`.
    pub apps: Option<PathBuf>,
    /// The one file at `/file/<name>`.
    pub offered: Option<Offered>,
}

/// What a request is answered with.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// A file of the app, or the offered one: sent with the app's policy.
    File(PathBuf),
    /// A file of the tests or the benchmark, whose listeners and foreign libraries the app's policy would stop, of the
    /// package that they import, or of an app that was built with it, which has a policy of its own or none.
    BenchFile(PathBuf),
    /// Go there instead.
    Redirect(String),
    /// Nothing is here.
    NotFound,
}

impl Site {
    /// Answers the target of a request line: a path and perhaps a query.
    pub fn answer(&self, target: &str) -> Answer {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        if let (Some(offered), "/", None) = (&self.offered, path, query) {
            return Answer::Redirect(format!("/?open={}", offered.place()));
        }
        let Some(path) = path.strip_prefix('/') else {
            return Answer::NotFound;
        };
        if let Some(name) = path.strip_prefix("file/") {
            return self.offered_as(name);
        }
        if let (Some(tests), Some((folder @ ("bench" | "pages"), below))) = (&self.bench, path.split_once('/')) {
            return below_folder(&tests.join(folder), below).map_or(Answer::NotFound, Answer::BenchFile);
        }
        for (folder, prefix) in [(&self.package, "package/"), (&self.apps, "apps/")] {
            if let (Some(folder), Some(below)) = (folder, path.strip_prefix(prefix)) {
                return below_folder(folder, below).map_or(Answer::NotFound, Answer::BenchFile);
            }
        }
        below_folder(&self.app, path).map_or(Answer::NotFound, Answer::File)
    }

    fn offered_as(&self, name: &str) -> Answer {
        match &self.offered {
            // A page that took the name out of its query has decoded it already: a name that
            // holds a `%` of its own then arrives as it is.
            Some(offered) if name == offered.name || percent::decode(name).as_ref() == Some(&offered.name) => {
                Answer::File(offered.path.clone())
            }
            _ => Answer::NotFound,
        }
    }
}

/// The file a URL path means below a folder; a folder means its `index.html`.
fn below_folder(folder: &Path, url_path: &str) -> Option<PathBuf> {
    let decoded = percent::decode(url_path)?;
    let folder = folder.canonicalize().ok()?;
    let mut path = folder.clone();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        // A leading dot covers `.`, `..` and hidden files; the others lead elsewhere on Windows.
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        path.push(part);
    }
    if path.is_dir() {
        path.push("index.html");
    }
    // A symbolic link may still lead out.
    let path = path.canonicalize().ok()?;
    (path.starts_with(&folder) && path.is_file()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn site(name: &str) -> (Site, PathBuf) {
        let root = std::env::temp_dir().join(format!("xtask-route-{name}-{}", std::process::id()));
        let app = root.join("dist");
        fs::create_dir_all(app.join("sub")).unwrap();
        fs::write(app.join("index.html"), "page").unwrap();
        fs::write(app.join("a b.js"), "script").unwrap();
        fs::write(app.join(".hidden"), "no").unwrap();
        fs::write(root.join("secret.txt"), "no").unwrap();
        let site = Site { app: app.canonicalize().unwrap(), bench: None, package: None, apps: None, offered: None };
        (site, root)
    }

    #[test]
    fn files_of_the_app_are_found() {
        let (site, root) = site("found");
        assert_eq!(site.answer("/"), Answer::File(site.app.join("index.html")));
        assert_eq!(site.answer("/?at=3"), Answer::File(site.app.join("index.html")));
        assert_eq!(site.answer("/a%20b.js"), Answer::File(site.app.join("a b.js")));
        assert_eq!(site.answer("/none.js"), Answer::NotFound);
        assert_eq!(site.answer("/sub/"), Answer::NotFound);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let (site, root) = site("outside");
        for target in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/sub/../../secret.txt",
            "/..\\secret.txt",
            "//etc/passwd",
            "/.hidden",
            "/%00",
            "http://127.0.0.1/index.html",
            "",
        ] {
            assert_eq!(site.answer(target), Answer::NotFound, "{target}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let (site, root) = site("link");
        std::os::unix::fs::symlink(root.join("secret.txt"), site.app.join("link.txt")).unwrap();
        assert_eq!(site.answer("/link.txt"), Answer::NotFound);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn the_offered_file_and_no_other_is_found_by_its_name() {
        let (mut site, root) = site("offered");
        let path = root.join("secret.txt");
        site.offered = Some(Offered { name: "50% a?.json".into(), path: path.clone() });
        assert_eq!(site.answer("/"), Answer::Redirect("/?open=file/50%25%20a%3F.json".into()));
        assert_eq!(site.answer("/file/50%25%20a%3F.json"), Answer::File(path));
        assert_eq!(site.answer("/file/secret.txt"), Answer::NotFound);
        assert_eq!(site.answer("/?open=x"), Answer::File(site.app.join("index.html")));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn apps_of_the_package_are_apart_from_the_app() {
        let (mut site, root) = site("apps");
        let apps = root.join("built");
        fs::create_dir_all(apps.join("vite")).unwrap();
        fs::create_dir_all(apps.join(".projects")).unwrap();
        fs::write(apps.join("vite/index.html"), "").unwrap();
        fs::write(apps.join(".projects/index.html"), "").unwrap();
        assert_eq!(site.answer("/apps/vite/"), Answer::NotFound);
        site.apps = Some(apps);
        assert!(matches!(site.answer("/apps/vite/?in=worker"), Answer::BenchFile(_)));
        for outside in ["/apps/", "/apps/.projects/", "/apps/../secret.txt", "/apps/none/", "/vite/"] {
            assert_eq!(site.answer(outside), Answer::NotFound, "{outside}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn the_package_is_apart_from_the_app() {
        let (mut site, root) = site("package");
        let package = root.join("package");
        fs::create_dir_all(package.join("engine")).unwrap();
        fs::write(package.join("index.js"), "").unwrap();
        fs::write(package.join("engine/client.js"), "").unwrap();
        assert_eq!(site.answer("/package/index.js"), Answer::NotFound);
        site.package = Some(package);
        assert!(matches!(site.answer("/package/index.js"), Answer::BenchFile(_)));
        assert!(matches!(site.answer("/package/engine/client.js"), Answer::BenchFile(_)));
        for outside in ["/package/", "/package/../secret.txt", "/package/index.html", "/index.js"] {
            assert_eq!(site.answer(outside), Answer::NotFound, "{outside}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn tests_and_benchmark_are_apart_from_the_app() {
        let (mut site, root) = site("bench");
        assert_eq!(site.answer("/bench/index.html"), Answer::NotFound);
        fs::create_dir_all(root.join("bench/node_modules/x")).unwrap();
        fs::create_dir_all(root.join("pages")).unwrap();
        fs::write(root.join("bench/node_modules/x/x.mjs"), "").unwrap();
        fs::write(root.join("pages/store.html"), "").unwrap();
        site.bench = Some(root.clone());
        let Answer::BenchFile(found) = site.answer("/bench/node_modules/x/x.mjs") else {
            panic!("not found");
        };
        assert!(found.ends_with("node_modules/x/x.mjs"));
        assert!(matches!(site.answer("/pages/store.html?x"), Answer::BenchFile(_)));
        for outside in ["/bench/../dist/index.html", "/pages/../secret.txt", "/secret.txt", "/dist/index.html"] {
            assert_eq!(site.answer(outside), Answer::NotFound, "{outside}");
        }
        fs::remove_dir_all(root).unwrap();
    }
}
