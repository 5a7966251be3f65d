//! Every screen under axe-core, which knows what screen readers and people with poor sight need: a violation fails, with the
//! rule, the element and what to do. axe-core is put into the page by the driver, which the page's policy lets in.

use std::fs;

use foldback_tests::{Doing, Failure, Outcome, Page, Window, browser_test, workspace_root};

use super::{LAPTOP, LAPTOP_AT_200, PHONE, in_both_themes, too_wide, walk};
use crate::person::same;

/// What is wrong, a text for each element.
const RUN: &str = "
const { violations } = await axe.run(document, { resultTypes: ['violations'], elementRef: false });
return violations.flatMap(rule => rule.nodes.map(node =>
  `${rule.id} (${rule.impact}): ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')} ${node.html.slice(0, 160)}`))";

/// axe-core itself.
fn source() -> Outcome<String> {
    let path = workspace_root().join("tests/axe/node_modules/axe-core/axe.min.js");
    fs::read_to_string(path)
        .doing(|| "read axe-core, which `cargo xtask test` installs (or `npm ci` in tests/axe)".to_owned())
}

/// What is wrong with what the page shows.
fn violations(page: &Page, axe: &str) -> Outcome<Vec<String>> {
    if page.script("return typeof axe", &[])? != "object" {
        page.script(axe, &[])?;
    }
    let found = page.script(&format!("return (async () => {{ {RUN} }})()"), &[])?;
    let found = found.as_array().ok_or_else(|| Failure::new(format!("axe-core answered {found}")))?;
    Ok(found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect())
}

#[test]
fn finds_nothing_on_any_screen() -> Outcome<()> {
    let axe = source()?;
    walk("axe", &[LAPTOP, PHONE], |page, _, _| {
        same("pixels that the page is too wide", too_wide(page)?, 0.0)?;
        let mut wrong = Vec::new();
        in_both_themes(page, |theme| {
            wrong.extend(violations(page, &axe)?.into_iter().map(|violation| format!("{theme}: {violation}")));
            Ok(())
        })?;
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n    "))) }
    })
}

#[test]
fn no_screen_is_too_wide_at_200_percent() -> Outcome<()> {
    walk("widths", &[LAPTOP_AT_200], |page, _, _| same("pixels that the page is too wide", too_wide(page)?, 0.0))
}

/// A test that could not fail would be none: what is wrong is put into a page, and found.
#[test]
fn finds_what_is_wrong() -> Outcome<()> {
    let axe = source()?;
    browser_test("axe-can-fail", Window::default(), |page| {
        page.open("/")?;
        let button = page.by_role("button", "Keys")?;
        same("before", violations(page, &axe)?, Vec::new())?;
        page.script(
            "arguments[0].removeAttribute('aria-label'); arguments[0].title = ''; arguments[0].innerText = ''",
            &[button.reference()],
        )?;
        let found = violations(page, &axe)?;
        same("a button without a name", found.iter().any(|one| one.starts_with("button-name")), true)?;
        page.script("document.querySelector('.start-more').style.color = '#999'; document.querySelector('.start-more').style.background = '#aaa'", &[])?;
        let found = violations(page, &axe)?;
        same("text too faint", found.iter().any(|one| one.starts_with("color-contrast")), true)
    })
}
