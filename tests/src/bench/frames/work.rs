//! From a trace to what the page's thread did for each frame. It never judges.

use std::collections::HashMap;

use serde_json::Value;

/// What the page's thread did, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Work {
    /// Processor time of each frame: of the task that drew it and of all since the one before.
    pub(super) frames: Vec<f64>,
    /// Processor time of each task.
    pub(super) tasks: Vec<f64>,
    /// How long each task took by the clock, other programs' turns included.
    pub(super) elapsed: Vec<f64>,
}

/// A task, in microseconds.
#[derive(Clone, Copy)]
struct Task {
    start: f64,
    elapsed: f64,
    work: f64,
}

impl Work {
    /// Reads the thread that drew most frames: a page's frames of other origins may have threads of their own.
    pub(super) fn of(events: &Value) -> Self {
        let mut threads: HashMap<(u64, u64), (Vec<Task>, Vec<f64>)> = HashMap::new();
        for event in events.as_array().into_iter().flatten() {
            let (Some(process), Some(thread)) = (event["pid"].as_u64(), event["tid"].as_u64()) else { continue };
            let number = |name: &str| event[name].as_f64().unwrap_or_default();
            let (tasks, draws) = threads.entry((process, thread)).or_default();
            match (event["name"].as_str(), event["ph"].as_str()) {
                (Some("ThreadControllerImpl::RunTask"), Some("X")) => {
                    tasks.push(Task { start: number("ts"), elapsed: number("dur"), work: number("tdur") });
                }
                (Some("AnimationFrame::Render"), Some("b")) => draws.push(number("ts")),
                _ => {}
            }
        }
        let busiest = threads.into_values().max_by_key(|(_, draws)| draws.len());
        busiest.map(|(tasks, draws)| Self::frames(tasks, draws)).unwrap_or_default()
    }

    fn frames(mut tasks: Vec<Task>, mut draws: Vec<f64>) -> Self {
        tasks.sort_by(|one, other| one.start.total_cmp(&other.start));
        draws.sort_by(f64::total_cmp);
        let mut found = Self::default();
        let (mut next, mut end, mut work) = (0, f64::MIN, 0.0);
        for task in tasks {
            // A task that runs inside another is part of it.
            if task.start < end {
                continue;
            }
            end = task.start + task.elapsed;
            found.tasks.push(task.work / 1e3);
            found.elapsed.push(task.elapsed / 1e3);
            work += task.work / 1e3;
            let before = next;
            while draws.get(next).is_some_and(|draw| *draw < end) {
                next += 1;
            }
            if next > before {
                found.frames.push(std::mem::take(&mut work));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_frame_is_what_was_done_since_the_one_before() {
        let task = |thread: u32, start: u32, elapsed: u32, work: u32| {
            json!({ "name": "ThreadControllerImpl::RunTask", "ph": "X", "pid": 1, "tid": thread, "ts": start,
                "dur": elapsed, "tdur": work })
        };
        let draw = |thread: u32, at: u32| json!({ "name": "AnimationFrame::Render", "ph": "b", "pid": 1, "tid": thread, "ts": at });
        let events = json!([
            task(2, 0, 9_000, 9_000),
            task(1, 5_000, 3_000, 1_000),
            draw(1, 7_000),
            task(1, 0, 2_000, 2_000),
            task(1, 10_000, 4_000, 4_000),
            task(1, 11_000, 1_000, 1_000),
            task(1, 20_000, 60_000, 500),
            draw(1, 20_500),
            { "name": "thread_name", "ph": "M", "pid": 1, "tid": 1, "ts": 0 },
        ]);
        let work = Work::of(&events);
        assert_eq!(work.frames, [3.0, 4.5]);
        assert_eq!(work.tasks, [2.0, 1.0, 4.0, 0.5]);
        assert_eq!(work.elapsed, [2.0, 3.0, 4.0, 60.0]);
        assert_eq!(Work::of(&json!([])), Work::default());
    }
}
