//! Text that people typed: how much of it is visible, and how to show it safely.
//!
//! Pages, cards, mails and the terminal share these definitions.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

/// Consecutive combining marks that are shown; more of them climb over the lines above and below.
const MAX_MARKS: usize = 8;
/// A subdivision flag such as Scotland's spells a region code of at most six letters and digits.
const MAX_FLAG_TAGS: usize = 6;

const BLACK_FLAG: char = '\u{1f3f4}';
const CANCEL_TAG: char = '\u{e007f}';

#[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    // Unicode calls these letters or symbols, but they are blank.
    let blank = r"\s\u{2800}\u{13441}\u{13442}\u{1D159}";
    let invisible = r"\p{Mn}\p{Me}\p{C}\p{Default_Ignorable_Code_Point}";
    Regex::new(&format!("(?<blank>[{blank}][{blank}{invisible}]*)|[^{blank}{invisible}]")).unwrap()
});

#[expect(clippy::unwrap_used, reason = "a constant pattern, which the tests compile")]
static TOO_MANY_MARKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?<kept>\p{{M}}{{{MAX_MARKS}}})\p{{M}}+")).unwrap());

/// The number of characters that a reader sees.
///
/// A run of blanks counts once, and not at all at either end. Invisible characters, combining marks, and code points
/// without a glyph (unassigned or private use) do not count.
#[must_use]
pub fn visible_chars(text: &str) -> usize {
    let (mut count, mut ends_blank) = (0_usize, true);
    for found in COUNTED.captures_iter(text) {
        let blank = found.name("blank").is_some();
        if !(blank && count == 0) {
            count += 1;
        }
        ends_blank = blank;
    }
    if ends_blank { count.saturating_sub(1) } else { count }
}

/// The lines of `text`, split wherever any client may break a line, with hidden characters replaced by U+FFFD so that
/// a reader notices them.
///
/// The text cannot leave its quote or change the reading direction. Emoji, flags, and the joiners of scripts that
/// need them stay as they are.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n")
        .split(is_line_break)
        .map(|line| map_hidden(line.trim_end(), |_| Some(char::REPLACEMENT_CHARACTER)))
        .collect()
}

/// [`lines`], joined by spaces: for the terminal, the log, and a line of a card.
#[must_use]
pub fn one_line(text: &str) -> String {
    lines(text).join(" ")
}

/// `text` with `\n` for every line break, and without hidden characters.
#[must_use]
pub fn without_hidden(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.split(is_line_break).map(|line| map_hidden(line, |_| None)).collect::<Vec<_>>().join("\n")
}

/// Everything that some client shows as a line break.
const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Replaces or removes each hidden character of one line.
fn map_hidden(line: &str, replace: impl Fn(char) -> Option<char>) -> String {
    let line = if line.is_ascii() { Cow::Borrowed(line) } else { TOO_MANY_MARKS.replace_all(line, "$kept") };
    let (mut shown, mut before, mut rest) = (String::with_capacity(line.len()), None, &*line);
    while let Some(c) = rest.chars().next() {
        let tags = if c == BLACK_FLAG { flag_tags(&rest[c.len_utf8()..]) } else { "" };
        let (this, after) = rest.split_at(c.len_utf8() + tags.len());
        let stays = !is_hidden(c) || before.is_some_and(|before| belongs_after(c, before));
        if stays {
            shown.push_str(this);
        } else {
            shown.extend(replace(c));
        }
        (before, rest) = (stays.then_some(c), after);
    }
    shown
}

/// The tag characters at the start of `after`, if they spell a subdivision flag (UTS #51, ED-14a).
fn flag_tags(after: &str) -> &str {
    let end = after.find(|c: char| !matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'));
    let end = end.unwrap_or(after.len());
    let is_flag = (1..=MAX_FLAG_TAGS).contains(&after[..end].chars().count()) && after[end..].starts_with(CANCEL_TAG);
    if is_flag { &after[..end + CANCEL_TAG.len_utf8()] } else { "" }
}

/// Whether the hidden character `c` shapes the character before it, as scripts and emoji need it.
fn belongs_after(c: char, before: char) -> bool {
    let shapes = !before.is_ascii() && !before.is_whitespace();
    match c {
        // Joiners: in Persian, in Indic scripts, and in family emoji.
        '\u{200c}' | '\u{200d}' => shapes && (!is_hidden(before) || is_variation(before)),
        // Text or emoji style; a keycap is a digit, the style, and a frame around it.
        '\u{fe00}'..='\u{fe0f}' => (shapes || matches!(before, '0'..='9' | '#' | '*')) && !is_hidden(before),
        // Variants of ideographs.
        '\u{e0100}'..='\u{e01ef}' => {
            matches!(before, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        }
        // Variants of Mongolian letters, and their vowel separator.
        '\u{180b}'..='\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        _ => false,
    }
}

const fn is_variation(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Control characters, and what Unicode calls "default ignorable": characters without a glyph, among them those
/// that change the reading direction.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOTLAND: &str = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
    const FAMILY: &str = "\u{1f468}\u{200d}\u{1f469}\u{1f3fd}\u{200d}\u{1f467}";
    const HEART_ON_FIRE: &str = "\u{2764}\u{fe0f}\u{200d}\u{1f525}";
    const KEYCAP: &str = "1\u{fe0f}\u{20e3}";

    #[test]
    fn invisible_characters_do_not_count() {
        let invisible = "\u{3164}\u{2800}\u{ad}\u{200b}\u{2060}\u{115f}\u{ffa0}\u{34f}\u{180e}\
            \u{17b4}\u{e0041}\u{e0100}\u{fe0f}\u{301}\u{20dd}\u{a0}\u{3000}\u{2003}\
            \u{1d159}\u{13441}\u{e000}\u{10fffd}\u{378}\u{2028}\u{85}\u{0}\u{1b}";
        for c in invisible.chars() {
            let many = c.to_string().repeat(30);
            assert_eq!(visible_chars(&many), 0, "{c:?}");
            assert!(visible_chars(&format!("a{many}b{many}")) <= 3, "{c:?}");
            assert_eq!(visible_chars(&format!("{c} {c} ").repeat(30)), 0, "{c:?}");
        }
    }

    #[test]
    fn visible_characters_count_once() {
        for (text, count) in [
            ("", 0),
            ("a", 1),
            (" I  know\n\nBob. ", 11),
            ("Zoe\u{308}", 3),
            ("日本語です", 5),
            ("\u{65e5}\u{e0100}", 1),
            ("नमस्ते", 4),
            (SCOTLAND, 1),
            (FAMILY, 4),
            ("a\u{200b}b", 2),
            ("a \u{2800}\u{3164} b", 3),
        ] {
            assert_eq!(visible_chars(text), count, "{text:?}");
        }
    }

    #[test]
    fn emoji_flags_and_scripts_survive() {
        for text in [
            SCOTLAND,
            FAMILY,
            HEART_ON_FIRE,
            KEYCAP,
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f1e9}\u{1f1ea}",
            "\u{2714}\u{fe0e}",
            "می\u{200c}خواهم\tö",
            "क्\u{200d}ष",
            "\u{845b}\u{e0100}",
            "\u{182d}\u{180b}",
            "Zoe\u{308}",
        ] {
            assert_eq!(one_line(text), text);
            assert_eq!(without_hidden(text), text);
        }
    }

    #[test]
    fn hidden_characters_are_shown_or_removed() {
        for (text, shown) in [
            ("safe\u{202e}live\u{2066}", "safe\u{fffd}live\u{fffd}"),
            ("ad\u{200d}min", "ad\u{fffd}min"),
            ("a\u{fe0f}b", "a\u{fffd}b"),
            ("\u{1f600}\u{fe0f}\u{fe01}\u{fe02}", "\u{1f600}\u{fe0f}\u{fffd}\u{fffd}"),
            ("ö\u{200d}\u{200d}\u{200c}", "ö\u{200d}\u{fffd}\u{fffd}"),
            ("\u{1f600}\u{e0068}\u{e0069}\u{e007f}", "\u{1f600}\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{1f3f4}\u{e0067}\u{e0062}x", "\u{1f3f4}\u{fffd}\u{fffd}x"),
            ("\u{1f3f4}\u{e007f}", "\u{1f3f4}\u{fffd}"),
            ("\u{fe0f}\u{200d}\u{ad}\u{3164}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{1b}[2J\u{9b}\u{7f}", "\u{fffd}[2J\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(one_line(text), shown, "{text:?}");
            assert_eq!(without_hidden(text), shown.replace('\u{fffd}', ""), "{text:?}");
        }
        let smuggled: String = "\u{1f3f4}".chars().chain("approve".chars().map(as_tag)).chain([CANCEL_TAG]).collect();
        assert_eq!(without_hidden(&smuggled), "\u{1f3f4}", "more letters than a region has");
    }

    fn as_tag(c: char) -> char {
        char::from_u32(0xe0000 + u32::from(c)).unwrap_or(c)
    }

    #[test]
    fn every_kind_of_line_break_splits() {
        assert_eq!(lines("a\r\nb\rc\u{2028}d\u{85}e\u{b}f"), ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(without_hidden("a\r\nb\u{2029}\u{2029}c"), "a\nb\n\nc");
    }

    #[test]
    fn stacked_marks_are_limited() {
        let zalgo = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(one_line(&zalgo), format!("a{}b", "\u{301}".repeat(8)));
        assert_eq!(one_line("a\u{301}\u{302}\u{303}"), "a\u{301}\u{302}\u{303}");
    }
}
