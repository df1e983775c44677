//! The layout of all mails: the same paragraphs as text and as HTML.

use maud::{DOCTYPE, Markup, html};

use crate::{
    config::Config,
    messages::{Direction, Language},
};

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A part of a mail.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A paragraph.
    Say(String),
    /// A quotation.
    Quote(String),
    /// A button with its URL.
    Button { label: String, url: String },
    /// A small print line.
    Small(String),
}

const BODY: &str = "margin:0;padding:24px 12px;background:#f4f5f7;color:#1d2430;\
    font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const SHEET: &str = "max-width:34em;margin:0 auto;padding:28px 24px;background:#ffffff;border-radius:12px";
const BUTTON: &str = "display:inline-block;padding:12px 22px;border-radius:8px;background:#0b5cad;\
    color:#ffffff;text-decoration:none;font-weight:600";
const QUOTE: &str = "margin:0 0 1em;white-space:pre-wrap;overflow-wrap:anywhere;";
const BAR: &str = "3px solid #b9c2d0";

impl Letter {
    /// Lays out `parts` under the server's name.
    pub(super) fn new(config: &Config, language: Language, subject: String, parts: &[Part]) -> Self {
        Self { text: text(config, parts), html: page(config, language, &subject, parts).into_string(), subject }
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

fn page(config: &Config, language: Language, subject: &str, parts: &[Part]) -> Markup {
    let (tag, direction) = (language.tag(), language.direction());
    html! {
        (DOCTYPE)
        html lang=(tag) dir=(direction.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (subject) }
            }
            body style=(BODY) {
                // Many mail programs drop the outer elements.
                div role="main" lang=(tag) dir=(direction.as_str()) style=(SHEET) {
                    h1 style="margin:0 0 20px;font-weight:700;font-size:18px" {
                        @if let Some(logo) = &config.logo_url {
                            img src=(logo) alt="" height="32" style=(format!("height:32px;vertical-align:middle;margin-{}:10px", end(direction)));
                        }
                        (config.synapse.domain)
                    }
                    @for part in parts { (paragraph(part, direction)) }
                }
            }
        }
    }
}

/// Mail programs know no `margin-inline-end`.
fn end(direction: Direction) -> &'static str {
    match direction {
        Direction::LeftToRight => "right",
        Direction::RightToLeft => "left",
    }
}

fn quote(direction: Direction) -> String {
    let start = match direction {
        Direction::LeftToRight => "left",
        Direction::RightToLeft => "right",
    };
    format!("{QUOTE}padding:2px 0;padding-{start}:14px;border-{start}:{BAR}")
}

fn paragraph(part: &Part, direction: Direction) -> Markup {
    html! {
        @match part {
            Part::Say(words) => p style="margin:0 0 1em;overflow-wrap:anywhere" { (words) },
            Part::Quote(words) => blockquote dir="auto" style=(quote(direction)) { (words) },
            Part::Button { label, url } => {
                p style="margin:24px 0" { a href=(url) style=(BUTTON) { (label) } }
                p style="margin:0 0 1em;font-size:13px;color:#5a6472;overflow-wrap:anywhere" { bdi dir="ltr" { (url) } }
            }
            Part::Small(words) => p style="margin:20px 0 0;font-size:14px;color:#5a6472" { (words) },
        }
    }
}
