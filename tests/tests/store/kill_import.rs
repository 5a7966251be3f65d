//! A browser that is killed while it imports leaves the whole log or nothing of it.

use std::fs;
use std::path::Path;
use std::thread::sleep;

use foldback_tests::bench::write_load;
use foldback_tests::{Acknowledgements, Doing, Failure, Outcome, Page, Profile, workspace_root};
use serde_json::{Value, json};

use crate::dice::{Dice, say};
use crate::kill::count;
use crate::rounds::{mortal, opened};
use crate::script::{SOON, run, same, whole};

#[test]
fn a_kill_during_an_import_leaves_all_of_the_log_or_nothing() -> Outcome<()> {
    let Some(settings) = mortal() else {
        return Ok(());
    };
    let mut dice = Dice::new("kill-import");
    let load = write_load(&workspace_root().join("target/tests/kill"), 200_000)?;
    let profile = Profile::new()?;
    let rounds = count(&settings);
    let mut session = opened(&settings, &profile)?;
    for round in 0..rounds {
        let heard = Acknowledgements::listen()?;
        choose(session.page(), &load.path)?;
        run(session.page(), "s.importChosen(args[0])", &[json!(heard.url())])?;
        // The last of them dies near the end, where the log becomes visible.
        let part = if round + 1 == rounds { 1.0 } else { dice.between(0, 100) as f64 / 100.0 };
        let imported = until_part(&heard, part)?;
        sleep(dice.millis(if part == 1.0 { 150 } else { 30 }));
        session.kill()?;

        session = opened(&settings, &profile)?;
        let left = left(session.page())?;
        say(&format!("kill-import: round {round}: killed at {imported:.2} of the file, {left} logs left"));
    }
    fs::remove_file(&load.path).doing(|| "remove the log".to_owned())?;
    Ok(())
}

/// Gives the file to an input of the page.
fn choose(page: &Page, path: &Path) -> Outcome<()> {
    run(page, "document.body.append(Object.assign(document.createElement('input'), { type: 'file' }))", &[])?;
    page.give_file("input[type=file]", path)
}

/// Waits until this part of the file has been read, and answers which part it was.
fn until_part(heard: &Acknowledgements, part: f64) -> Outcome<f64> {
    for count in 1.. {
        heard.until(count, SOON)?;
        let said: Value = serde_json::from_str(&heard.all()[count - 1].text).unwrap_or_default();
        if let Some(error) = said.get("error") {
            return Err(Failure::new(format!("the import ended with {error}")));
        }
        let seen = said["bytes"].as_f64().unwrap_or_default() / said["total"].as_f64().unwrap_or(f64::NAN);
        if said["events"].is_u64() || seen >= part {
            return Ok(seen);
        }
    }
    Ok(f64::NAN)
}

/// The log is there as a whole, or there is none and no database of it. Takes it away, and answers how many there were.
fn left(page: &Page) -> Outcome<usize> {
    let body = "const listed = await (await s.engine()).ask('logs');
        const databases = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('foldback:'));
        return plain({ listed, databases })";
    let seen = run(page, body, &[])?;
    let listed = seen["listed"].as_array().map(Vec::as_slice).unwrap_or_default();
    same(&format!("databases and logs, {seen}"), seen["databases"].as_array().map(Vec::len), Some(listed.len()))?;
    for log in listed {
        let name = log["log"].as_str().unwrap_or_default();
        same(&format!("events of {log}"), &log["events"], &json!(200_000))?;
        same("an import that runs", &log["importing"], &json!(false))?;
        whole(page, name)?;
        run(page, "await s.remove(args[0])", &[json!(name)])?;
    }
    // The name is free again.
    let again = "const { log, events } = await s.importText('{\"stream\":\"s\",\"type\":\"T\",\"data\":{}}\\n', 'load-200000.ndjson');
        await s.remove(log);
        return [log, events]";
    same("an import of the same name", run(page, again, &[])?, json!(["load-200000", 1]))?;
    Ok(listed.len())
}
