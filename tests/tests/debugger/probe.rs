//! What the page itself measures while it is used: its frames, its long tasks, and when the inspector
//! was last drawn after a press. It never calls into the page's code.

use foldback_tests::{Outcome, Page};
use serde_json::{Value, json};

/// What happened on the page's thread.
#[derive(Debug)]
pub struct Seen {
    /// Milliseconds between frames, in rising order.
    pub frames: Vec<f64>,
    /// Milliseconds of every task over 50 ms.
    pub long: Vec<f64>,
}

impl Seen {
    /// The frame that a part of the others is shorter than.
    pub fn frame(&self, part: f64) -> f64 {
        let last = self.frames.len().saturating_sub(1);
        self.frames.get((last as f64 * part).round() as usize).copied().unwrap_or_default()
    }
}

/// Starts to measure.
pub fn start(page: &Page) -> Outcome<()> {
    page.script(
        "const probe = window.probe = { frames: [], long: [], on: true };
         probe.observer = new PerformanceObserver(list => list.getEntries().forEach(e => probe.long.push(e.duration)));
         probe.observer.observe({ type: 'longtask' });
         let last;
         const frame = now => {
           if (last !== undefined) probe.frames.push(now - last);
           last = now;
           if (probe.on) requestAnimationFrame(frame);
         };
         requestAnimationFrame(frame);",
        &[],
    )
    .map(drop)
}

/// Ends it, once what was under way has been counted.
pub fn end(page: &Page) -> Outcome<Seen> {
    let seen = page.script(
        "const probe = window.probe;
         return new Promise(done => setTimeout(() => {
           probe.on = false;
           probe.observer.disconnect();
           done([probe.frames, probe.long]);
         }, 200))",
        &[],
    )?;
    let mut frames = numbers(&seen[0]);
    frames.sort_by(f64::total_cmp);
    Ok(Seen { frames, long: numbers(&seen[1]) })
}

fn numbers(of: &Value) -> Vec<f64> {
    of.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// From now on notes when the mouse was last pressed and when the inspector was last changed.
pub fn watch_inspector(page: &Page) -> Outcome<()> {
    page.script(
        "window.watch = { pressed: 0, drawn: 0 };
         addEventListener('pointerdown', e => { window.watch.pressed = e.timeStamp }, true);
         new MutationObserver(() => { window.watch.drawn = performance.now() })
           .observe(document.querySelector('.inspector'), { subtree: true, childList: true, characterData: true });",
        &[],
    )
    .map(drop)
}

/// Milliseconds from the last press to the last change of the inspector.
pub fn drawn_after(page: &Page) -> Outcome<f64> {
    Ok(page.script("return window.watch.drawn - window.watch.pressed", &[])?.as_f64().unwrap_or(f64::NAN))
}

/// The inspector's State tab shows this stream at this revision.
pub fn shows_revision(stream: &str, revision: u64) -> String {
    format!(
        "return document.querySelector('.stream-line .stream')?.innerText === {} &&
           document.querySelector('.state-tab .note')?.innerText === {} && performance.now()",
        json!(stream),
        json!(format!("After revision {}.", crate::person::grouped(revision)))
    )
}
