//! The one visit that goes wrong. The redemption of a voucher is delivered to the cart twice: the
//! cart does not look at the causation id, so it takes the amount off again, its total falls below
//! zero, and the payment is refused. In the evening support sets the total by hand, and the cart's
//! last state looks innocent.
//!
//! It never breaks the rules of the other visits otherwise.

use super::cart::Cart;
use super::fulfilment::{pay, refuse, request_payment, ship};
use super::ledger::{Ledger, Mark, Money};
use super::wares::{BREAD, COFFEE, JAM, SPRING, VOUCHERS};
use crate::text::{DAY, HOUR, MINUTE};

/// How long after the first delivery the second one came.
const RETRY: u64 = 312;
const CUSTOMER: u64 = 5_512;

pub(super) fn play(ledger: &mut Ledger, start: u64) {
    let mut course = ledger.course(start);
    let mut cart = Cart::open(ledger, &mut course, CUSTOMER);
    cart.add(ledger, &mut course, 41_280, JAM, 4);
    cart.add(ledger, &mut course, 66_913, BREAD, 2);
    cart.add(ledger, &mut course, 95_407, COFFEE, 2);

    let cents = cart.redeem(ledger, &mut course, 27_655, SPRING);
    let mut retry = course;
    cart.use_voucher(ledger, &mut course, 74, SPRING, cents, 1);
    let right_total = cart.total;
    cart.use_voucher(ledger, &mut retry, 74 + RETRY, SPRING, cents, 2);
    ledger.mark(Mark::Culprit);

    course = retry;
    let order = cart.check_out(ledger, &mut course, 38_162);
    let payment = request_payment(ledger, &mut course, &order, cart.number, cart.total);
    refuse(ledger, &mut course, 1_630, &payment, "negative amount");
    ledger.mark(Mark::Refused);

    // Support sees the wrong total hours later and repairs the number, not the cause.
    let evening = start - start % DAY + 18 * HOUR + 12 * MINUTE + 37_519;
    let mut support = ledger.course(evening);
    let patch = format!(
        r#"{{"total":{},"vouchers":{{"{}":{{"times":1}}}},"note":"total checked"}}"#,
        Money(right_total),
        VOUCHERS[SPRING].code
    );
    ledger.record(&mut support, 0, &cart.stream, "TotalAdjusted", patch);
    ledger.mark(Mark::Healed);
    let patch = format!(r#"{{"total":{}}}"#, Money(right_total));
    ledger.record(&mut support, 80, &order, "OrderCorrected", patch);
    let second_payment = cart.number + 1_000;
    pay(ledger, &mut support, &order, second_payment, right_total);
    ship(ledger, &mut support, &order, cart.number);
}
