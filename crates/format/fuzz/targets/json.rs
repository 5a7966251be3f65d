//! JSON in every layout: lines, values, arrays and objects that hold one, with fields that are guessed.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["", "[", "{\"events\":[", "{\"type\":\"a\"}\n"], bytes));
