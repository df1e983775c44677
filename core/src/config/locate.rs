//! Says where in the file an error is: the path of its key, and the line.

use serde_path_to_error::{Path, Segment};

/// One line for the operator: `email.port: invalid type …, line 8`.
pub(super) fn explain(text: &str, error: &serde_path_to_error::Error<serde_yaml::Error>) -> String {
    let path = error.path();
    let shown = path.to_string();
    let whole = error.inner().to_string();
    let cause = bare(&whole, &shown);
    let line = line_of(text, path).or_else(|| error.inner().location().map(|location| location.line()));
    let place = line.map_or_else(String::new, |line| format!(", line {line}"));
    if shown == "." { format!("{cause}{place}") } else { format!("{shown}: {cause}{place}") }
}

/// The message without the path and place that `serde_yaml` puts around it, when it knows them.
fn bare<'a>(message: &'a str, path: &str) -> &'a str {
    let message = message.rsplit_once(" at line ").map_or(message, |(before, _)| before);
    match message.split_once(": ") {
        Some((prefix, rest)) if path.starts_with(prefix) => rest,
        _ => message,
    }
}

/// The line of the key at `path`, or of the nearest key above it that has a line of its own.
fn line_of(text: &str, path: &Path) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = None;
    for segment in path {
        let rest = lines.iter().enumerate().skip(found.map_or(0, |line| line + 1));
        let next = match segment {
            Segment::Map { key } => rest.clone().find(|(_, line)| is_key(line, key)).map(|(number, _)| number),
            Segment::Seq { index } => rest
                .clone()
                .filter(|(_, line)| line.trim_start().starts_with('-'))
                .nth(*index)
                .map(|(number, _)| number),
            _ => None,
        };
        found = Some(next.or(found)?);
    }
    found.map(|line| line + 1)
}

fn is_key(line: &str, key: &str) -> bool {
    let line = line.trim_start().trim_start_matches("- ").trim_start();
    line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'))
}
