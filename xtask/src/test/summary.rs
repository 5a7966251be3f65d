//! The table at the end of `cargo xtask test`.
//! Never runs a step.

use std::fmt;
use std::time::Duration;

use crate::duration;
use crate::failure::Outcome;

/// One step's result.
pub struct Row {
    /// The step, with its browser if it has one.
    pub name: String,
    /// The failure is the line shown.
    pub result: Outcome,
    /// From its start to its end.
    pub took: Duration,
}

/// The results so far.
#[derive(Default)]
pub struct Summary {
    rows: Vec<Row>,
}

impl Summary {
    /// Keeps a result.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Whether a step of that name ran and failed.
    pub fn has_failed(&self, name: &str) -> bool {
        self.rows.iter().any(|row| row.name == name && row.result.is_err())
    }

    /// Whether no step failed.
    pub fn all_passed(&self) -> bool {
        self.rows.iter().all(|row| row.result.is_ok())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nstep             result    time")?;
        for row in &self.rows {
            let result = if row.result.is_ok() { "passed" } else { "FAILED" };
            let took = duration::in_words(row.took);
            writeln!(f, "{:<16} {result:<9} {took}", row.name)?;
        }
        for row in &self.rows {
            if let Err(failure) = &row.result {
                writeln!(f, "{}: {failure}", row.name)?;
            }
        }
        let total = self.rows.iter().map(|row| row.took).sum();
        let failed = self.rows.iter().filter(|row| row.result.is_err()).count();
        match failed {
            0 => writeln!(f, "all passed in {}", duration::in_words(total)),
            _ => writeln!(f, "{failed} of {} FAILED in {}", self.rows.len(), duration::in_words(total)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn a_failed_step_is_in_the_table_with_its_line() {
        let mut summary = Summary::default();
        assert!(summary.all_passed());
        summary.push(Row { name: "fmt".into(), result: Ok(()), took: Duration::from_secs(1) });
        summary.push(Row {
            name: "build".into(),
            result: Err(Failure::new("wasm-opt is missing")),
            took: Duration::from_secs(2),
        });
        assert!(!summary.all_passed());
        assert!(summary.has_failed("build") && !summary.has_failed("fmt"));
        let text = summary.to_string();
        assert!(text.contains("build: wasm-opt is missing"), "{text}");
        assert!(text.contains("1 of 2 FAILED in 3.0 s"), "{text}");
    }
}
