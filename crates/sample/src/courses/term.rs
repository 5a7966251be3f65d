//! The term from its programme to its last evening.
//!
//! Whoever asks for a place comes in the order of time: what a course looks like is known when the next one comes.

use super::classroom::Classroom;
use super::{OFFERS, POTTERY};
use crate::ledger::{Course, Ledger};
use crate::people::{day_of, office, waking};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE, SECOND};

/// Registration opens on the second Monday and ends before the courses begin.
const OPENS: u64 = FIRST_DAY + 7 * DAY + 9 * HOUR;
const DAYS_OPEN: u64 = 20;
const FIRST_WEEK: u64 = FIRST_DAY + 28 * DAY;
const WEEKS: u64 = 10;
const ASKING: u64 = 430;
/// The day of the place that was given away twice.
const TELEPHONE: u64 = OPENS - 9 * HOUR + 16 * DAY;

/// What somebody comes for.
enum Wish {
    Place { student: u64, course: usize },
    Leave { course: usize },
    Telephone,
}

pub(super) fn make(seed: u64) -> Ledger {
    let mut ledger = Ledger::new(seed);
    let mut programme = ledger.course(FIRST_DAY + 9 * HOUR + 12 * MINUTE, "office");
    let schedule = |offer: &&'static _| Classroom::schedule(&mut ledger, &mut programme, offer);
    let mut classrooms: Vec<Classroom> = OFFERS.iter().map(schedule).collect();
    let mut incident_due = true;
    for (time, wish) in wishes(&mut ledger) {
        match wish {
            Wish::Telephone => {
                telephone(&mut ledger, &mut classrooms[0], time);
                incident_due = false;
            }
            // Until the telephone has rung pottery is full or soon will be; behind it nobody changes it any more.
            Wish::Place { course: 0, student } if !incident_due => {
                let time = classrooms[0].next_moment(time);
                let mut course = ledger.course(time, "website");
                classrooms[0].wait(&mut ledger, &mut course, student);
            }
            Wish::Leave { course: 0 } => {}
            Wish::Place { student, course } => place(&mut ledger, &mut classrooms[course], time, student),
            Wish::Leave { course } => leave(&mut ledger, &mut classrooms[course], time),
        }
    }
    for classroom in &classrooms {
        meet(&mut ledger, classroom);
    }
    ledger.close(FIRST_WEEK + WEEKS * 7 * DAY);
    ledger
}

/// Everybody who comes while registration is open: a third of them in its first hours.
fn wishes(ledger: &mut Ledger) -> Vec<(u64, Wish)> {
    let random = &mut ledger.random;
    let mut wishes = Vec::new();
    for number in 0..ASKING {
        let time = if number % 3 == 0 {
            let minutes = random.below(150) * random.below(150) / 150;
            OPENS + minutes * MINUTE + random.below(MINUTE)
        } else {
            OPENS - 9 * HOUR + DAY + random.below(DAYS_OPEN - 1) * DAY + waking(random)
        };
        // Pottery is what everybody wants; the rest is spread.
        let course = if number % 15 == 0 { 0 } else { random.below(OFFERS.len() as u64) as usize };
        wishes.push((time, Wish::Place { student: 1_000 + number * 3 + random.below(3), course }));
    }
    for _ in 0..78 {
        let time = OPENS - 9 * HOUR + (2 + random.below(DAYS_OPEN - 3)) * DAY + waking(random);
        wishes.push((time, Wish::Leave { course: random.below(OFFERS.len() as u64) as usize }));
    }
    wishes.push((TELEPHONE + 10 * HOUR + 41 * MINUTE + 6_310, Wish::Telephone));
    wishes.sort_by_key(|wish| wish.0);
    wishes
}

fn place(ledger: &mut Ledger, classroom: &mut Classroom, time: u64, student: u64) {
    let time = classroom.next_moment(time);
    let mut course = ledger.course(time, "website");
    if classroom.free() > 0 && classroom.waiting.is_empty() {
        classroom.register(ledger, &mut course, "StudentRegistered", student);
        invoice(ledger, &mut course, classroom, student);
    } else {
        classroom.wait(ledger, &mut course, student);
    }
}

/// Somebody gives a place back, and whoever waits longest gets it.
fn leave(ledger: &mut Ledger, classroom: &mut Classroom, time: u64) {
    if classroom.registered.is_empty() {
        return;
    }
    let time = classroom.next_moment(time);
    let index = ledger.random.below(classroom.registered.len() as u64) as usize;
    let mut course = ledger.course(time, "website");
    classroom.cancel(ledger, &mut course, index);
    if let Some(next) = classroom.waiting.pop_front() {
        course.via = "waiting list";
        course.time += 4 * SECOND;
        classroom.register(ledger, &mut course, "StudentPromoted", next);
        invoice(ledger, &mut course, classroom, next);
    }
}

/// Somebody gives a place in the pottery course back while the office is on the telephone with somebody who would like
/// one. The waiting list passes the place on; the office, whose screen still shows a free place, gives it away once more.
fn telephone(ledger: &mut Ledger, pottery: &mut Classroom, time: u64) {
    // Should the course not have filled up by itself, others have come by now.
    while pottery.free() > 0 || pottery.waiting.is_empty() {
        let student = 3_000 + pottery.registered.len() as u64 * 7 + pottery.waiting.len() as u64;
        let earlier = day_of(time) - DAY + 18 * HOUR + 11 * MINUTE;
        place(ledger, pottery, earlier, student);
    }
    leave(ledger, pottery, time);
    let time = pottery.next_moment(time + 71 * SECOND);
    let mut course = ledger.course(time, "office");
    pottery.register(ledger, &mut course, "StudentRegistered", 4_108);
    ledger.accuse();
    invoice(ledger, &mut course, pottery, 4_108);
}

/// The invoice, and when it is paid.
fn invoice(ledger: &mut Ledger, course: &mut Course, classroom: &Classroom, student: u64) {
    let stream = format!("invoice-{student}-{}", classroom.offer.key);
    let mut course = *course;
    course.via = "invoices";
    let data = format!(
        r#"{{"student":"s-{student}","course":"{}","amount":{}.00,"status":"sent"}}"#,
        classroom.stream, classroom.offer.fee
    );
    ledger.record(&mut course, 1_400, &stream, "InvoiceSent", data);
    let paid = day_of(course.time) + ledger.random.between(1, 9) * DAY + office(&mut ledger.random);
    course.via = "bank";
    let wait = paid - course.time;
    ledger.record(&mut course, wait, &stream, "InvoicePaid", r#"{"status":"paid"}"#.to_owned());
}

/// Ten evenings, and who came to each.
fn meet(ledger: &mut Ledger, classroom: &Classroom) {
    let offer = classroom.offer;
    let mut attended = vec![0_u64; classroom.registered.len()];
    for week in 0..WEEKS {
        let start = FIRST_WEEK + (week * 7 + offer.weekday) * DAY + offer.hour * HOUR;
        let mut course = ledger.course(start, "teacher");
        // In one week most are away: everything is closed.
        if week == 5 {
            let data = r#"{"note":"no meeting this week"}"#.to_owned();
            ledger.record(&mut course, 0, &classroom.stream, "MeetingCancelled", data);
            continue;
        }
        let data = format!(r#"{{"meetings":{}}}"#, if week > 5 { week } else { week + 1 });
        ledger.record(&mut course, 0, &classroom.stream, "MeetingStarted", data);
        for (student, attended) in classroom.registered.iter().zip(&mut attended) {
            // The first evening of pottery is the one at which everybody came.
            if (week > 0 || offer.key != POTTERY.key) && !ledger.random.chance(86 - week) {
                continue;
            }
            *attended += 1;
            let data = format!(r#"{{"student":"s-{student}","students":{{"s-{student}":{{"attended":{attended}}}}}}}"#);
            let wait = ledger.random.between(2, 40) * SECOND;
            ledger.record(&mut course, wait, &classroom.stream, "StudentAttended", data);
        }
    }
}
