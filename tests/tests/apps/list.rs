//! Which pages there are, app by app. What a page does is the same everywhere; how the package got into it is not.

/// Where a page opens the store: on itself, in a worker of the app's own, in a shared worker.
const EVERYWHERE: &[&str] = &["", "?in=worker", "?in=shared-worker"];

/// The apps, and what follows their names in the addresses of their pages.
pub const APPS: [(&str, &[&str]); 7] = [
    // `foldback/inline`, and files that were copied by hand.
    ("esbuild", &["inline/", "inline/?in=worker", "assets/"]),
    // Here also with the engine on the page's own thread.
    ("rollup", &["inline/", "inline/?in=worker", "assets/", "assets/?in=page"]),
    ("vite", EVERYWHERE),
    ("webpack", EVERYWHERE),
    ("next", EVERYWHERE),
    // No bundler: relative addresses, an import map, `foldback/inline` by it, a strict content-security policy.
    ("script", &["", "import-map.html", "import-map.html?import=inline", "policy.html"]),
    ("workers", &["?in=worker", "?in=shared-worker", "?in=service-worker"]),
];

/// The pages that Vite's development server is asked for. A package that it meets only later, as the one that the shared
/// worker imports, makes it reload the page.
pub const IN_DEVELOPMENT: &[&str] = &["", "?in=worker"];
