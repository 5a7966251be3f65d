//! Lines of Kafka's console consumer, and lines that alternate.
#![no_main]

#[path = "../counted.rs"]
mod counted;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(&["", "CreateTime:1\tPartition:0\t", "{\"index\":{}}\n"], bytes));
