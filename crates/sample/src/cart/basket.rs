//! One cart: what is in it, what it costs, and the events that its changes leave in the ledger, in the shape of their time.
//!
//! It never takes more off than the cart is worth: an amount is decided once, when a voucher is
//! redeemed.

use super::wares::{VOUCHERS, Ware};
use super::{SECOND_SHAPE, Shop};
use crate::ledger::{Course, Ledger, Money};

pub(super) struct Cart {
    pub number: u64,
    pub stream: String,
    pub customer: String,
    pub total: i64,
    lines: Vec<(&'static Ware, i64)>,
    /// Whether the page was loaded before the new version went live, and stays open.
    is_old: bool,
}

/// What writes the carts at that time.
fn via(is_second: bool) -> &'static str {
    if is_second { "web 4.0" } else { "web 3.9" }
}

impl Cart {
    pub(super) fn open(shop: &mut Shop, course: &mut Course, number: u64, customer: u64, is_old: bool) -> Self {
        let stream = format!("cart-{number}");
        let customer = format!("c-{customer}");
        let patch = format!(r#"{{"customer":"{customer}","status":"open","items":{{}},"total":0.00}}"#);
        course.via = via(course.time >= SECOND_SHAPE && !is_old);
        shop.ledger.record(course, 0, &stream, "CartOpened", patch);
        Self { number, stream, customer, total: 0, lines: Vec::new(), is_old }
    }

    /// Whether what comes `wait` milliseconds later on the course is written in the second shape.
    fn is_second(&self, course: &Course, wait: u64) -> bool {
        course.time + wait >= SECOND_SHAPE && !self.is_old
    }

    /// How many different wares are in the cart.
    pub(super) fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Puts `quantity` of a ware into the cart, by hand: nothing caused it.
    pub(super) fn add(
        &mut self,
        ledger: &mut Ledger,
        course: &mut Course,
        wait: u64,
        ware: &'static Ware,
        quantity: i64,
    ) {
        course.cause = None;
        self.total += ware.price * quantity;
        let (name, cents, total) = (ware.name, ware.price, Money(self.total));
        let second = self.is_second(course, wait);
        course.via = via(second);
        let (kind, line) = if let Some(line) = self.lines.iter_mut().find(|line| line.0.name == name) {
            line.1 += quantity;
            let quantity = line.1;
            (
                "QuantityChanged",
                if second { format!(r#""quantity":{quantity}"#) } else { format!(r#""qty":{quantity}"#) },
            )
        } else {
            self.lines.push((ware, quantity));
            let line = if second {
                format!(r#""quantity":{quantity},"unit":{{"cents":{cents},"currency":"EUR"}}"#)
            } else {
                format!(r#""qty":{quantity},"price":{}"#, Money(cents))
            };
            ("ItemAdded", line)
        };
        let patch = format!(r#"{{"items":{{"{name}":{{{line}}}}},"total":{total}}}"#);
        ledger.record(course, wait, &self.stream, kind, patch);
    }

    /// Takes line `index` out again.
    pub(super) fn remove(&mut self, ledger: &mut Ledger, course: &mut Course, wait: u64, index: usize) {
        course.cause = None;
        course.via = via(self.is_second(course, wait));
        let (ware, quantity) = self.lines.remove(index);
        self.total -= ware.price * quantity;
        let patch = format!(r#"{{"items":{{"{}":null}},"total":{}}}"#, ware.name, Money(self.total));
        ledger.record(course, wait, &self.stream, "ItemRemoved", patch);
    }

    /// Redeems a voucher and answers what it is worth for this cart. The cart hears of it by
    /// [`Cart::use_voucher`].
    pub(super) fn redeem(&self, ledger: &mut Ledger, course: &mut Course, wait: u64, voucher: usize) -> i64 {
        course.cause = None;
        course.via = "vouchers";
        let cents = VOUCHERS[voucher].worth.min(self.total);
        let stream = format!("voucher-{}", VOUCHERS[voucher].code);
        let data = format!(r#"{{"last":{{"cart":"{}","amount":{}}}}}"#, self.stream, Money(cents));
        ledger.record(course, wait, &stream, "VoucherRedeemed", data);
        cents
    }

    /// Takes a redeemed amount off.
    pub(super) fn use_voucher(
        &mut self,
        ledger: &mut Ledger,
        course: &mut Course,
        wait: u64,
        voucher: usize,
        cents: i64,
    ) {
        let second = self.is_second(course, wait);
        course.via = via(second);
        self.total -= cents;
        let used = if second {
            format!(r#"{{"off":{{"cents":{cents},"currency":"EUR"}}}}"#)
        } else {
            format!(r#"{{"amount":{}}}"#, Money(cents))
        };
        self.record_voucher(ledger, course, wait, voucher, &used);
    }

    /// The same as an old page does it after the vouchers have changed to cents: it takes what it is told for euros.
    pub(super) fn misread_voucher(
        &mut self,
        ledger: &mut Ledger,
        course: &mut Course,
        wait: u64,
        voucher: usize,
        cents: i64,
    ) {
        course.via = via(false);
        self.total -= cents * 100;
        let used = format!(r#"{{"amount":{}}}"#, Money(cents * 100));
        self.record_voucher(ledger, course, wait, voucher, &used);
    }

    fn record_voucher(&self, ledger: &mut Ledger, course: &mut Course, wait: u64, voucher: usize, used: &str) {
        let (code, total) = (VOUCHERS[voucher].code, Money(self.total));
        let patch = format!(r#"{{"vouchers":{{"{code}":{used}}},"total":{total}}}"#);
        ledger.record(course, wait, &self.stream, "VoucherUsed", patch);
    }

    /// Checks the cart out and places its order, whose stream is answered.
    pub(super) fn check_out(&self, ledger: &mut Ledger, course: &mut Course, wait: u64) -> String {
        course.cause = None;
        course.via = via(self.is_second(course, wait));
        let order = format!("order-{}", 4_000 + self.number);
        let patch = format!(r#"{{"status":"checked out","order":"{order}"}}"#);
        ledger.record(course, wait, &self.stream, "CheckedOut", patch);
        course.via = "orders";
        let (cart, customer, total) = (&self.stream, &self.customer, Money(self.total));
        let patch = format!(r#"{{"cart":"{cart}","customer":"{customer}","total":{total},"status":"placed"}}"#);
        ledger.record(course, 35, &order, "OrderPlaced", patch);
        order
    }
}
