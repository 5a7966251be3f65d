//! Random sequences of everything that can be done to a log, by several clients, against a model that knows no segments.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod operation;
mod reference;
mod run;
#[path = "../support/mod.rs"]
mod support;

use proptest::prelude::*;

/// Sequences of each of the properties below; together they take well under a minute without optimisation.
const SEQUENCES: u32 = 6000;

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(SEQUENCES) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_few_operations_give_what_the_model_says(ops in prop::collection::vec(operation::operation(), 1..10)) {
        run::play(&ops);
    }

    #[test]
    fn many_operations_give_what_the_model_says(ops in prop::collection::vec(operation::operation(), 8..26)) {
        run::play(&ops);
    }
}
