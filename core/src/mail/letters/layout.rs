//! What every letter looks like: the same paragraphs as text and as HTML.

use maud::{DOCTYPE, Markup, html};

use crate::config::Config;

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// For readers of plain text.
    pub text: String,
    /// For everybody else.
    pub html: String,
}

/// A part of a letter.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A paragraph.
    Say(String),
    /// Somebody's own words.
    Quote(String),
    /// A button, with its address.
    Button { label: String, url: String },
    /// A small print line.
    Small(String),
}

const BODY: &str = "margin:0;padding:24px 12px;background:#f4f5f7;color:#1d2430;\
    font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const SHEET: &str = "max-width:34em;margin:0 auto;padding:28px 24px;background:#ffffff;border-radius:12px";
const BUTTON: &str = "display:inline-block;padding:12px 22px;border-radius:8px;background:#0b5cad;\
    color:#ffffff;text-decoration:none;font-weight:600";
const QUOTE: &str =
    "margin:0 0 1em;padding:2px 0 2px 14px;border-left:3px solid #b9c2d0;white-space:pre-wrap;overflow-wrap:anywhere";

impl Letter {
    /// Lays out `parts` under the server's name.
    pub(super) fn new(config: &Config, subject: String, parts: &[Part]) -> Self {
        Self { text: text(config, parts), html: page(config, &subject, parts).into_string(), subject }
    }
}

fn text(config: &Config, parts: &[Part]) -> String {
    let mut lines: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Part::Say(words) | Part::Small(words) => words.clone(),
            Part::Quote(words) => words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
            Part::Button { label, url } => format!("{label}:\n{url}"),
        })
        .collect();
    lines.push(format!("-- \n{}", config.synapse.domain));
    lines.join("\n\n") + "\n"
}

fn page(config: &Config, subject: &str, parts: &[Part]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (subject) }
            }
            body style=(BODY) {
                div role="main" style=(SHEET) {
                    h1 style="margin:0 0 20px;font-weight:700;font-size:18px" {
                        @if let Some(logo) = &config.logo_url {
                            img src=(logo) alt="" height="32" style="height:32px;vertical-align:middle;margin-right:10px";
                        }
                        (config.synapse.domain)
                    }
                    @for part in parts { (paragraph(part)) }
                }
            }
        }
    }
}

fn paragraph(part: &Part) -> Markup {
    html! {
        @match part {
            Part::Say(words) => p style="margin:0 0 1em;overflow-wrap:anywhere" { (words) },
            Part::Quote(words) => blockquote style=(QUOTE) { (words) },
            Part::Button { label, url } => {
                p style="margin:24px 0" { a href=(url) style=(BUTTON) { (label) } }
                p style="margin:0 0 1em;font-size:13px;color:#5a6472;overflow-wrap:anywhere" { (url) }
            }
            Part::Small(words) => p style="margin:20px 0 0;font-size:14px;color:#5a6472" { (words) },
        }
    }
}
