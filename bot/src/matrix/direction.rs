//! Right-to-left lines in clients that set every message from left to right.

use std::borrow::Cow;

use registration_core::messages::isolated_if_mixed;

/// Right-to-left mark, right-to-left isolate, and the end of an isolate.
const RLM: char = '\u{200f}';
const RLI: char = '\u{2067}';
const PDI: char = '\u{2069}';

/// `line`, with marks that set it from right to left if its first letter is written so. The mark before the isolate
/// aligns the line in clients that choose the side by the first letter. Matrix has no attribute for the direction.
pub(super) fn directed(line: &str) -> Cow<'_, str> {
    match first_letter(line) {
        Some(letter) if is_right_to_left(letter) => Cow::Owned(format!("{RLM}{RLI}{line}{PDI}")),
        _ => Cow::Borrowed(line),
    }
}

/// The first letter that is not in an isolate, as in rule P2 of the Unicode Bidirectional Algorithm.
fn first_letter(line: &str) -> Option<char> {
    let mut depth = 0_usize;
    line.chars().find(|c| {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            &PDI => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_alphabetic()
    })
}

fn is_right_to_left(letter: char) -> bool {
    let letter = letter.to_string();
    isolated_if_mixed(&letter) != letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_set_in_the_direction_of_its_first_letter() {
        for line in
            ["", "✅ 12", "New request: @ليلى", "#1 \u{2068}ليلى\u{2069} · posteo.example", "\u{2068}السبب\u{2069}"]
        {
            assert_eq!(directed(line), line);
        }
        for line in ["السبب:", "⏳ في انتظار", "\u{2066}#1 @lena\u{2069} · منذ دقيقة · UTC"] {
            assert_eq!(directed(line), format!("\u{200f}\u{2067}{line}\u{2069}"));
        }
    }
}
