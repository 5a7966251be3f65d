//! One cart: what is in it, what it costs, and the events that its changes leave in the ledger.
//!
//! It never takes more off than the cart is worth: an amount is decided once, when a voucher is
//! redeemed.

use super::ledger::{Course, Data, Ledger, Money};
use super::wares::{VOUCHERS, Ware};

pub(super) struct Cart {
    pub number: u64,
    pub stream: String,
    pub customer: String,
    pub total: i64,
    lines: Vec<(&'static Ware, i64)>,
}

impl Cart {
    pub(super) fn open(ledger: &mut Ledger, course: &mut Course, customer: u64) -> Self {
        let number = ledger.next_number();
        let stream = format!("cart-{}", 1_000 + number);
        let customer = format!("c-{customer}");
        let patch = format!(r#"{{"customer":"{customer}","status":"open","items":{{}},"total":0.00}}"#);
        ledger.record(course, 0, &stream, "CartOpened", patch);
        Self { number, stream, customer, total: 0, lines: Vec::new() }
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
        let (name, price, total) = (ware.name, Money(ware.price), Money(self.total));
        if let Some(line) = self.lines.iter_mut().find(|line| line.0.name == name) {
            line.1 += quantity;
            let patch = format!(r#"{{"items":{{"{name}":{{"qty":{}}}}},"total":{total}}}"#, line.1);
            ledger.record(course, wait, &self.stream, "QuantityChanged", patch);
        } else {
            self.lines.push((ware, quantity));
            let patch = format!(r#"{{"items":{{"{name}":{{"qty":{quantity},"price":{price}}}}},"total":{total}}}"#);
            ledger.record(course, wait, &self.stream, "ItemAdded", patch);
        }
    }

    /// Takes line `index` out again.
    pub(super) fn remove(&mut self, ledger: &mut Ledger, course: &mut Course, wait: u64, index: usize) {
        course.cause = None;
        let (ware, quantity) = self.lines.remove(index);
        self.total -= ware.price * quantity;
        let patch = format!(r#"{{"items":{{"{}":null}},"total":{}}}"#, ware.name, Money(self.total));
        ledger.record(course, wait, &self.stream, "ItemRemoved", patch);
    }

    /// Redeems a voucher and answers what it is worth for this cart. The cart hears of it by
    /// [`Cart::use_voucher`].
    pub(super) fn redeem(&self, ledger: &mut Ledger, course: &mut Course, wait: u64, voucher: usize) -> i64 {
        course.cause = None;
        let cents = VOUCHERS[voucher].worth.min(self.total);
        let stream = format!("voucher-{}", VOUCHERS[voucher].code);
        let data = Data::Redeemed { voucher, cart: self.stream.clone(), cents };
        ledger.record_data(course, wait, &stream, "VoucherRedeemed", data);
        cents
    }

    /// Takes a redeemed amount off, as the `times`-th use of the voucher in this cart.
    pub(super) fn use_voucher(
        &mut self,
        ledger: &mut Ledger,
        course: &mut Course,
        wait: u64,
        voucher: usize,
        cents: i64,
        times: u64,
    ) {
        self.total -= cents;
        let (code, amount, total) = (VOUCHERS[voucher].code, Money(cents), Money(self.total));
        let patch = format!(r#"{{"vouchers":{{"{code}":{{"amount":{amount},"times":{times}}}}},"total":{total}}}"#);
        ledger.record(course, wait, &self.stream, "VoucherUsed", patch);
    }

    /// Checks the cart out and places its order, whose stream is answered.
    pub(super) fn check_out(&self, ledger: &mut Ledger, course: &mut Course, wait: u64) -> String {
        course.cause = None;
        let order = format!("order-{}", 5_000 + self.number);
        let patch = format!(r#"{{"status":"checked out","order":"{order}"}}"#);
        ledger.record(course, wait, &self.stream, "CheckedOut", patch);
        let (cart, customer, total) = (&self.stream, &self.customer, Money(self.total));
        let patch = format!(r#"{{"cart":"{cart}","customer":"{customer}","total":{total},"status":"placed"}}"#);
        ledger.record(course, 35, &order, "OrderPlaced", patch);
        order
    }
}
