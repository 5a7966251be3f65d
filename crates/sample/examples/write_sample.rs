//! Writes a sample to standard output: `cargo run -p foldback-sample --example write_sample -- bank > bank.ndjson`.
//! With `projection` behind the name its projection, with a number the log of another seed.

use std::io::{Error, Write as _, stdout};

use foldback_sample::{SAMPLES, Sample};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let Some(sample) = arguments.next().and_then(|id| Sample::named(&id)) else {
        let known = SAMPLES.map(|sample| sample.id).join(", ");
        return Err(Error::other(format!("name one of the samples: {known}")));
    };
    match arguments.next() {
        Some(what) if what == "projection" => stdout().write_all(sample.projection.as_bytes()),
        Some(seed) => stdout().write_all(&sample.log_of(seed.parse().map_err(Error::other)?)),
        None => stdout().write_all(&sample.log()),
    }
}
