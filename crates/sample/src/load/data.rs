//! The data of a generated event: merge patches with nested objects, numbers of various digits,
//! strings, and now and then a `null` that removes a key.
//!
//! It never looks at the state of a stream: any row of these patches folds to a sensible one.

use crate::random::Random;
use crate::text::{DAY, put_date, put_money, put_number, put_padded};

/// What the streams are about; stream number `n` is of category `n % 4`.
pub(super) const CATEGORIES: [&str; 4] = ["cart", "order", "payment", "parcel"];

/// The event types, two for each category.
pub const TYPES: [&str; 8] = [
    "ItemAdded",
    "ItemRemoved",
    "OrderPlaced",
    "OrderChanged",
    "PaymentAuthorized",
    "PaymentCaptured",
    "ParcelPacked",
    "ParcelMoved",
];

const COUNTRIES: [&str; 6] = ["NL", "DE", "FR", "PL", "PT", "SE"];
const REASONS: [&str; 4] = ["sold out", "changed mind", "too expensive", "ordered twice"];
const NOTES: [&str; 4] = ["leave at the door", "ring twice", "call before", "with the neighbours"];
const BRANDS: [&str; 4] = ["visa", "maestro", "amex", "jcb"];
const SIZES: [&str; 4] = ["S", "M", "L", "XL"];
const PLACES: [&str; 6] = ["Utrecht", "Leipzig", "Lyon", "Gdynia", "Porto", "Malmo"];

/// Appends the data of an event whose type is `TYPES[kind]`.
pub(super) fn put_data(out: &mut Vec<u8>, kind: usize, time: u64, random: &mut Random) {
    match kind {
        0 => {
            put(out, "{\"items\":{\"sku-");
            put_padded(out, random.below(40), 5);
            put(out, "\":{\"qty\":");
            put_number(out, random.between(1, 12));
            put(out, ",\"price\":");
            money(out, random, 9_999);
            put(out, "}},\"total\":");
            money(out, random, 99_999);
            put(out, ",\"by\":\"c-");
            put_padded(out, random.below(90_000), 5);
            put(out, "\"}");
        }
        1 => {
            put(out, "{\"items\":{\"sku-");
            put_padded(out, random.below(40), 5);
            put(out, "\":null},\"total\":");
            money(out, random, 99_999);
            put(out, ",\"removed\":{\"why\":\"");
            put(out, random.pick(&REASONS));
            put(out, "\",\"qty\":");
            put_number(out, random.between(1, 12));
            put(out, "}}");
        }
        2 => {
            put(out, "{\"status\":\"placed\",\"customer\":{\"id\":\"c-");
            put_padded(out, random.below(90_000), 5);
            put(out, "\",\"country\":\"");
            put(out, random.pick(&COUNTRIES));
            put(out, "\"},\"lines\":");
            put_number(out, random.between(1, 9));
            put(out, ",\"total\":");
            money(out, random, 99_999);
            put(out, "}");
        }
        3 => {
            put(out, "{\"customer\":{\"note\":");
            if random.chance(30) {
                put(out, "null");
            } else {
                put(out, "\"");
                put(out, random.pick(&NOTES));
                put(out, "\"");
            }
            put(out, "},\"address\":{\"house\":");
            put_number(out, random.between(1, 320));
            put(out, ",\"zip\":\"");
            put_padded(out, random.below(100_000), 5);
            put(out, "\"}}");
        }
        4 => {
            put(out, "{\"status\":\"authorized\",\"amount\":");
            money(out, random, 99_999);
            put(out, ",\"card\":{\"brand\":\"");
            put(out, random.pick(&BRANDS));
            put(out, "\",\"last4\":\"");
            put_padded(out, random.below(10_000), 4);
            put(out, "\"}}");
        }
        5 => {
            put(out, "{\"status\":\"captured\",\"captured\":");
            money(out, random, 99_999);
            put(out, ",\"fee\":{\"rate\":0.0");
            put_padded(out, random.below(1_000), 3);
            put(out, ",\"amount\":");
            money(out, random, 999);
            put(out, "},\"risk\":null}");
        }
        6 => {
            put(out, "{\"status\":\"packed\",\"boxes\":{\"b-");
            put_number(out, random.between(1, 6));
            put(out, "\":{\"weight\":");
            put_number(out, random.below(20));
            put(out, ".");
            put_padded(out, random.below(1_000), 3);
            put(out, ",\"size\":\"");
            put(out, random.pick(&SIZES));
            put(out, "\"}},\"by\":\"w-");
            put_padded(out, random.below(30), 2);
            put(out, "\"}");
        }
        _ => {
            put(out, "{\"status\":\"in transit\",\"at\":{\"place\":\"");
            put(out, random.pick(&PLACES));
            put(out, "\",\"belt\":");
            put_number(out, random.below(60));
            put(out, "},\"due\":\"");
            put_date(out, time + random.between(1, 4) * DAY);
            put(out, "\"}");
        }
    }
}

fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn money(out: &mut Vec<u8>, random: &mut Random, most: u64) {
    put_money(out, random.between(10, most) as i64);
}
