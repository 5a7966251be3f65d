//! The sample "bank": a quarter of a year in the accounts of sixteen people, with salaries, rents, transfers and payments
//! by card, each of which is first reserved and charged a night or two later. One payment is charged twice.
//!
//! Nothing else goes wrong: every other reserved amount is charged once or let go.

use crate::ledger::{Course, Ledger, Money};
use crate::people::{name, office, waking};
use crate::samples::{Sample, Wrong};
use crate::text::{DAY, FIRST_DAY, HOUR, MINUTE, SECOND};

pub const SAMPLE: Sample = Sample {
    id: "bank",
    title: "Bank account",
    sentence: "Amara bought one kettle for 84.90, and says that her account is 169.80 lighter for it.",
    stream: "account-40017",
    projection: include_str!("bank/projection.js"),
    seed: 0xBA4C,
    make,
    wrong: Wrong { partition: "account-40017", path: "/reserved/payment-20417", value: "-84.9", without: None },
};

const DAYS: u64 = 92;
const ACCOUNTS: u64 = 16;
/// The number of the first account.
const FIRST: u64 = 40_017;
/// The kettle: its day, payment and price in hundredths.
const KETTLE: (u64, u64, i64) = (47, 20_417, 8_490);

const MERCHANTS: [(&str, u64, u64); 12] = [
    ("Bakery Három", 280, 1_450),
    ("Greengrocer Lindqvist", 640, 4_800),
    ("Tram and bus", 240, 3_900),
    ("Café Nord", 320, 2_150),
    ("Pharmacy at the bridge", 450, 5_200),
    ("Bookshop Zwölf", 900, 6_400),
    ("Supermarket Oja", 1_200, 14_800),
    ("Filling station 7", 3_000, 9_100),
    ("Cinema Luna", 1_050, 4_200),
    ("Hardware Çelik", 700, 18_900),
    ("Swimming hall", 420, 1_260),
    ("Household Ware & Co", 1_990, 12_400),
];

/// A quarter, and the payments made so far.
struct Quarter {
    ledger: Ledger,
    payments: u64,
}

fn make(seed: u64) -> Ledger {
    let mut quarter = Quarter { ledger: Ledger::new(seed), payments: 0 };
    for number in 0..ACCOUNTS {
        quarter.open(number);
    }
    for day in 0..DAYS {
        quarter.play_day(day);
    }
    let mut ledger = quarter.ledger;
    ledger.close(FIRST_DAY + DAYS * DAY);
    write_balances(&mut ledger);
    ledger
}

fn account(number: u64) -> String {
    format!("account-{}", FIRST + number)
}

impl Quarter {
    fn open(&mut self, number: u64) {
        let time = FIRST_DAY + 8 * HOUR + 30 * MINUTE + number * 11 * MINUTE;
        let mut course = self.ledger.course(time, "branch");
        let data = format!(r#"{{"owner":"{}","currency":"EUR","reserved":{{}}}}"#, name(number));
        self.ledger.record(&mut course, 0, &account(number), "AccountOpened", data);
        let cents = self.ledger.random.between(180_000, 420_000) as i64;
        self.book(&mut course, 4 * MINUTE, number, "DepositMade", cents, r#""text":"first deposit""#);
    }

    fn play_day(&mut self, day: u64) {
        let start = FIRST_DAY + day * DAY;
        for number in 0..ACCOUNTS {
            // The month of the log has thirty days: enough for a rhythm.
            match day % 30 {
                0 if day > 0 => {
                    let mut course = self.ledger.course(start + 5 * HOUR + number * 7 * SECOND, "night batch");
                    let rent = -((62_000 + number * 2_350) as i64);
                    self.book(&mut course, 0, number, "StandingOrderPaid", rent, r#""text":"rent""#);
                }
                27 => {
                    let mut course = self.ledger.course(start + 6 * HOUR + number * 13 * SECOND, "clearing");
                    let salary = 214_000 + (number * 9_173 % 120_000) as i64;
                    self.book(&mut course, 0, number, "SalaryReceived", salary, r#""text":"salary""#);
                }
                _ => {}
            }
            let often = if day % 7 == 5 { 88 } else { 46 };
            if self.ledger.random.chance(often) {
                let time = start + waking(&mut self.ledger.random);
                let (merchant, low, high) = self.ledger.random.pick(&MERCHANTS);
                let cents = self.ledger.random.between(low, high) as i64;
                self.payments += 1;
                let payment = 20_000 + self.payments + u64::from(20_000 + self.payments >= KETTLE.1);
                self.pay(number, time, payment, merchant, cents);
            }
            if self.ledger.random.chance(4) {
                self.transfer(number, start);
            }
            if self.ledger.random.chance(3) {
                let time = start + waking(&mut self.ledger.random);
                let cents = -(self.ledger.random.between(1, 10) as i64 * 2_000);
                let mut course = self.ledger.course(time, "cash machine");
                self.book(&mut course, 0, number, "CashWithdrawn", cents, r#""text":"cash""#);
            }
        }
        if day == KETTLE.0 {
            self.pay(0, start + 17 * HOUR + 52 * MINUTE + 8_204, KETTLE.1, "Household Ware & Co", KETTLE.2);
        }
    }

    /// Books an amount on an account; the balance is filled in when the order is known.
    fn book(&mut self, course: &mut Course, wait: u64, number: u64, kind: &'static str, cents: i64, more: &str) {
        let data = format!(r#"{{"amount":{},{more}}}"#, Money(cents));
        self.ledger.record(course, wait, &account(number), kind, data);
    }

    /// A payment by card: asked for, reserved, and charged by the batch of one of the next nights.
    fn pay(&mut self, number: u64, time: u64, payment: u64, merchant: &str, cents: i64) {
        let (stream, card, amount) = (format!("payment-{payment}"), account(number), Money(cents));
        let mut course = self.ledger.course(time, "terminal");
        let data = format!(r#"{{"account":"{card}","merchant":"{merchant}","amount":{amount},"status":"requested"}}"#);
        self.ledger.record(&mut course, 0, &stream, "PaymentRequested", data);
        course.via = "core";
        let wait = self.ledger.random.between(90, 700);
        let data = format!(r#"{{"payment":"{stream}","reserved":{{"{stream}":{amount}}}}}"#);
        self.ledger.record(&mut course, wait, &card, "AmountReserved", data);
        let wait = self.ledger.random.between(20, 90);
        self.ledger.record(&mut course, wait, &stream, "PaymentAuthorized", r#"{"status":"authorized"}"#.to_owned());

        let is_kettle = payment == KETTLE.1;
        if !is_kettle && self.ledger.random.chance(3) {
            course.via = "terminal";
            let wait = self.ledger.random.between(2 * MINUTE, 40 * MINUTE);
            let status = r#"{"status":"cancelled"}"#.to_owned();
            self.ledger.record(&mut course, wait, &stream, "PaymentCancelled", status);
            course.via = "core";
            let data = format!(r#"{{"payment":"{stream}","reserved":{{"{stream}":null}}}}"#);
            self.ledger.record(&mut course, 140, &card, "ReservationReleased", data);
            return;
        }
        let nights = if self.ledger.random.chance(30) { 2 } else { 1 };
        let midnight = time - time % DAY + nights * DAY;
        let due = midnight + 2 * HOUR + self.ledger.random.below(25 * MINUTE);
        course.via = "gateway";
        self.ledger.record(&mut course, due - time, &stream, "PaymentCaptured", r#"{"status":"captured"}"#.to_owned());
        let mut again = course;
        let wait = self.ledger.random.between(60, 400);
        self.charge(&mut course, wait, number, &stream, merchant, cents);
        if is_kettle {
            // The gateway had no answer in time and said it once more.
            self.charge(&mut again, 30_000 + wait, number, &stream, merchant, cents);
            self.ledger.accuse();
        }
    }

    fn charge(&mut self, course: &mut Course, wait: u64, number: u64, payment: &str, merchant: &str, cents: i64) {
        course.via = "core";
        let more = format!(r#""text":"{merchant}","payment":"{payment}","reserved":{{"{payment}":null}}"#);
        self.book(course, wait, number, "CardCharged", -cents, &more);
    }

    /// Money from one of these accounts to another.
    fn transfer(&mut self, from: u64, start: u64) {
        let to = (from + self.ledger.random.between(1, ACCOUNTS - 1)) % ACCOUNTS;
        let time = start + office(&mut self.ledger.random);
        let cents = self.ledger.random.between(5, 120) as i64 * 250;
        let mut course = self.ledger.course(time, "app");
        let more = format!(r#""text":"to {}""#, name(to));
        self.book(&mut course, 0, from, "TransferSent", -cents, &more);
        course.via = "core";
        let wait = self.ledger.random.between(300, 2_500);
        let more = format!(r#""text":"from {}""#, name(from));
        self.book(&mut course, wait, to, "TransferReceived", cents, &more);
    }
}

/// Writes into every booking what the account holds after it.
fn write_balances(ledger: &mut Ledger) {
    let mut balances = std::collections::BTreeMap::<String, i64>::new();
    for entry in ledger.entries() {
        let Some(cents) = entry.data.strip_prefix(r#"{"amount":"#).and_then(cents) else { continue };
        if entry.kind == "PaymentRequested" {
            continue;
        }
        let balance = balances.entry(entry.stream.clone()).or_default();
        *balance += cents;
        entry.data.insert_str(1, &format!(r#""balance":{},"#, Money(*balance)));
    }
}

/// The hundredths of an amount with two decimals that a text begins with.
fn cents(text: &str) -> Option<i64> {
    let digits: String = text.chars().take_while(|&c| c != ',').filter(|&c| c != '.').collect();
    digits.parse().ok()
}
