//! Logs of process mining in XML.
#![no_main]

#[path = "../counted.rs"]
mod counted;

const BEGINNINGS: &[&str] = &[
    "",
    "<log xes.version=\"1.0\">",
    "<log xes.version=\"1.0\"><trace><string key=\"concept:name\" value=\"a\"/><event>",
    "<log><objects/><events>",
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><log xes.version=\"2.0\">",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counted::survives_behind(BEGINNINGS, bytes));
