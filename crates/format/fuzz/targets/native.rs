//! Foldback's own lines.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["", "{\"foldback\":1,"], bytes));
