//! Prints the result of each check, as text or as JSON.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use registration_core::finding::{Finding, Part, Severity};
use serde_json::{Value, json};

/// Exit code for warnings without errors. 1 is for errors, and 2 means wrong arguments, as with every command.
const WARNINGS: u8 = 3;

/// Collects what works and what does not.
pub struct Report {
    is_json: bool,
    passed: Vec<Value>,
    findings: Vec<Finding>,
    /// The reader of the output has gone away.
    is_closed: bool,
}

impl Report {
    /// An empty report, printed as text line by line or as JSON at the end.
    pub fn new(is_json: bool) -> Self {
        Self { is_json, passed: vec![], findings: vec![], is_closed: false }
    }

    /// A check that passed.
    pub fn pass(&mut self, part: Part, text: &str) {
        self.passed.push(json!({ "part": part.as_str(), "text": text }));
        self.print(&format!("ok    {:<10} {text}", part.as_str()));
    }

    /// Something that is wrong.
    pub fn find(&mut self, finding: Finding) {
        let label = match finding.code.severity() {
            Severity::Note => "note",
            Severity::Warning => "WARN",
            Severity::Error => "FAIL",
        };
        let Finding { part, code, cause, remedy } = &finding;
        self.print(&format!(
            "{label}  {:<10} {cause} [{}]\n                 {remedy}\n                 Manual: {}",
            part.as_str(),
            code.as_str(),
            finding.manual()
        ));
        self.findings.push(finding);
    }

    /// Everything that is wrong.
    #[cfg(test)]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Prints JSON if asked to, and returns the exit code.
    pub fn finish(mut self) -> anyhow::Result<ExitCode> {
        let worst = self.worst();
        if self.is_json {
            let findings: Vec<Value> = self.findings.iter().map(as_json).collect();
            let status = match worst {
                Some(Severity::Error) => "error",
                Some(Severity::Warning) => "warning",
                Some(Severity::Note) | None => "ok",
            };
            let whole = json!({ "status": status, "findings": findings, "passed": self.passed });
            self.is_json = false;
            self.print(&serde_json::to_string_pretty(&whole)?);
        }
        Ok(match worst {
            Some(Severity::Error) => ExitCode::FAILURE,
            Some(Severity::Warning) => ExitCode::from(WARNINGS),
            Some(Severity::Note) | None => ExitCode::SUCCESS,
        })
    }

    fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.code.severity()).max()
    }

    /// Prints a line, unless the reader has gone away, as in `check | head`.
    fn print(&mut self, text: &str) {
        if !self.is_json && !self.is_closed {
            self.is_closed = writeln!(io::stdout(), "{text}").is_err();
        }
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "code": finding.code.as_str(),
        "severity": finding.code.severity().as_str(),
        "part": finding.part.as_str(),
        "cause": finding.cause,
        "remedy": finding.remedy,
        "manual": finding.manual(),
    })
}
