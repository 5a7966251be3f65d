//! Dumps of a database.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["-- PostgreSQL database dump\n", "-- PostgreSQL database dump\nCOPY public.events (stream_id, type, data) FROM stdin;\n"], bytes));
