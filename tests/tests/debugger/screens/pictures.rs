//! Takes a picture of every screen at every size, light and dark. People look at them; nothing compares them.

use std::fs;

use foldback_tests::{Doing, Outcome, workspace_root};

use super::{LAPTOP, LAPTOP_AT_200, LARGE, PHONE, in_both_themes, settled, walk};

#[test]
#[ignore = "pictures are for people: `cargo xtask screenshots` takes them"]
fn of_every_screen() -> Outcome<()> {
    let folder = workspace_root().join("target/screenshots");
    walk("pictures", &[PHONE, LAPTOP, LARGE, LAPTOP_AT_200], |page, size, name| {
        in_both_themes(page, |theme| {
            // What is on its way does not settle.
            if name != "import-running" {
                settled(page)?;
            }
            let place = format!("{}-{theme}", size.name);
            fs::create_dir_all(folder.join(&place)).doing(|| format!("make {place}"))?;
            page.screenshot(&format!("{place}/{name}")).map(drop)
        })
    })
}
