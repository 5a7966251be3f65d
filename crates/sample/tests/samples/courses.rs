//! The courses: nobody is registered where nothing is free.

use std::collections::{BTreeMap, HashSet};

use super::log::{Event, logs, merged};

/// How many places are free in each course, and the events that gave one away that was not there.
fn free(events: &[Event]) -> (BTreeMap<String, i64>, Vec<u64>) {
    let (mut free, mut faults) = (BTreeMap::new(), Vec::new());
    let mut students = HashSet::<(String, String)>::new();
    for event in events.iter().filter(|event| event.stream.starts_with("course-")) {
        let key = || (event.stream.clone(), event.data["student"].as_str().unwrap().to_owned());
        match event.kind.as_str() {
            "CourseScheduled" => {
                free.insert(event.stream.clone(), event.data["places"].as_i64().unwrap());
            }
            "StudentRegistered" | "StudentPromoted" => {
                assert!(students.insert(key()), "registered twice: {}", event.whole);
                let free = free.get_mut(&event.stream).unwrap();
                *free -= 1;
                if *free < 0 {
                    faults.push(event.position);
                }
            }
            "RegistrationCancelled" => {
                assert!(students.remove(&key()), "was not there: {}", event.whole);
                *free.get_mut(&event.stream).unwrap() += 1;
            }
            "StudentAttended" => assert!(students.contains(&key()), "does not belong there: {}", event.whole),
            _ => {}
        }
    }
    (free, faults)
}

#[test]
fn one_place_is_given_away_twice() {
    for (mut events, position, kind) in logs("courses") {
        let (places, faults) = free(&events);
        assert_eq!((faults, kind), (vec![position], "StudentRegistered"));
        assert_eq!(places["course-pottery"], -1);
        assert_eq!(merged(&events, "course-pottery")["free"], -1);
        // The place was there, and the waiting list had just passed it on.
        let before: Vec<&Event> = events[..usize::try_from(position).unwrap()]
            .iter()
            .filter(|event| event.stream == "course-pottery")
            .rev()
            .take(2)
            .collect();
        assert_eq!([before[0].kind.as_str(), &before[1].kind], ["StudentPromoted", "RegistrationCancelled"]);
        let student = events[usize::try_from(position).unwrap()].data["student"].clone();
        events.retain(|event| event.position != position && event.data["student"] != student);
        let (places, faults) = free(&events);
        assert_eq!((places["course-pottery"], faults.len()), (0, 0));
    }
}

#[test]
fn thirteen_come_on_the_first_evening() {
    for (events, ..) in logs("courses") {
        let pottery = || events.iter().filter(|event| event.stream == "course-pottery");
        let first = pottery().find(|event| event.kind == "MeetingStarted").unwrap();
        let came = pottery().filter(|event| event.kind == "StudentAttended" && event.time[..10] == first.time[..10]);
        assert_eq!(came.count(), 13);
    }
}
