//! What the bot says, set twice from the same blocks: as plain text, and as HTML in which nothing
//! from outside is more than text.

use std::slice;

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
pub use registration_core::domain::text::{lines, one_line};
use registration_core::{domain::Actor, text};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A text in the two forms that a Matrix message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormattedText {
    /// For clients without HTML, and for notifications.
    pub plain: String,
    /// Everything in it that came from outside is escaped.
    pub html: String,
}

/// Bytes of a message. An event may have 64 KiB, and encryption makes four bytes of three.
const MOST: usize = 44_000;
/// Of which so many are for the line that says that there is more.
const RESERVED: usize = 500;

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Which request it is about.
    Heading {
        /// Its number.
        id: i64,
        /// The user ID that it asks for.
        mxid: String,
    },
    /// A line of ours.
    Line(String),
    /// A line of ours that leads somewhere.
    Link {
        /// What it says.
        text: String,
        /// Where it leads.
        link: String,
    },
    /// What somebody has typed: it cannot leave its quote.
    Quote(Vec<String>),
    /// Where a new paragraph begins.
    Gap,
}

impl FormattedText {
    /// Sets `blocks` in their order; what does not fit into one event is left out, and this is said.
    #[must_use]
    pub fn from_blocks(blocks: &[Block]) -> Self {
        let whole = Self::set_all(blocks);
        if whole.weight() <= MOST { whole } else { Self::set_all(&fitting(blocks)) }
    }

    /// Lines of ours, one beneath the other.
    #[must_use]
    pub fn from_lines(lines: &[String]) -> Self {
        let whole = Self::all_lines(lines);
        if whole.weight() <= MOST {
            return whole;
        }
        let blocks: Vec<Block> = lines.iter().cloned().map(Block::Line).collect();
        Self::all_lines(&fitting(&blocks).iter().flat_map(plain).collect::<Vec<_>>())
    }

    /// Bytes that it takes in an event.
    fn weight(&self) -> usize {
        [&self.plain, &self.html].map(|text| json!(text).to_string().len()).iter().sum()
    }

    fn set_all(blocks: &[Block]) -> Self {
        let plain: Vec<String> = blocks.iter().flat_map(plain).collect();
        let paragraphs = blocks.split(|block| *block == Block::Gap).map(markup);
        Self { plain: plain.join("\n"), html: html! { @for one in paragraphs { (one) } }.into_string() }
    }

    fn all_lines(lines: &[String]) -> Self {
        let html = html! { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } };
        Self { plain: lines.join("\n"), html: html.into_string() }
    }
}

/// As many of the blocks as fit, and a line that says that there is more.
fn fitting(blocks: &[Block]) -> Vec<Block> {
    let (mut kept, mut left) = (vec![], MOST - RESERVED);
    for block in blocks {
        let Some(rest) = left.checked_sub(FormattedText::set_all(slice::from_ref(block)).weight()) else {
            // Each character is written twice, and takes up to six bytes each time.
            kept.extend(shortened(block, left / 12));
            break;
        };
        left = rest;
        kept.push(block.clone());
    }
    kept.push(Block::Line(text!("room-cut")));
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
        Block::Heading { id, mxid } => vec![format!("#{id} · {mxid}")],
        Block::Line(line) => vec![line.clone()],
        Block::Link { text, link } => vec![format!("{text}: {link}")],
        Block::Quote(lines) => lines.iter().map(|line| format!("> {line}").trim_end().to_owned()).collect(),
        Block::Gap => vec![],
    }
}

/// A run of lines is a paragraph, and a quote stands between paragraphs.
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
            Block::Heading { id, mxid } => strong { "#" (id) " · " code { (mxid) } },
            Block::Line(line) => (line),
            Block::Link { text, link } => a href=(link) { (text) },
            Block::Quote(_) | Block::Gap => {}
        }
    }
}

/// An instant as every moderator reads it, whatever the language.
#[must_use]
pub fn format_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A span as people say it.
pub(crate) fn format_span(span: SignedDuration) -> String {
    match span.as_mins() {
        minutes if minutes < 120 => text!("room-span-minutes", count = minutes.max(0)),
        minutes if minutes < 48 * 60 => text!("room-span-hours", count = minutes / 60),
        minutes => text!("room-span-days", count = minutes / (24 * 60)),
    }
}

/// Who decided, in words.
#[must_use]
pub fn actor_name(actor: &Actor) -> String {
    match actor {
        Actor::Moderator(mxid) => mxid.to_string(),
        Actor::Operator => text!("room-by-operator"),
        Actor::Applicant | Actor::System => text!("room-by-system"),
    }
}

/// What somebody has typed, at most `room` bytes of it as a message carries them (once plain and
/// once as HTML) and at most `most` lines; and whether that is all.
#[must_use]
pub fn quote(text: &str, room: usize, most: usize) -> (Block, bool) {
    let all = lines(text);
    let (mut kept, mut left, mut whole) = (vec![], room, all.len() <= most);
    for line in all.into_iter().take(most) {
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
    (Block::Quote(kept), whole)
}

/// A text on one line, and no longer than `max` characters.
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
    fn lines_are_paragraphs_and_what_was_typed_is_quoted() {
        let words = FormattedText::from_blocks(&[
            Block::Heading { id: 1, mxid: "@a:x".into() },
            Block::Line("One".into()),
            Block::Quote(vec!["<b>".into(), String::new()]),
            Block::Line("Two".into()),
            Block::Gap,
            Block::Line("& three".into()),
        ]);
        assert_eq!(words.plain, "#1 · @a:x\nOne\n> <b>\n>\nTwo\n& three");
        assert_eq!(
            words.html,
            "<p><strong>#1 · <code>@a:x</code></strong><br>One</p><blockquote>&lt;b&gt;<br></blockquote>\
             <p>Two</p><p>&amp; three</p>"
        );
    }

    #[test]
    fn a_message_fits_into_an_event_and_says_what_it_leaves_out() {
        for many in [
            vec![Block::Line("\"<&\u{1}ä".repeat(20_000))],
            (0..2000).map(|number| Block::Line(format!("#{number} <@somebody:example.org>"))).collect(),
            vec![Block::Quote(vec!["\\\"".repeat(30_000)]), Block::Line("after".into())],
        ] {
            let words = FormattedText::from_blocks(&many);
            assert!(words.weight() <= MOST, "{}", words.weight());
            assert!(words.plain.ends_with("does not fit into one message.") && words.plain.len() > 1000);
            let lines: Vec<String> = many.iter().flat_map(plain).collect();
            assert!(FormattedText::from_lines(&lines).weight() <= MOST);
        }
        let whole = [Block::Line("a".repeat(20_000))];
        assert_eq!(FormattedText::from_blocks(&whole).plain.len(), 20_000, "what fits is left as it is");
    }

    #[test]
    fn a_long_quote_is_cut_by_its_bytes_and_by_its_lines() {
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
    fn a_long_text_is_clipped_at_a_character() {
        assert_eq!(clipped(" äöü\nxyz ", 5), "äöü x…");
        assert_eq!(clipped("äöü", 3), "äöü");
    }
}
