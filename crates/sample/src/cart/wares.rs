//! What the shop sells and the vouchers it gave out.
//!
//! No name, customer or trade mark in it is a real one's.

use crate::ledger::{Ledger, Money};

/// Something on the shelf and its price in hundredths.
pub(super) struct Ware {
    pub name: &'static str,
    pub price: i64,
}

const fn ware(name: &'static str, price: i64) -> Ware {
    Ware { name, price }
}

pub(super) const JAM: &Ware = &ware("jam", 240);
pub(super) const BREAD: &Ware = &ware("bread", 440);
pub(super) const COFFEE: &Ware = &ware("coffee", 825);

pub(super) const WARES: [&Ware; 12] = [
    JAM,
    BREAD,
    COFFEE,
    &ware("tea", 620),
    &ware("honey", 790),
    &ware("olives", 355),
    &ware("pasta", 199),
    &ware("rice", 310),
    &ware("chocolate", 285),
    &ware("candle", 1_150),
    &ware("teapot", 3_890),
    &ware("basket", 2_475),
];

/// A code that takes `worth` hundredths off a cart, `limit` times at most.
pub(super) struct Voucher {
    pub code: &'static str,
    pub worth: i64,
    pub limit: u64,
}

pub(super) const VOUCHERS: [Voucher; 4] = [
    Voucher { code: "SPRING", worth: 2_150, limit: 400 },
    Voucher { code: "WELCOME", worth: 500, limit: 1_000 },
    Voucher { code: "NEIGHBOUR", worth: 1_000, limit: 250 },
    Voucher { code: "LOYAL", worth: 750, limit: 300 },
];

/// The place of `SPRING` in [`VOUCHERS`].
pub(super) const SPRING: usize = 0;

/// The first events of the log.
pub(super) fn issue_vouchers(ledger: &mut Ledger, time: u64) {
    let mut course = ledger.course(time, "vouchers");
    for Voucher { code, worth, limit } in &VOUCHERS {
        course.cause = None;
        let worth = Money(*worth);
        let patch = format!(r#"{{"code":"{code}","worth":{worth},"limit":{limit},"redeemed":0,"left":{limit}}}"#);
        ledger.record(&mut course, 1_400, &format!("voucher-{code}"), "VoucherIssued", patch);
    }
}

/// Writes into every redemption how often its voucher was used by then.
pub(super) fn count_redemptions(ledger: &mut Ledger) {
    let mut counts = [0; VOUCHERS.len()];
    for entry in ledger.entries().filter(|entry| entry.kind == "VoucherRedeemed") {
        let code = entry.stream.trim_start_matches("voucher-");
        let Some(voucher) = VOUCHERS.iter().position(|voucher| voucher.code == code) else { continue };
        counts[voucher] += 1;
        let (count, left) = (counts[voucher], VOUCHERS[voucher].limit - counts[voucher]);
        entry.data.insert_str(1, &format!(r#""redeemed":{count},"left":{left},"#));
    }
}
