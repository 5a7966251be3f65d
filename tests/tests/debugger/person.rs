//! What every test here does and looks at: opening files, reading the position, the state, the report.
//! It never knows what is right: the tests do.

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use foldback_tests::{Doing, Failure, Outcome, Page, workspace_root};
use serde_json::{Value, json};

/// An import of tens of megabytes on a busy machine.
pub const IMPORT: Duration = Duration::from_secs(50);
/// Everything else.
pub const SOON: Duration = Duration::from_secs(20);

/// Fails with both values unless they are equal.
#[allow(clippy::needless_pass_by_value, reason = "tests compare values that they have just made")]
pub fn same<T: PartialEq + Debug>(what: &str, seen: T, right: T) -> Outcome<()> {
    if seen == right {
        return Ok(());
    }
    Err(Failure::new(format!("{what}: seen {seen:?}, right is {right:?}")))
}

/// `41203` as the page writes it: `41,203`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The folder for files that tests write.
pub fn folder() -> Outcome<PathBuf> {
    let folder = workspace_root().join("target/tests");
    fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
    Ok(folder)
}

/// A file with this content. One that is there already stays: a browser of another test may be reading it, and takes a file
/// that was written meanwhile for another one.
pub fn file(name: &str, content: &[u8]) -> Outcome<PathBuf> {
    let path = folder()?.join(name);
    if fs::read(&path).is_ok_and(|there| there == content) {
        return Ok(path);
    }
    let draft = path.with_extension(format!("{:?}", std::thread::current().id()));
    fs::write(&draft, content).doing(|| format!("write {}", draft.display()))?;
    fs::rename(&draft, &path).doing(|| format!("name {}", path.display()))?;
    Ok(path)
}

/// Chooses a file on the start page.
pub fn give(page: &Page, path: &Path) -> Outcome<()> {
    page.by_role("button", "Open file")?;
    page.give_file(".start input[type=file]", path)
}

/// Closes what is open over the page and goes to the start page, without loading the page again.
pub fn to_start(page: &Page) -> Outcome<()> {
    if !page.all_by_css("dialog[open]")?.is_empty() {
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;
    }
    if !page.all_by_css(".log-name")?.is_empty() {
        page.by_css(".log-name")?.click()?;
        page.by_role("button", "Start page")?.click()?;
    }
    page.by_role("button", "Open file").map(drop)
}

/// Waits until an import has ended well: this many events are there.
pub fn until_events(page: &Page, events: u64) -> Outcome<()> {
    let body = format!(
        "return !document.querySelector('.importing') && document.querySelector('.position-now .of')?.innerText === {}",
        json!(format!("/ {}", grouped(events)))
    );
    page.until(&format!("{events} events"), IMPORT, &body).map(drop)
}

/// The text of the first element that fits, once it is there and no import runs.
pub fn text_at_end(page: &Page, selector: &str) -> Outcome<String> {
    let body = format!(
        "return !document.querySelector('.importing') && document.querySelector({})?.innerText",
        json!(selector)
    );
    let text = page.until(&format!("`{selector}` after an import"), IMPORT, &body)?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// The position of the cursor as the toolbar shows it.
pub fn position(page: &Page) -> Outcome<u64> {
    let text = page.by_css(".position-now strong")?.text()?;
    number(&text)
}

/// A number that the page wrote.
pub fn number(text: &str) -> Outcome<u64> {
    text.replace(',', "").trim().parse().doing(|| format!("read {text:?} as a number"))
}

/// Waits until the cursor is there and the inspector follows.
pub fn until_at(page: &Page, right: u64) -> Outcome<()> {
    let body =
        format!("return document.querySelector('.position-now strong')?.innerText === {}", json!(grouped(right)));
    page.until(&format!("position {right}"), SOON, &body).map(drop)
}

/// Presses a key and waits for where it leads.
pub fn press_to(page: &Page, key: &str, right: u64) -> Outcome<()> {
    page.press(key)?;
    until_at(page, right).map_err(|failure| Failure::new(format!("after {key}: {failure}")))
}

/// Filters the streams by name and chooses the one of that name.
pub fn choose_stream(page: &Page, stream: &str) -> Outcome<()> {
    let filter = page.by_role("searchbox", "Filter streams by name")?;
    filter.send_keys(stream)?;
    let selector = format!(".stream-row[role=treeitem][title^={}]", json!(format!("{stream}:")));
    let filtered = format!(
        "const rows = [...document.querySelectorAll('.stream-row:not(.category)')];
         return rows.length > 0 && rows.every(row => row.title.includes({}))",
        json!(stream)
    );
    page.until("the filtered streams", SOON, &filtered)?;
    // A row that was found may be another's a moment later: found again, it stays.
    if page.by_css(&selector)?.click().is_err() {
        page.by_css(&selector)?.click()?;
    }
    let body = format!("return document.querySelector('.stream-line .stream')?.innerText === {}", json!(stream));
    page.until(&format!("the stream {stream}"), SOON, &body).map(drop)
}

/// The members that the State tab shows: names and values as JSON text.
pub fn shown_state(page: &Page) -> Outcome<Value> {
    page.script(
        "const lines = document.querySelectorAll('.state-tree .tree-line');
         return Object.fromEntries([...lines].filter(l => l.getAttribute('aria-level') === '2' && l.querySelector('button.value'))
           .map(l => [l.querySelector('.name').innerText, l.querySelector('button.value').innerText]))",
        &[],
    )
}

/// Shows a tab of the inspector.
pub fn tab(page: &Page, name: &str) -> Outcome<()> {
    page.by_role("tab", name)?.click()?;
    let body =
        format!("return document.querySelector('[role=tab][aria-selected=true]')?.innerText === {}", json!(name));
    page.until(&format!("the tab {name}"), SOON, &body).map(drop)
}
