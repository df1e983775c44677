//! Formats messages as plain text and as HTML. All text from outside is escaped in the HTML.

use std::slice;

use jiff::SignedDuration;
use maud::{Markup, html};
pub use registration_core::domain::text::{lines, one_line};
use registration_core::{
    domain::{Actor, Decision},
    messages::{Language, isolated_if_mixed},
    text,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::direction::directed;

/// The two bodies of a Matrix message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormattedText {
    /// For notifications, and for clients that do not support HTML.
    pub plain: String,
    /// Text from outside is escaped.
    pub html: String,
}

/// Maximum bytes of a message. An event may have 64 KiB, and encryption turns three bytes into four.
const MAX_BYTES: usize = 44_000;
/// Bytes reserved for the line that says that the message was cut.
const RESERVED: usize = 500;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// What the message is about.
    Title(String),
    /// A line.
    Line(String),
    /// A line that no longer counts.
    Struck(String),
    /// A line with a link.
    Link {
        /// The text.
        text: String,
        /// The URL.
        link: String,
    },
    /// Text from outside, as a quote.
    Quote(Vec<String>),
    /// The start of a new paragraph.
    Gap,
}

impl FormattedText {
    /// Formats `blocks`. If they do not fit into one event, the end is cut and a line says so.
    #[must_use]
    pub fn from_blocks(blocks: &[Block]) -> Self {
        let whole = Self::set_all(blocks);
        if whole.size() <= MAX_BYTES { whole } else { Self::set_all(&fitting(blocks)) }
    }

    /// Formats lines, without paragraphs.
    #[must_use]
    pub fn from_lines(lines: &[String]) -> Self {
        let whole = Self::all_lines(lines);
        if whole.size() <= MAX_BYTES {
            return whole;
        }
        let blocks: Vec<Block> = lines.iter().cloned().map(Block::Line).collect();
        Self::all_lines(&fitting(&blocks).iter().flat_map(plain).collect::<Vec<_>>())
    }

    /// Bytes that the message takes in an event.
    fn size(&self) -> usize {
        [&self.plain, &self.html].map(|text| json!(text).to_string().len()).iter().sum()
    }

    fn set_all(blocks: &[Block]) -> Self {
        let plain: Vec<String> = blocks.iter().flat_map(plain).collect();
        let paragraphs = blocks.split(|block| *block == Block::Gap).map(markup);
        Self { plain: plain.join("\n"), html: html! { @for one in paragraphs { (one) } }.into_string() }
    }

    fn all_lines(lines: &[String]) -> Self {
        let html = html! { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (directed(line)) } };
        let lines: Vec<_> = lines.iter().map(|line| directed(line)).collect();
        Self { plain: lines.join("\n"), html: html.into_string() }
    }
}

/// The blocks that fit, and a line that says that the message was cut.
fn fitting(blocks: &[Block]) -> Vec<Block> {
    let (mut kept, mut left) = (vec![], MAX_BYTES - RESERVED);
    for block in blocks {
        let Some(rest) = left.checked_sub(FormattedText::set_all(slice::from_ref(block)).size()) else {
            // Each character appears in both bodies, and takes up to six bytes in each.
            kept.extend(shortened(block, left / 12));
            break;
        };
        left = rest;
        kept.push(block.clone());
    }
    kept.push(Block::Line("[…]".to_owned()));
    kept
}

fn shortened(block: &Block, most: usize) -> Option<Block> {
    match block {
        Block::Line(line) => Some(Block::Line(clipped(line, most))),
        Block::Quote(lines) => Some(Block::Quote(vec![clipped(&lines.join(" "), most)])),
        _ => None,
    }
}

fn plain(block: &Block) -> Vec<String> {
    match block {
        Block::Title(line) | Block::Line(line) | Block::Struck(line) => vec![directed(line).into_owned()],
        Block::Link { text, link } => vec![format!("{}: {link}", directed(text))],
        Block::Quote(lines) => lines.iter().map(|line| format!("> {line}").trim_end().to_owned()).collect(),
        Block::Gap => vec![],
    }
}

/// Consecutive lines form a paragraph. Quotes stand between paragraphs.
fn markup(blocks: &[Block]) -> Markup {
    let is_quote = |block: &Block| matches!(block, Block::Quote(_));
    html! {
        @for run in blocks.chunk_by(|one, next| !is_quote(one) && !is_quote(next)) {
            @match run {
                [Block::Quote(lines)] => blockquote { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } },
                lines => p { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (inline(line)) } },
            }
        }
    }
}

fn inline(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Title(line) => strong { (directed(line)) },
            Block::Line(line) => (directed(line)),
            Block::Struck(line) => del { (directed(line)) },
            Block::Link { text, link } => a href=(link) { (directed(text)) },
            Block::Quote(_) | Block::Gap => {}
        }
    }
}

/// A period in words.
pub(crate) fn format_span(language: Language, span: SignedDuration) -> String {
    match span.as_mins() {
        minutes if minutes < 120 => text!(in language, "room-span-minutes", count = minutes.max(0)),
        minutes if minutes < 48 * 60 => text!(in language, "room-span-hours", count = minutes / 60),
        minutes => text!(in language, "room-span-days", count = minutes / (24 * 60)),
    }
}

/// The name of the person who acted.
#[must_use]
pub fn actor_name(language: Language, actor: &Actor) -> String {
    match actor {
        Actor::Moderator(mxid) => mxid.to_string(),
        Actor::Operator => text!(in language, "room-by-operator"),
        Actor::Applicant | Actor::System => text!(in language, "room-by-system"),
    }
}

/// The names of the person who decided and, if any, of the person who confirmed the decision.
#[must_use]
pub fn decided_by(language: Language, decision: &Decision) -> String {
    by_whom(language, &decision.by, decision.confirmed_by.as_ref())
}

/// The names of the person who did something and, if any, of the person who confirmed it.
#[must_use]
pub fn by_whom(language: Language, by: &Actor, confirmed_by: Option<&Actor>) -> String {
    let by = actor_name(language, by);
    match confirmed_by {
        Some(other) => text!(in language, "room-by-confirmed", by = by, other = actor_name(language, other)),
        None => by,
    }
}

/// Quotes a text, with at most `max_bytes` (counting both bodies) and `max_lines`. Also returns whether the quote is
/// complete.
#[must_use]
pub fn quote(text: &str, max_bytes: usize, max_lines: usize) -> (Block, bool) {
    let all = lines(text);
    let (mut kept, mut left, mut whole) = (vec![], max_bytes, all.len() <= max_lines);
    for line in all.into_iter().take(max_lines) {
        let end = line.char_indices().find(|(_, c)| {
            let cost = 2 * c.len_utf8() + if matches!(c, '<' | '>' | '&' | '"') { 4 } else { 0 };
            left.checked_sub(cost).map(|rest| left = rest).is_none()
        });
        match end {
            Some((end, _)) => {
                kept.push(line[..end].to_owned());
                whole = false;
                break;
            }
            None => kept.push(line),
        }
    }
    if !whole && let Some(last) = kept.last_mut() {
        *last = format!("{}…", last.trim_end());
    }
    // A line has its own direction, wherever a client puts the mark of the quote.
    (Block::Quote(kept.iter().map(|line| isolated_if_mixed(line)).collect()), whole)
}

/// The text on one line, cut after `max` characters.
#[must_use]
pub fn clipped(text: &str, max: usize) -> String {
    let text = one_line(text.trim());
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs_and_quotes() {
        let words = FormattedText::from_blocks(&[
            Block::Title("#1: @a:x".into()),
            Block::Line("One".into()),
            Block::Quote(vec!["<b>".into(), String::new()]),
            Block::Line("Two".into()),
            Block::Gap,
            Block::Line("& three".into()),
        ]);
        assert_eq!(words.plain, "#1: @a:x\nOne\n> <b>\n>\nTwo\n& three");
        assert_eq!(
            words.html,
            "<p><strong>#1: @a:x</strong><br>One</p><blockquote>&lt;b&gt;<br></blockquote>\
             <p>Two</p><p>&amp; three</p>"
        );
    }

    #[test]
    fn long_message_is_cut_to_fit_into_an_event() {
        for many in [
            vec![Block::Line("\"<&\u{1}ä".repeat(20_000))],
            (0..2000).map(|number| Block::Line(format!("#{number} <@somebody:example.org>"))).collect(),
            vec![Block::Quote(vec!["\\\"".repeat(30_000)]), Block::Line("after".into())],
        ] {
            let words = FormattedText::from_blocks(&many);
            assert!(words.size() <= MAX_BYTES, "{}", words.size());
            assert!(words.plain.ends_with("[…]") && words.plain.len() > 1000);
            let lines: Vec<String> = many.iter().flat_map(plain).collect();
            assert!(FormattedText::from_lines(&lines).size() <= MAX_BYTES);
        }
        let whole = [Block::Line("a".repeat(20_000))];
        assert_eq!(FormattedText::from_blocks(&whole).plain.len(), 20_000, "what fits is left as it is");
    }

    #[test]
    fn long_quote_is_cut_by_bytes_and_lines() {
        let cut = |text: &str, room, most| match quote(text, room, most) {
            (Block::Quote(lines), whole) => (lines.join("|"), whole),
            other => panic!("{other:?}"),
        };
        assert_eq!(cut("abc\ndef", 12, 2), ("abc|def".into(), true));
        assert_eq!(cut("abc\ndef", 11, 2), ("abc|de…".into(), false));
        assert_eq!(cut("abc\ndef", 12, 1), ("abc…".into(), false));
        assert_eq!(cut("<<", 6, 1), ("<…".into(), false));
        assert_eq!(cut("ää", 4, 1), ("ä…".into(), false));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(clipped(" äöü\nxyz ", 5), "äöü x…");
        assert_eq!(clipped("äöü", 3), "äöü");
    }
}
