//! The sample "habits": five months of a habit tracker. Every night, at midnight UTC, a job marks the habits of which it
//! has seen nothing that day as missed. For a person at the other end of the world a day is another one: for one of her days
//! it writes a miss, although she had checked in.
//!
//! Nothing else goes wrong: on every other day that is marked as missed there was no check-in.

use crate::ledger::{Date, Ledger};
use crate::people::is_weekend;
use crate::samples::{Sample, Wrong};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE, SECOND};

pub const SAMPLE: Sample = Sample {
    id: "habits",
    title: "Habit tracker",
    sentence: "Linnéa has not left out her Spanish on a single one of 150 days, but the app says that her streak is 42 days \
               long.",
    stream: "habit-linnea-spanish",
    projection: include_str!("habits/projection.js"),
    seed: 0x4AB1,
    make,
    wrong: Wrong { partition: "habit-linnea-spanish", path: "/lastMissed", value: "\"2026-06-17\"", without: None },
};

const DAYS: u64 = 150;
/// The day that was marked as missed and was not.
const MARKED: u64 = 107;
/// The days on which Linnéa was in Auckland, twelve hours ahead.
const AWAY: std::ops::RangeInclusive<u64> = 101..=113;

/// A habit: whose, what, at what time of day in UTC, how many minutes, on how many days in a hundred.
struct Habit {
    key: &'static str,
    person: &'static str,
    title: &'static str,
    hour: u64,
    minutes: u64,
    often: u64,
    weekends: bool,
}

const fn habit(
    key: &'static str,
    person: &'static str,
    title: &'static str,
    hour: u64,
    minutes: u64,
    often: u64,
    weekends: bool,
) -> Habit {
    Habit { key, person, title, hour, minutes, often, weekends }
}

const LINNEA: &Habit = &habit("linnea-spanish", "Linnéa", "Spanish, ten minutes", 18, 10, 100, true);

const HABITS: [&Habit; 16] = [
    LINNEA,
    &habit("linnea-running", "Linnéa", "Run", 6, 35, 52, true),
    &habit("linnea-stretching", "Linnéa", "Stretch", 20, 8, 88, true),
    &habit("soren-cello", "Søren", "Practise the cello", 17, 40, 81, true),
    &habit("soren-bed", "Søren", "In bed by eleven", 21, 1, 64, true),
    &habit("soren-walk", "Søren", "Walk to work", 6, 25, 92, false),
    &habit("fatima-diary", "Fatıma", "Write a page", 20, 20, 90, true),
    &habit("fatima-water", "Fatıma", "Two litres of water", 19, 1, 77, true),
    &habit("fatima-piano", "Fatıma", "Scales", 16, 15, 70, true),
    &habit("marek-pushups", "Marek", "Thirty push-ups", 5, 6, 96, true),
    &habit("marek-reading", "Marek", "Read before bed", 21, 30, 84, true),
    &habit("marek-sugar", "Marek", "No sugar", 19, 1, 58, true),
    &habit("yuki-kanji", "Yūki", "Five kanji", 12, 12, 94, true),
    &habit("yuki-cooking", "Yūki", "Cook at home", 10, 45, 73, true),
    &habit("yuki-inbox", "Yūki", "Empty the inbox", 8, 25, 89, false),
    &habit("yuki-bike", "Yūki", "By bike", 22, 30, 83, false),
];

fn make(seed: u64) -> Ledger {
    let mut ledger = Ledger::new(seed);
    for (number, habit) in (0..).zip(HABITS) {
        follow(&mut ledger, number, habit);
    }
    ledger.close(FIRST_DAY + DAYS * DAY + HOUR);
    ledger
}

/// All the days of one habit.
fn follow(ledger: &mut Ledger, number: u64, habit: &Habit) {
    let stream = format!("habit-{}", habit.key);
    let (person, title) = (habit.person, habit.title);
    let data = format!(r#"{{"person":"{person}","habit":"{title}","streak":0,"best":0}}"#);
    ledger.record_alone(FIRST_DAY + 4 * HOUR + number * 97 * SECOND, "app", &stream, "HabitStarted", data);
    let is_linnea = habit.key == LINNEA.key;
    // A holiday of some days, in which nothing is asked of anybody.
    let away = ledger.random.between(30, 130);
    let holiday = if is_linnea { 0..0 } else { away..away + ledger.random.between(4, 11) };
    let (mut streak, mut best) = (0, 0);
    for day in 0..DAYS {
        let start = FIRST_DAY + day * DAY;
        if holiday.contains(&day) || (!habit.weekends && is_weekend(day)) {
            if day == holiday.start {
                ledger.record_alone(start + 5 * HOUR, "app", &stream, "HabitPaused", r#"{"paused":true}"#.to_owned());
            }
            if day + 1 == holiday.end {
                let data = r#"{"paused":null}"#.to_owned();
                ledger.record_alone(start + 20 * HOUR + 51 * MINUTE, "app", &stream, "HabitResumed", data);
            }
            continue;
        }
        let is_abroad = is_linnea && AWAY.contains(&day);
        let time = if is_abroad { abroad(day, start) } else { start + habit.hour * HOUR };
        let mut course = ledger.course(time, "reminders");
        if ledger.random.chance(35) {
            let data = format!(r#"{{"reminded":"{}"}}"#, Date(start));
            ledger.record(&mut course, apart(number), &stream, "ReminderSent", data);
        }
        if is_linnea {
            move_zone(ledger, day, start);
        }
        let is_done = ledger.random.chance(habit.often);
        if is_done {
            streak += 1;
            best = best.max(streak);
            let minutes = habit.minutes + ledger.random.below(1 + habit.minutes / 3);
            let data = format!(r#"{{"on":"{}","minutes":{minutes},"streak":{streak},"best":{best}}}"#, Date(start));
            course.via = "app";
            let wait = ledger.random.below(40 * MINUTE) + 4 * SECOND;
            ledger.record(&mut course, wait, &stream, "HabitDone", data);
            if ledger.random.chance(6) {
                let from = HABITS[((number + 3 + day) % HABITS.len() as u64) as usize].person;
                if from != person {
                    let data = format!(r#"{{"cheers":{{"{from}":"{}"}}}}"#, Date(start));
                    course.via = "friends";
                    let wait = ledger.random.between(3 * MINUTE, 70 * MINUTE);
                    ledger.record(&mut course, wait, &stream, "Cheered", data);
                }
            }
        }
        let is_marked = is_linnea && day == MARKED;
        if !is_done || is_marked {
            streak = 0;
            let data = format!(r#"{{"on":"{}","streak":0,"lastMissed":"{0}"}}"#, Date(start));
            let midnight = start + DAY + 2 * SECOND + number * 140;
            ledger.record_alone(midnight, "night job", &stream, "DayMissed", data);
            if is_marked {
                ledger.accuse();
            }
        }
    }
}

/// Some milliseconds that keep neighbours apart.
fn apart(number: u64) -> u64 {
    number * 1_730 % 9_000 + 250
}

/// When Linnéa sits down in Auckland. In the evening there it is the morning of the same day in UTC. On the marked day she
/// does so right after getting up, when in UTC it is still the day before; on the next day in the evening again.
fn abroad(day: u64, start: u64) -> u64 {
    if day == MARKED { start - 5 * HOUR } else { start + 7 * HOUR }
}

/// The flights there and back.
fn move_zone(ledger: &mut Ledger, day: u64, start: u64) {
    let zone = match day {
        _ if day == *AWAY.start() => "Pacific/Auckland",
        _ if day == AWAY.end() + 1 => "Europe/Stockholm",
        _ => return,
    };
    let data = format!(r#"{{"person":"Linnéa","zone":"{zone}"}}"#);
    ledger.record_alone(start + 2 * HOUR + 14 * MINUTE, "app", "person-linnea", "TimeZoneChanged", data);
}
