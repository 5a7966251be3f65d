//! CSV, TSV and the text of COPY.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["", "stream,type,time,data\n", "stream\ttype\ttime\tdata\n", "a;b\n"], bytes));
