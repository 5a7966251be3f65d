//! What a person does with keys, mouse and files. It never calls into the page's code: everything
//! arrives as the browser's own input events.

use std::path::Path;

use serde_json::{Value, json};

use super::{Element, Page};
use crate::failure::{Doing, Failure, Outcome};

/// Key names as in `KeyboardEvent.key`, and the code points that WebDriver gives them.
const KEYS: [(&str, char); 19] = [
    ("Shift", '\u{e008}'),
    ("Control", '\u{e009}'),
    ("Alt", '\u{e00a}'),
    ("Meta", '\u{e03d}'),
    ("ArrowLeft", '\u{e012}'),
    ("ArrowUp", '\u{e013}'),
    ("ArrowRight", '\u{e014}'),
    ("ArrowDown", '\u{e015}'),
    ("Home", '\u{e011}'),
    ("End", '\u{e010}'),
    ("PageUp", '\u{e00e}'),
    ("PageDown", '\u{e00f}'),
    ("Enter", '\u{e007}'),
    ("Escape", '\u{e00c}'),
    ("Tab", '\u{e004}'),
    ("Backspace", '\u{e003}'),
    ("Delete", '\u{e017}'),
    ("Space", ' '),
    ("F1", '\u{e031}'),
];

impl Page {
    /// Presses a key or a chord where the focus is: `j`, `ArrowLeft`, `Shift+ArrowRight`, `Control+k`.
    pub fn press(&self, chord: &str) -> Outcome<()> {
        let keys: Vec<String> = chord.split('+').map(code_point).collect::<Outcome<_>>()?;
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.act(&json!({ "type": "key", "id": "keys", "actions": actions }))
    }

    /// Types text where the focus is.
    pub fn type_text(&self, text: &str) -> Outcome<()> {
        let strokes = text
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|stroke| json!({ "type": stroke, "value": key.to_string() })));
        let actions: Vec<Value> = strokes.collect();
        self.act(&json!({ "type": "key", "id": "keys", "actions": actions }))
    }

    /// Chooses a file in the `<input type=file>` that a CSS selector matches.
    pub fn give_file(&self, selector: &str, path: &Path) -> Outcome<()> {
        let path = path.canonicalize().doing(|| format!("find {}", path.display()))?;
        self.by_css(selector)?.send_keys(&path.to_string_lossy())
    }

    /// Drags the mouse over an element in `steps` moves, one every 16 ms, from and to a fraction of its
    /// width, at half its height.
    pub fn drag(&self, over: &Element, from: f64, to: f64, steps: u32) -> Outcome<()> {
        let frame = self.driver.get(&over.path("rect"))?;
        let width = frame["width"].as_f64().unwrap_or_default();
        // Element origins are measured from the middle.
        let at = |fraction: f64| ((fraction - 0.5) * (width - 2.0)).round() as i64;
        let step_to = |fraction: f64, duration: u32| {
            json!({ "type": "pointerMove", "origin": over.reference(), "x": at(fraction), "y": 0,
                "duration": duration })
        };
        let mut actions = vec![step_to(from, 0), json!({ "type": "pointerDown", "button": 0 })];
        let steps = steps.max(1);
        actions.extend((1..=steps).map(|step| step_to(from + (to - from) * f64::from(step) / f64::from(steps), 16)));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.act(&json!({ "type": "pointer", "id": "mouse", "actions": actions }))
    }

    /// Turns the wheel over the middle of an element so many times by so many pixels, once every 16 ms.
    pub fn wheel(&self, over: &Element, across: i32, along: i32, times: u32) -> Outcome<()> {
        let turn = json!({ "type": "scroll", "origin": over.reference(), "x": 0, "y": 0, "deltaX": across,
            "deltaY": along, "duration": 16 });
        let actions = vec![turn; times as usize];
        self.act(&json!({ "type": "wheel", "id": "wheel", "actions": actions }))
    }

    /// Holds a key down until it has come so many times, once every so many milliseconds, as a keyboard repeats it.
    pub fn hold(&self, key: &str, times: u32, every: u32) -> Outcome<()> {
        let key = code_point(key)?;
        let strokes = (0..times)
            .flat_map(|_| [json!({ "type": "keyDown", "value": key }), json!({ "type": "pause", "duration": every })]);
        let actions: Vec<Value> = strokes.chain([json!({ "type": "keyUp", "value": key })]).collect();
        self.act(&json!({ "type": "key", "id": "keys", "actions": actions }))
    }

    /// Presses a key so many times and lets it go each time, with a pause of so many milliseconds behind each.
    pub fn press_often(&self, key: &str, times: u32, pause: u32) -> Outcome<()> {
        let key = code_point(key)?;
        let strokes = (0..times).flat_map(|_| {
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
                json!({ "type": "pause", "duration": pause }),
            ]
        });
        let actions: Vec<Value> = strokes.collect();
        self.act(&json!({ "type": "key", "id": "keys", "actions": actions }))
    }

    /// Clicks an element with a key held down, at a fraction of its width and half its height.
    pub fn click_with(&self, key: &str, over: &Element, at: f64) -> Outcome<()> {
        let frame = self.driver.get(&over.path("rect"))?;
        let x = ((at - 0.5) * (frame["width"].as_f64().unwrap_or_default() - 2.0)).round() as i64;
        let (key, pause) = (code_point(key)?, json!({ "type": "pause" }));
        let held = [json!({ "type": "keyDown", "value": key }), pause.clone(), pause.clone(), pause.clone()];
        let held: Vec<Value> = held.into_iter().chain([json!({ "type": "keyUp", "value": key })]).collect();
        let clicked = [
            pause,
            json!({ "type": "pointerMove", "origin": over.reference(), "x": x, "y": 0 }),
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ];
        let sources = json!([
            { "type": "key", "id": "keys", "actions": held },
            { "type": "pointer", "id": "mouse", "actions": clicked },
        ]);
        self.driver.post("actions", &json!({ "actions": sources })).map(drop)
    }

    fn act(&self, source: &Value) -> Outcome<()> {
        self.driver.post("actions", &json!({ "actions": [source] })).map(drop)
    }
}

impl Element {
    /// Scrolls it into view and clicks its middle.
    pub fn click(&self) -> Outcome<()> {
        self.driver.post(&self.path("click"), &json!({})).map(drop)
    }

    /// Empties a field.
    pub fn clear(&self) -> Outcome<()> {
        self.driver.post(&self.path("clear"), &json!({})).map(drop)
    }

    /// Focuses it and types text into it.
    pub fn send_keys(&self, text: &str) -> Outcome<()> {
        self.driver.post(&self.path("value"), &json!({ "text": text })).map(drop)
    }
}

fn code_point(key: &str) -> Outcome<String> {
    let mut characters = key.chars();
    if let (Some(one), None) = (characters.next(), characters.next()) {
        return Ok(one.to_string());
    }
    let known = KEYS.iter().find(|(name, _)| *name == key);
    known.map(|(_, code)| code.to_string()).ok_or_else(|| Failure::new(format!("no key is called {key}")))
}
