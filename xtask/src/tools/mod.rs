//! The tools that the build and the tests need: finds them, installs what is missing.
//! Never installs into the checkout, and never changes the PATH of this process.

pub mod advice;
mod apt;
pub mod browser;
mod cache;
mod cargo_fuzz;
mod cargo_install;
mod geckodriver;
pub mod pinned;
pub mod search_path;
mod wasm_bindgen;
mod wasm_opt;
mod wasm_split;
mod wasm_target;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::checkout::Checkout;
use crate::failure::Outcome;
use browser::{Browser, BrowserName};
use cache::Cache;

/// The installed tools.
pub struct Toolbox {
    cache: Cache,
    /// In front of PATH for every program that is started with `command`.
    folders: Vec<PathBuf>,
}

impl Toolbox {
    /// Installs nothing yet.
    pub fn new() -> Outcome<Self> {
        Ok(Self { cache: Cache::locate()?, folders: Vec::new() })
    }

    /// What building the app takes.
    pub fn for_page(&mut self, checkout: &Checkout) -> Outcome {
        wasm_target::ensure(&self.cache)?;
        // First what takes seconds, so that a missing Node.js shows before minutes of building.
        let folders = [
            wasm_opt::ensure(&self.cache)?,
            wasm_split::ensure(&self.cache)?,
            wasm_bindgen::ensure(&self.cache, checkout)?,
        ];
        self.add(folders);
        self.cache.remove_build_folder()
    }

    /// What building the engine for apps takes.
    pub fn for_package(&mut self, checkout: &Checkout) -> Outcome {
        wasm_target::ensure(&self.cache)?;
        let folders = [wasm_opt::ensure(&self.cache)?, wasm_bindgen::ensure(&self.cache, checkout)?];
        self.add(folders);
        self.cache.remove_build_folder()
    }

    /// What compiling for the browser and running its unit tests takes.
    pub fn for_wasm_tests(&mut self, checkout: &Checkout) -> Outcome {
        wasm_target::ensure(&self.cache)?;
        let folder = wasm_bindgen::ensure(&self.cache, checkout)?;
        self.add([folder]);
        Ok(())
    }

    /// What checking code for the browser takes.
    pub fn for_wasm_check(&self) -> Outcome {
        wasm_target::ensure(&self.cache)
    }

    /// What running the fuzz targets takes.
    pub fn for_fuzzing(&mut self) -> Outcome {
        let folder = cargo_fuzz::ensure(&self.cache)?;
        self.add([folder]);
        self.cache.remove_build_folder()
    }

    /// A browser to run tests in.
    pub fn browser(&self, name: BrowserName) -> Outcome<Browser> {
        let browser = name.ensure(&self.cache)?;
        self.cache.remove_build_folder()?;
        Ok(browser)
    }

    /// A program that finds the tools on its PATH.
    pub fn command(&self, program: &str) -> Command {
        let path = self.path();
        // Looked up here: the system would search this process's PATH.
        let found = search_path::find_in(&path, program);
        let mut command = Command::new(found.unwrap_or_else(|| program.into()));
        command.env("PATH", path);
        command
    }

    fn add(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        for folder in folders {
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
    }

    fn path(&self) -> OsString {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let all = self.folders.iter().cloned().chain(std::env::split_paths(&inherited));
        // Fails only for a folder with a separator in its name, which PATH cannot hold anyway.
        std::env::join_paths(all).unwrap_or(inherited)
    }
}

/// A program's file name on this system.
fn executable(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}
