//! What the bot says, set twice from the same blocks: as plain text, and as HTML in which nothing
//! from outside is more than text.

use jiff::Timestamp;
use maud::{Markup, html};
use registration_core::{domain::Actor, text};
use serde::{Deserialize, Serialize};

/// A text in the two forms that a Matrix message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// For clients without HTML, and for notifications.
    pub plain: String,
    /// Everything in it that came from outside is escaped.
    pub html: String,
}

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

impl Words {
    /// Sets `blocks` in their order.
    #[must_use]
    pub fn set(blocks: &[Block]) -> Self {
        let plain: Vec<String> = blocks.iter().flat_map(plain).collect();
        let paragraphs = blocks.split(|block| *block == Block::Gap).map(markup);
        Self { plain: plain.join("\n"), html: html! { @for one in paragraphs { (one) } }.into_string() }
    }

    /// Lines of ours, one beneath the other.
    #[must_use]
    pub fn of_lines(lines: &[String]) -> Self {
        let html = html! { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } };
        Self { plain: lines.join("\n"), html: html.into_string() }
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
pub fn when(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Who decided, in words.
#[must_use]
pub fn by_whom(actor: &Actor) -> String {
    match actor {
        Actor::Moderator(mxid) => mxid.to_string(),
        Actor::Operator => text!("room-by-operator"),
        Actor::Applicant | Actor::System => text!("room-by-system"),
    }
}

/// Splits at everything that any client may show as a new line: a line that escaped its quote
/// could pass for one of ours. What cannot be seen is made to be seen.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            line.trim_end().chars().map(|c| if is_hidden(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
        })
        .collect()
}

/// Controls, marks that turn the reading direction around, and signs without width: with them a text
/// reads differently from what it says. Joiners stay, for scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
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

/// A text on one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    lines(text).join(" ")
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
        let words = Words::set(&[
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
    fn what_cannot_be_seen_is_made_to_be_seen() {
        assert_eq!(one_line("safe\u{202e}live\u{2066}\u{200b}\0"), "safe\u{fffd}live\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(
            one_line("\u{1f469}\u{200d}\u{1f680} می\u{200c}خواهم\tö"),
            "\u{1f469}\u{200d}\u{1f680} می\u{200c}خواهم\tö"
        );
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
