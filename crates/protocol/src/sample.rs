//! What a page can say of a sample: a generated log with one mistake in it.

use serde::{Deserialize, Serialize};

/// A sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleInfo {
    /// The name by which it is asked for.
    pub sample: String,
    /// Its name for people.
    pub title: String,
    /// What is wrong in it, as who noticed it would say it.
    pub sentence: String,
    /// The stream that the sentence is about.
    pub stream: String,
    /// The text of a KurrentDB projection whose state shows what is wrong.
    pub projection: String,
}
