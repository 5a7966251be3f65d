//! One ordinary customer: fills a cart, perhaps uses a voucher, leaves or buys.
//!
//! Nothing goes wrong here but what goes wrong every day: a card is refused, a cart is left behind,
//! support matches a price.

use super::Shop;
use super::basket::Cart;
use super::fulfilment::{pay, ship};
use super::incident;
use super::wares::{VOUCHERS, WARES};
use crate::ledger::{Course, Ledger, Money};
use crate::text::{MINUTE, SECOND};

pub(super) fn play(shop: &mut Shop, start: u64) {
    let mut course = shop.ledger.course(start, "web");
    let customer = shop.ledger.random.between(2_000, 5_500);
    shop.carts += 1;
    // The number of the cart that goes wrong is its own.
    let number = 1_000 + shop.carts + u64::from(1_000 + shop.carts >= incident::NUMBER);
    let mut cart = Cart::open(shop, &mut course, number, customer, false);
    let ledger = &mut shop.ledger;
    for _ in 0..ledger.random.between(1, 7) {
        let wait = ledger.random.between(4 * SECOND, 150 * SECOND);
        if cart.lines() > 1 && ledger.random.chance(14) {
            let index = ledger.random.below(cart.lines() as u64) as usize;
            cart.remove(ledger, &mut course, wait, index);
        } else {
            let ware = ledger.random.pick(&WARES);
            let quantity = ledger.random.between(1, 4) as i64;
            cart.add(ledger, &mut course, wait, ware, quantity);
        }
    }
    if ledger.random.chance(18) {
        course.cause = None;
        let patch = r#"{"status":"abandoned"}"#.to_owned();
        ledger.record(&mut course, 45 * MINUTE, &cart.stream, "CartAbandoned", patch);
        return;
    }
    if ledger.random.chance(30) {
        use_vouchers(ledger, &mut course, &mut cart);
    }
    if ledger.random.chance(4) && cart.total > 2_000 {
        course.cause = None;
        cart.total -= 150;
        let patch = format!(r#"{{"total":{},"note":"price match"}}"#, Money(cart.total));
        course.via = "support";
        ledger.record(&mut course, 3 * MINUTE, &cart.stream, "TotalAdjusted", patch);
    }
    let wait = ledger.random.between(8 * SECOND, 120 * SECOND);
    let order = cart.check_out(ledger, &mut course, wait);
    pay(ledger, &mut course, &order, cart.number, cart.total);
    ship(ledger, &mut course, &order, cart.number);
}

/// One voucher or two different ones: two redemptions in one cart are nothing unusual.
fn use_vouchers(ledger: &mut Ledger, course: &mut Course, cart: &mut Cart) {
    let first = ledger.random.below(VOUCHERS.len() as u64) as usize;
    let count = if ledger.random.chance(20) { 2 } else { 1 };
    for step in 0..count {
        let voucher = (first + step) % VOUCHERS.len();
        if cart.total == 0 {
            break;
        }
        let wait = ledger.random.between(6 * SECOND, 40 * SECOND);
        let cents = cart.redeem(ledger, course, wait, voucher);
        let wait = ledger.random.between(25, 640);
        cart.use_voucher(ledger, course, wait, voucher, cents);
    }
}
