//! Finding elements as a person or a screen reader does: by role and accessible name as the browser
//! computes them, or by CSS where there is no name. It never answers an element that is not there yet:
//! it waits.

use std::rc::Rc;

use serde_json::{Value, json};

use super::{Page, WAIT, wait};
use crate::driver::Driver;
use crate::failure::{Failure, Outcome};

/// The key of an element reference, fixed by the WebDriver standard.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Elements that may have the role and the name: the browser's own word is asked for these only, for
/// it costs a question each.
const CANDIDATES: &str = r#"
const [role, name] = arguments;
const implicit = {
  button: "button,summary,input[type=button],input[type=submit],input[type=file]",
  link: "a[href]", textbox: "input,textarea,[contenteditable]", searchbox: "input",
  checkbox: "input[type=checkbox]", radio: "input[type=radio]", slider: "input[type=range]",
  combobox: "select,input", option: "option", heading: "h1,h2,h3,h4,h5,h6", list: "ul,ol",
  listitem: "li", table: "table", row: "tr", dialog: "dialog", status: "output",
  progressbar: "progress", region: "section", navigation: "nav", main: "main", banner: "header",
  img: "img,svg", group: "fieldset,details", article: "article", form: "form",
};
const texts = (e) => [
  e.getAttribute("aria-label"), e.title, e.alt, e.placeholder, e.value, e.textContent,
  ...[...(e.labels ?? [])].map((l) => l.textContent),
  ...(e.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent),
  ...[...e.querySelectorAll("[aria-label],[alt],title,legend,caption")].flatMap((d) =>
    [d.getAttribute("aria-label"), d.getAttribute("alt"), d.textContent]),
];
const squeeze = (t) => String(t ?? "").replace(/\s+/g, " ").trim();
const first = squeeze(name).split(" ")[0];
const selector = (implicit[role] ? implicit[role] + "," : "") + `[role~="${role}"]`;
return [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility() || e.type === "file")
  .filter((e) => texts(e).some((t) => squeeze(t).includes(first)));
"#;

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element {
    pub(super) driver: Rc<Driver>,
    pub(super) id: String,
}

impl Page {
    /// Waits for the first element of a role (`button`, `tab`, `slider`, ...) whose accessible name is
    /// `name`.
    pub fn by_role(&self, role: &str, name: &str) -> Outcome<Element> {
        wait(&format!("the {role} {name:?}"), WAIT, || self.role_now(role, |label| label == name, name))
    }

    /// Waits for the first element of a role whose accessible name starts with `start`.
    pub fn by_role_starting(&self, role: &str, start: &str) -> Outcome<Element> {
        let what = format!("a {role} that starts with {start:?}");
        wait(&what, WAIT, || self.role_now(role, |label| label.starts_with(start), start))
    }

    /// Waits for the first element that a CSS selector matches.
    pub fn by_css(&self, selector: &str) -> Outcome<Element> {
        wait(&format!("`{selector}`"), WAIT, || Ok(self.all_by_css(selector)?.into_iter().next()))
    }

    /// The elements that a CSS selector matches at this moment, in document order.
    pub fn all_by_css(&self, selector: &str) -> Outcome<Vec<Element>> {
        let found = json!({ "using": "css selector", "value": selector });
        Ok(self.elements(&self.driver.post("elements", &found)?))
    }

    /// Waits until a CSS selector matches nothing.
    pub fn until_gone(&self, selector: &str) -> Outcome<()> {
        let what = format!("`{selector}` to go");
        wait(&what, WAIT, || Ok(self.all_by_css(selector)?.is_empty().then_some(())))
    }

    fn role_now(&self, role: &str, fits: impl Fn(&str) -> bool, name: &str) -> Outcome<Option<Element>> {
        let candidates = self.script(CANDIDATES, &[json!(role), json!(name)])?;
        for element in self.elements(&candidates) {
            if element.role()? == role && fits(&element.name()?) {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    fn elements(&self, references: &Value) -> Vec<Element> {
        let references = references.as_array().map(Vec::as_slice).unwrap_or_default();
        let ids = references.iter().filter_map(|reference| reference[REFERENCE].as_str());
        ids.map(|id| Element { driver: Rc::clone(&self.driver), id: id.to_owned() }).collect()
    }
}

impl Element {
    /// Its role as the browser tells screen readers.
    pub fn role(&self) -> Outcome<String> {
        self.ask("computedrole")
    }

    /// Its accessible name as the browser tells screen readers.
    pub fn name(&self) -> Outcome<String> {
        self.ask("computedlabel")
    }

    /// Its text as it is shown.
    pub fn text(&self) -> Outcome<String> {
        self.ask("text")
    }

    /// One of its attributes; `None` where it has none of that name.
    pub fn attribute(&self, name: &str) -> Outcome<Option<String>> {
        let value = self.driver.get(&self.path(&format!("attribute/{name}")))?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// This element as an argument of [`Page::script`].
    pub fn reference(&self) -> Value {
        json!({ REFERENCE: self.id })
    }

    /// Waits until its text fits.
    pub fn until_text(&self, what: &str, fits: impl Fn(&str) -> bool) -> Outcome<String> {
        let mut last = String::new();
        let waited = wait(what, WAIT, || {
            last = self.text()?;
            Ok(fits(&last).then(|| last.clone()))
        });
        waited.map_err(|failure| Failure::new(format!("{failure}; the text is {last:?}")))
    }

    pub(super) fn path(&self, command: &str) -> String {
        format!("element/{}/{command}", self.id)
    }

    fn ask(&self, command: &str) -> Outcome<String> {
        let value = self.driver.get(&self.path(command))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }
}
