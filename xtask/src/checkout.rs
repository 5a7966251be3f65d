//! Where things are in this checkout.
//! Never creates anything but the folder of these commands' own notes, `target/xtask`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure, Outcome};

/// The folder that holds the workspace's `Cargo.toml`.
#[derive(Debug, Clone)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// Finds the workspace: the folder above this crate.
    pub fn locate() -> Outcome<Self> {
        // Cargo sets the variable when it runs the program, so that a checkout that was moved
        // after the last build is found as well.
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = crate_folder.parent().map(Path::to_path_buf);
        match root {
            Some(root) if root.join("Cargo.toml").is_file() => Ok(Self { root }),
            _ => Err(Failure::new("no workspace around the xtask crate: run `cargo xtask` inside the checkout")),
        }
    }

    /// The checkout's own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the built app lies.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// What of the app is served as it is.
    pub fn public(&self) -> PathBuf {
        self.root.join("app").join("public")
    }

    /// What of the app is JavaScript.
    pub fn web(&self) -> PathBuf {
        self.root.join("app").join("web")
    }

    /// The sources of the npm package.
    pub fn npm(&self) -> PathBuf {
        self.root.join("npm")
    }

    /// The npm package's files as it is built.
    pub fn npm_dist(&self) -> PathBuf {
        self.npm().join("dist")
    }

    /// Where the apps are built that use the npm package.
    pub fn apps(&self) -> PathBuf {
        self.root.join("target").join("apps")
    }

    /// A folder below `target`, which exists afterwards.
    pub fn target(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.root.join("target").join(name);
        fs::create_dir_all(&folder).doing(|| format!("create {}", folder.display()))?;
        Ok(folder)
    }

    /// The benchmark's pages and the libraries that it compares with.
    pub fn bench_pages(&self) -> PathBuf {
        self.root.join("tests").join("bench")
    }

    /// The folder in which axe-core is installed, for the tests that look at every screen with it.
    pub fn axe(&self) -> PathBuf {
        self.root.join("tests").join("axe")
    }

    /// A file among these commands' own notes and logs; its folder exists afterwards.
    pub fn note(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.root.join("target").join("xtask");
        fs::create_dir_all(&folder).doing(|| format!("create {}", folder.display()))?;
        Ok(folder.join(name))
    }
}
