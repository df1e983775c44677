//! The result and duration of each test, from the `JUnit` files that nextest writes.

use std::fmt::Write;
use std::time::Duration;

/// How many of the slowest tests are listed.
const SLOWEST: usize = 20;

/// The tests of all runs.
#[derive(Default)]
pub struct Report {
    tests: Vec<Test>,
}

#[derive(Debug, PartialEq)]
struct Test {
    run: &'static str,
    name: String,
    seconds: f64,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    /// Passed on the second attempt.
    Flaky,
    Failed,
}

impl Report {
    /// Adds the results of one run.
    pub fn add(&mut self, run: &'static str, junit: &str) {
        self.tests.extend(junit.split("<testcase ").skip(1).filter_map(|case| test(run, case)));
    }

    /// Lists the slowest tests, flaky and failed ones, and counts all.
    pub fn text(mut self, took: Duration) -> String {
        self.tests.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
        let mut text = String::new();
        if !self.tests.is_empty() {
            text.push_str("The slowest tests, in seconds:\n");
        }
        for test in self.tests.iter().take(SLOWEST) {
            let _ = writeln!(text, "{:>7.1}  {:<10}  {}", test.seconds, test.run, test.name);
        }
        for (outcome, word) in [(Outcome::Flaky, "FLAKY"), (Outcome::Failed, "FAILED")] {
            for test in self.all(outcome) {
                let _ = writeln!(text, "{word}: {} on {}", test.name, test.run);
            }
        }
        let failed = self.all(Outcome::Failed).count();
        let (minutes, seconds) = (took.as_secs() / 60, took.as_secs() % 60);
        let _ = writeln!(text, "Total time: {minutes} min {seconds} s");
        let _ = writeln!(text, "{} passed, {failed} failed", self.tests.len() - failed);
        text
    }

    fn all(&self, outcome: Outcome) -> impl Iterator<Item = &Test> {
        self.tests.iter().filter(move |test| test.outcome == outcome)
    }
}

/// A test case; `case` is what follows `<testcase `, up to the next one.
fn test(run: &'static str, case: &str) -> Option<Test> {
    let (head, body) = case.split_once('>')?;
    let outcome = if body.contains("<failure") || body.contains("<error") {
        Outcome::Failed
    } else if body.contains("<flakyFailure") || body.contains("<flakyError") {
        Outcome::Flaky
    } else {
        Outcome::Passed
    };
    let name = format!("{} {}", attribute(head, "classname")?, attribute(head, "name")?);
    Some(Test { run, name, seconds: attribute(head, "time")?.parse().ok()?, outcome })
}

/// An attribute's value. Names of tests contain nothing that XML has to escape.
fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let begin = format!("{name}=\"");
    let head = head.strip_prefix(&begin).or_else(|| head.split_once(&format!(" {begin}")).map(|(_, rest)| rest))?;
    head.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNIT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="3" failures="1" errors="0" uuid="x" timestamp="t" time="9.0">
    <testsuite name="app::system" tests="2" disabled="0" errors="0" failures="1">
        <testcase name="a::quick" classname="app::system" timestamp="t" time="1.250">
        </testcase>
        <testcase name="a::slow" classname="app::system" timestamp="t" time="61.0">
            <failure type="test failure">thread panicked at a.rs:3:5</failure>
        </testcase>
    </testsuite>
    <testsuite name="core" tests="1" disabled="0" errors="0" failures="0">
        <testcase name="b::twice" classname="core" timestamp="t" time="3.0">
            <flakyFailure timestamp="t" time="2.0" type="test failure">thread panicked</flakyFailure>
        </testcase>
    </testsuite>
</testsuites>"#;

    #[test]
    fn tests_are_listed_slowest_first() {
        let mut report = Report::default();
        report.add("SQLite", JUNIT);
        assert_eq!(
            report.text(Duration::from_secs(75)),
            "The slowest tests, in seconds:\n   \
             61.0  SQLite      app::system a::slow\n    \
             3.0  SQLite      core b::twice\n    \
             1.2  SQLite      app::system a::quick\n\
             FLAKY: core b::twice on SQLite\n\
             FAILED: app::system a::slow on SQLite\n\
             Total time: 1 min 15 s\n\
             2 passed, 1 failed\n"
        );
    }

    #[test]
    fn runs_are_counted_together() {
        let mut report = Report::default();
        report.add("SQLite", JUNIT);
        report.add("PostgreSQL", JUNIT);
        report.add("PostgreSQL", "");
        assert!(report.text(Duration::ZERO).ends_with("\n4 passed, 2 failed\n"));
    }
}
