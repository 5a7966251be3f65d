//! The one visit that goes wrong. The customer's page was loaded before the new version went live and still writes
//! the first shape. It is told the worth of a voucher in cents, takes it for euros as it always did, and the cart
//! believes it: its total falls far below zero, and the payment is refused. In the evening support sets the total by hand, and the cart's last total looks innocent.
//!
//! It never breaks the rules of the other visits otherwise.

use super::Shop;
use super::basket::Cart;
use super::fulfilment::{pay, refuse, request_payment, ship};
use super::wares::{BREAD, COFFEE, JAM, SPRING, VOUCHERS};
use crate::ledger::Money;
use crate::people::day_of;
use crate::text::{HOUR, MINUTE};

const CUSTOMER: u64 = 5_512;
/// The number of the cart; no other visit gets it.
pub(super) const NUMBER: u64 = 1_523;

pub(super) fn play(shop: &mut Shop, start: u64) {
    let mut course = shop.ledger.course(start, "web");
    let mut cart = Cart::open(shop, &mut course, NUMBER, CUSTOMER, true);
    let ledger = &mut shop.ledger;
    cart.add(ledger, &mut course, 41_280, JAM, 4);
    cart.add(ledger, &mut course, 66_913, BREAD, 2);
    cart.add(ledger, &mut course, 95_407, COFFEE, 2);

    let right_total = cart.total - VOUCHERS[SPRING].worth;
    let cents = cart.redeem(ledger, &mut course, 27_655, SPRING);
    cart.misread_voucher(ledger, &mut course, 386, SPRING, cents);
    ledger.accuse();

    let order = cart.check_out(ledger, &mut course, 38_162);
    let payment = request_payment(ledger, &mut course, &order, cart.number, cart.total);
    refuse(ledger, &mut course, 1_630, &payment, "negative amount");

    // Support sees the wrong total hours later and repairs the number, not the cause.
    let evening = day_of(start) + 18 * HOUR + 12 * MINUTE + 37_519;
    let mut support = ledger.course(evening, "support");
    let patch = format!(r#"{{"total":{},"note":"total checked"}}"#, Money(right_total));
    ledger.record(&mut support, 0, &cart.stream, "TotalAdjusted", patch);
    let patch = format!(r#"{{"total":{}}}"#, Money(right_total));
    ledger.record(&mut support, 80, &order, "OrderCorrected", patch);
    let second_payment = cart.number + 3_000;
    pay(ledger, &mut support, &order, second_payment, right_total);
    ship(ledger, &mut support, &order, cart.number);
}
