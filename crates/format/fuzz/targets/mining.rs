//! OCEL in JSON.
#![no_main]

#[path = "../counted.rs"]
mod counted;

const BEGINNINGS: &[&str] = &[
    "",
    "{\"objectTypes\":[],\"eventTypes\":[],\"objects\":[],\"events\":[",
    "{\"objectTypes\":[],\"eventTypes\":[],\"events\":[{\"id\":\"e\",\"type\":\"t\",\"time\":\"2026-01-01T00:00:00Z\"",
    "{\"ocel:global-log\":{},\"ocel:events\":{\"e1\":{\"ocel:activity\":\"a\",",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(BEGINNINGS, bytes));
