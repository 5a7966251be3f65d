//! The samples in the protocol's words.

use foldback_protocol::{ErrorInfo, SampleInfo};
use foldback_sample::{SAMPLES, Sample};

/// All of them.
pub fn all() -> Vec<SampleInfo> {
    SAMPLES.into_iter().map(described).collect()
}

/// The one of that name.
pub fn named(id: &str) -> Result<&'static Sample, ErrorInfo> {
    Sample::named(id).ok_or_else(|| {
        let there = SAMPLES.map(|sample| sample.id).join(", ");
        ErrorInfo::new("LogNotFound", format!("There is no sample {id}. There are: {there}."))
    })
}

/// What a page can say of a sample.
pub fn described(sample: &Sample) -> SampleInfo {
    SampleInfo {
        sample: sample.id.to_owned(),
        title: sample.title.to_owned(),
        sentence: sample.sentence.to_owned(),
        stream: sample.stream.to_owned(),
        projection: sample.projection.to_owned(),
    }
}
