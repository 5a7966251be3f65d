//! What follows an order: its payment and its shipment.
//!
//! It never looks into the cart again: it believes the total it is given.

use crate::ledger::{Course, Ledger, Money};
use crate::text::{DAY, HOUR, MINUTE, SECOND};

const BRANDS: [&str; 3] = ["debit", "credit", "giro"];
const ORDINARY_REFUSALS: [&str; 3] = ["card expired", "insufficient funds", "wrong pin"];
const CARRIERS: [&str; 3] = ["Bicycle", "Van", "Post"];

/// Asks for the money and answers the payment's stream.
pub(super) fn request_payment(
    ledger: &mut Ledger,
    course: &mut Course,
    order: &str,
    number: u64,
    cents: i64,
) -> String {
    course.via = "payments";
    let payment = format!("payment-{}", 7_000 + number);
    let brand = ledger.random.pick(&BRANDS);
    let last4 = ledger.random.between(1_000, 9_999);
    let patch = format!(
        r#"{{"order":"{order}","amount":{},"status":"requested","card":{{"brand":"{brand}","last4":"{last4}"}}}}"#,
        Money(cents)
    );
    ledger.record(course, 120, &payment, "PaymentRequested", patch);
    payment
}

/// The bank says no.
pub(super) fn refuse(ledger: &mut Ledger, course: &mut Course, wait: u64, payment: &str, reason: &str) {
    let patch = format!(r#"{{"status":"refused","reason":"{reason}"}}"#);
    ledger.record(course, wait, payment, "PaymentRefused", patch);
}

/// Gets the order paid, now and then at the second try only.
pub(super) fn pay(ledger: &mut Ledger, course: &mut Course, order: &str, number: u64, cents: i64) {
    if cents == 0 {
        ledger.record(course, 90, order, "OrderPaid", r#"{"status":"paid","paid":0.00}"#.to_owned());
        return;
    }
    let payment = request_payment(ledger, course, order, number, cents);
    if ledger.random.chance(7) {
        let reason = ledger.random.pick(&ORDINARY_REFUSALS);
        let wait = ledger.random.between(700, 4_000);
        refuse(ledger, course, wait, &payment, reason);
        let wait = ledger.random.between(40 * SECOND, 4 * MINUTE);
        course.cause = None;
        let again = r#"{"status":"requested","reason":null,"tries":2}"#.to_owned();
        ledger.record(course, wait, &payment, "PaymentRequested", again);
    }
    let amount = Money(cents);
    let wait = ledger.random.between(600, 5_000);
    let patch = format!(r#"{{"status":"authorized","authorized":{amount}}}"#);
    ledger.record(course, wait, &payment, "PaymentAuthorized", patch);
    let wait = ledger.random.between(200, 900);
    let patch = format!(r#"{{"status":"captured","captured":{amount},"fee":{}}}"#, Money(cents * 14 / 1_000 + 25));
    ledger.record(course, wait, &payment, "PaymentCaptured", patch);
    let patch = format!(r#"{{"status":"paid","paid":{amount},"payment":"{payment}"}}"#);
    ledger.record(course, 60, order, "OrderPaid", patch);
}

/// Packs, ships and delivers: what is paid by two o'clock leaves the same day, the rest the next
/// morning. What would happen after the log's end is not recorded.
pub(super) fn ship(ledger: &mut Ledger, course: &mut Course, order: &str, number: u64) {
    course.via = "warehouse";
    let shipment = format!("shipment-{}", 12_000 + number);
    let day = course.time - course.time % DAY;
    let packing_day = if course.time < day + 14 * HOUR { day } else { day + DAY };
    let packing_start = course.time.max(packing_day + 8 * HOUR);
    let packed = packing_start + ledger.random.between(10 * MINUTE, 2 * HOUR);
    let grams = ledger.random.between(180, 9_800);
    let patch = format!(
        r#"{{"order":"{order}","status":"packed","boxes":{},"weight":{}.{:03}}}"#,
        1 + grams / 4_000,
        grams / 1_000,
        grams % 1_000
    );
    ledger.record(course, packed - course.time, &shipment, "Packed", patch);

    let shipped = packing_day + 16 * HOUR + ledger.random.between(30 * MINUTE, HOUR);
    let carrier = ledger.random.pick(&CARRIERS);
    let patch = format!(r#"{{"status":"shipped","carrier":"{carrier}"}}"#);
    ledger.record(course, shipped.saturating_sub(course.time), &shipment, "Shipped", patch);
    ledger.record(course, 45, order, "OrderShipped", r#"{"status":"shipped"}"#.to_owned());

    let delivered = packing_day + DAY + ledger.random.between(9 * HOUR, 18 * HOUR);
    let patch = r#"{"status":"delivered","at":"front door"}"#.to_owned();
    ledger.record(course, delivered - course.time, &shipment, "Delivered", patch);
    ledger.record(course, 45, order, "OrderCompleted", r#"{"status":"completed"}"#.to_owned());
}
