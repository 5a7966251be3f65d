//! Writes a sample to standard output: `cargo run -p foldback-sample --example write_sample -- bank > bank.ndjson`.
//! Behind the name: `projection` for the text of its projection, `wrong` for what is wrong in it and by which event, as
//! JSON, or a number for the log of another seed.

use std::io::{Error, Write as _, stdout};

use foldback_sample::{Bug, SAMPLES, Sample};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let Some(sample) = arguments.next().and_then(|id| Sample::named(&id)) else {
        let known = SAMPLES.map(|sample| sample.id).join(", ");
        return Err(Error::other(format!("name one of the samples: {known}")));
    };
    let out = match arguments.next().as_deref() {
        None => sample.log(),
        Some("projection") => sample.projection.into(),
        Some("wrong") => wrong(&sample.bug().ok_or_else(|| Error::other("nothing is wrong in it"))?).into_bytes(),
        Some(seed) => sample.log_of(seed.parse().map_err(Error::other)?),
    };
    stdout().write_all(&out)
}

/// Neither names nor paths of samples hold anything that JSON escapes; the values are JSON already.
fn wrong(bug: &Bug) -> String {
    let (position, kind, wrong) = (bug.position, bug.event_type, bug.wrong);
    format!(
        r#"{{"position":{position},"type":"{kind}","partition":"{}","path":"{}","value":{},"without":{}}}"#,
        wrong.partition,
        wrong.path,
        wrong.value,
        wrong.without.unwrap_or("null")
    )
}
