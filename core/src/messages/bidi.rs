//! Right-to-left text inside left-to-right text, by the Unicode Bidirectional Algorithm (UAX #9).

/// First strong isolate, and the end of an isolate.
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

/// Whether `text` has characters of scripts that are written from right to left.
pub(super) fn has_right_to_left(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_right_to_left)
}

/// `text` between marks that keep it and the words around it from changing each other's order. Text from outside has no
/// marks of its own: [`one_line`](crate::domain::text::one_line) replaces them.
pub(super) fn isolated(text: &str) -> String {
    format!("{FSI}{text}{PDI}")
}

/// `text`, isolated if it has right-to-left characters: for a line of left-to-right text.
#[must_use]
pub fn isolated_if_mixed(text: &str) -> String {
    if has_right_to_left(text) { isolated(text) } else { text.to_owned() }
}

/// The blocks of Unicode that are reserved for right-to-left scripts.
const fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_to_left_scripts_are_recognised() {
        for text in ["ليلى", "a שלום", "ﷺ", "\u{10a00}", "\u{1e900}"] {
            assert!(has_right_to_left(text), "{text}");
        }
        for text in ["", "alice", "Zoë", "日本", "нет", "✅", "\u{feff}"] {
            assert!(!has_right_to_left(text), "{text}");
        }
    }
}
