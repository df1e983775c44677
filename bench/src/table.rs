//! Prints the results as the table of `docs/performance.md`.

use std::fmt::Write as _;

use crate::samples::Samples;

/// A result, and what it is compared with.
pub struct Line {
    /// The name of the figure.
    pub figure: String,
    /// Its unit.
    pub unit: &'static str,
    /// The results of the service.
    pub ours: Samples,
    /// What it is compared with, measured in the same rounds.
    pub other: Option<(&'static str, Samples)>,
    /// The target for the ratio.
    pub target: &'static str,
    /// The benchmark that measures it.
    pub row: &'static str,
}

/// The lines as a table in Markdown.
pub fn draw(lines: &[Line]) -> String {
    let mut text =
        String::from("| Figure | Service | Compared with | Ratio (least – most) | Target | `cargo xtask bench …` |\n");
    text.push_str("|---|---|---|---|---|---|\n");
    for line in lines {
        let Line { figure, unit, ours, other, target, row } = line;
        let (compared, ratio) = match other {
            Some((name, theirs)) => {
                let ratio = ours.by(theirs);
                let (least, most) = ratio.range();
                // Two figures can be zero.
                let ratio = if ratio.median().is_finite() {
                    format!("{} ({} – {})", short(ratio.median()), short(least), short(most))
                } else {
                    "–".to_owned()
                };
                (format!("{name}: {} {unit}", short(theirs.median())), ratio)
            }
            None => ("–".to_owned(), spread(ours)),
        };
        let ours = short(ours.median());
        let _ = writeln!(text, "| {figure} | {ours} {unit} | {compared} | {ratio} | {target} | `{row}` |");
    }
    text
}

fn spread(samples: &Samples) -> String {
    let (least, most) = samples.range();
    if (least - most).abs() < f64::EPSILON {
        "–".to_owned()
    } else {
        format!("({} – {})", short(least), short(most))
    }
}

/// Rounds to three significant digits.
fn short(number: f64) -> String {
    match number.abs() {
        n if n >= 100.0 => thousands(number),
        n if n >= 10.0 => format!("{number:.1}"),
        n if n >= 1.0 => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_both_figures_and_their_ratio() {
        let line = Line {
            figure: "pages".into(),
            unit: "/s",
            ours: [75_125.0].into_iter().collect(),
            other: Some(("the app", [150.25].into_iter().collect())),
            target: "≥ 100",
            row: "pages",
        };
        let drawn = draw(&[line]);
        assert!(
            drawn.ends_with("| pages | 75,125 /s | the app: 150 /s | 500 (500 – 500) | ≥ 100 | `pages` |\n"),
            "{drawn}"
        );
    }
}
