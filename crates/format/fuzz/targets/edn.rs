//! EDN, and Datomic's forms in it.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["", "[{:db/id ", "{:tx-data [", "#:db{"], bytes));
