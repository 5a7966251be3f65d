//! One course: who is in it, who waits, and the events that changes of it leave in the ledger.
//!
//! It never looks at whether a place is free when it is told to register somebody: who registers has looked.

use std::collections::VecDeque;

use super::Offer;
use crate::ledger::{Course, Ledger};
use crate::people::name;
use crate::text::{MINUTE, SECOND};

/// Whoever comes next comes so much later: what a change of a course sets off is done by then.
const APART: u64 = 25 * SECOND;

pub(super) struct Classroom {
    pub offer: &'static Offer,
    pub stream: String,
    /// The numbers of the students.
    pub registered: Vec<u64>,
    pub waiting: VecDeque<u64>,
    last: u64,
}

impl Classroom {
    pub(super) fn schedule(ledger: &mut Ledger, course: &mut Course, offer: &'static Offer) -> Self {
        let stream = format!("course-{}", offer.key);
        let Offer { title, places, hour, fee, .. } = offer;
        let data = format!(
            r#"{{"title":"{title}","places":{places},"at":"{hour}:00","fee":{fee},"taken":0,"free":{places},"students":{{}}}}"#
        );
        ledger.record(course, 3 * MINUTE + 8 * SECOND, &stream, "CourseScheduled", data);
        Self { offer, stream, registered: Vec::new(), waiting: VecDeque::new(), last: course.time }
    }

    pub(super) fn free(&self) -> i64 {
        self.offer.places - self.registered.len() as i64
    }

    /// The first moment from `time` on at which nothing of this course is under way.
    pub(super) fn next_moment(&mut self, time: u64) -> u64 {
        self.last = time.max(self.last + APART);
        self.last
    }

    /// Registers a student, and sends the invoice.
    pub(super) fn register(&mut self, ledger: &mut Ledger, course: &mut Course, kind: &'static str, student: u64) {
        self.registered.push(student);
        self.last = self.last.max(course.time);
        let (taken, free) = (self.registered.len(), self.free());
        let data = format!(
            r#"{{"student":"s-{student}","name":"{}","students":{{"s-{student}":{{"name":"{0}"}}}},"waiting":{{"s-{student}":null}},"taken":{taken},"free":{free}}}"#,
            name(student)
        );
        let wait = ledger.random.between(120, 900);
        ledger.record(course, wait, &self.stream, kind, data);
    }

    /// Puts a student on the waiting list.
    pub(super) fn wait(&mut self, ledger: &mut Ledger, course: &mut Course, student: u64) {
        self.waiting.push_back(student);
        let data =
            format!(r#"{{"student":"s-{student}","name":"{}","waiting":{{"s-{student}":"{0}"}}}}"#, name(student));
        ledger.record(course, 300, &self.stream, "StudentWaitlisted", data);
    }

    /// A student gives the place back.
    pub(super) fn cancel(&mut self, ledger: &mut Ledger, course: &mut Course, index: usize) -> u64 {
        let student = self.registered.remove(index);
        let (taken, free) = (self.registered.len(), self.free());
        let data =
            format!(r#"{{"student":"s-{student}","students":{{"s-{student}":null}},"taken":{taken},"free":{free}}}"#);
        ledger.record(course, 0, &self.stream, "RegistrationCancelled", data);
        student
    }
}
