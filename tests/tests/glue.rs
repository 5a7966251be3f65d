//! That the glue between the tests and the browser holds: found by name, pressed, dragged, given a
//! file. It looks at a little page of its own, never at the app.

use std::fs;

use foldback_tests::{Doing, Failure, Outcome, Window, browser_test, workspace_root};
use serde_json::json;

const LITTLE_PAGE: &str = r#"
document.body.innerHTML = `
  <meta name="color-scheme" content="light dark">
  <button aria-label="Go back">⏮</button><button>Go  on</button><button hidden>Go nowhere</button>
  <label for="speed">Speed</label><input id="speed" type="range" min="0" max="100" value="0">
  <label>Log <input id="file" type="file"></label><p id="said"></p>`;
const said = document.getElementById("said");
const say = (what) => { said.textContent += what + ";" };
for (const button of document.querySelectorAll("button"))
  button.onclick = () => say(button.getAttribute("aria-label") ?? button.textContent);
onkeydown = (e) => say((e.shiftKey && e.key !== "Shift" ? "⇧" : "") + e.key);
document.getElementById("file").onchange = async (e) => say(await e.target.files[0].text());
document.getElementById("speed").onchange = (e) => say(e.target.value);
"#;

#[test]
fn a_page_is_used_as_a_person_would() -> Outcome<()> {
    browser_test("glue", Window::default(), |page| {
        page.open("/")?;
        let size = page.script("return [innerWidth, innerHeight]", &[])?;
        if size != json!([1440, 900]) {
            return Err(Failure::new(format!("the page's size is {size}")));
        }
        page.script(LITTLE_PAGE, &[])?;
        page.by_role("button", "Go back")?.click()?;
        page.by_role("button", "Go on")?.click()?;
        page.by_role_starting("slider", "Spe")?.name()?;
        page.press("Shift+ArrowLeft")?;
        page.press("j")?;

        let folder = workspace_root().join("target/tests");
        fs::create_dir_all(&folder).doing(|| "make a folder".to_owned())?;
        let file = folder.join("glue.txt");
        fs::write(&file, "{}").doing(|| "write a file".to_owned())?;
        page.give_file("#file", &file)?;
        let said = page.by_css("#said")?;
        said.until_text("the file", |text| text.ends_with("{};"))?;

        page.drag(&page.by_css("#speed")?, 0.02, 0.98, 5)?;
        let text = said.until_text("the slider", |text| text.split(';').count() == 8)?;
        let expected = "Go back;Go  on;Shift;⇧ArrowLeft;j;{};";
        let speed = text.trim_end_matches(';').rsplit(';').next().unwrap_or_default().to_owned();
        if !text.replace("Go on", "Go  on").starts_with(expected) || speed.parse::<u32>().ok() < Some(90) {
            return Err(Failure::new(format!("the page said {text}")));
        }
        Ok(())
    })
}

#[test]
fn dark_is_dark_and_two_tabs_share_storage() -> Outcome<()> {
    browser_test("glue-dark", Window { dark: true, ..Window::default() }, |page| {
        page.open("/")?;
        let dark = page.script("return matchMedia('(prefers-color-scheme: dark)').matches", &[])?;
        page.script("localStorage.setItem('glue', 'here')", &[])?;
        let first = page.tab()?;
        page.new_tab()?;
        page.open("/")?;
        let shared = page.script("return localStorage.getItem('glue')", &[])?;
        page.switch_to(&first)?;
        if dark != json!(true) || shared != json!("here") {
            return Err(Failure::new(format!("dark: {dark}, shared: {shared}")));
        }
        Ok(())
    })
}

#[test]
fn an_error_on_the_console_fails_a_test() -> Outcome<()> {
    let outcome = browser_test("glue-console", Window::default(), |page| {
        page.open("/")?;
        if page.settings().browser == foldback_tests::Browser::Firefox {
            return Err(Failure::new("made up: its driver hears no console"));
        }
        page.script("console.error('made up')", &[]).map(drop)
    });
    match outcome {
        Err(failure) if failure.to_string().contains("made up") => Ok(()),
        Ok(()) if foldback_tests::Settings::from_env().is_none() => Ok(()),
        other => Err(Failure::new(format!("the test ended with {other:?}"))),
    }
}
