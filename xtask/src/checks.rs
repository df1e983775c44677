//! House rules that neither the compiler nor clippy checks.

mod cycles;
mod docs;
mod manifest_comments;
mod messages;
mod source;
mod storage;

use anyhow::bail;

/// Checks all rules, and reports every violation.
pub fn run() -> anyhow::Result<()> {
    let mut violations = manifest_comments::violations()?;
    violations.extend(cycles::violations()?);
    violations.extend(storage::violations()?);
    violations.extend(messages::violations()?);
    violations.extend(docs::violations()?);
    if violations.is_empty() {
        return Ok(());
    }
    for violation in &violations {
        eprintln!("error: {violation}");
    }
    bail!("{} violations of the house rules", violations.len())
}
