//! Whether two texts are nearly identical: copies with a word or a name changed.

use std::collections::BTreeSet;

use super::text::without_hidden;

/// Characters of a text that are compared. The first ones are enough to recognise a copy.
const COMPARED: usize = 600;
/// Shorter texts say the same by chance: "to chat with friends".
const MIN_CHARS: usize = 30;
/// The share of common trigrams from which texts are nearly identical, in percent.
const MIN_COMMON: usize = 65;

/// A text in the form in which texts are compared: the set of its letter trigrams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(BTreeSet<[char; 3]>);

impl Fingerprint {
    /// The fingerprint of a text; `None` if the text is too short to be compared. Case, punctuation and spaces do not
    /// matter.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let letters = without_hidden(text).to_lowercase();
        let letters: Vec<char> = letters.chars().filter(|c| c.is_alphanumeric()).take(COMPARED).collect();
        (letters.len() >= MIN_CHARS)
            .then(|| Self(letters.windows(3).filter_map(|three| three.try_into().ok()).collect()))
    }

    /// Whether the texts are nearly identical.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let (all, most) = (self.0.len() + other.0.len(), 2 * self.0.len().min(other.0.len()));
        // Without counting: texts of very different lengths are never alike.
        most * 100 >= all * MIN_COMMON && 2 * self.0.intersection(&other.0).count() * 100 >= all * MIN_COMMON
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(Fingerprint::of);
        one.zip(other).is_some_and(|(one, other)| one.is_like(&other))
    }

    #[test]
    fn copies_with_small_changes_are_alike() {
        for (one, other) in [
            (
                "I want to join the community and talk about casino games.",
                "I want to join the community & talk about poker games!!",
            ),
            (
                "Hello, I am Anna and I would like to chat with my friends here",
                "hello i am bert and i would like to chat with my friends here.",
            ),
            ("أريد الانضمام إلى مجتمعكم للتحدث مع أصدقائي هنا", "أريد الانضمام إلى مجتمعكم للتحدث مع صديقتي هنا"),
            ("I\u{200b} want to join the community and talk", "I want to join\nthe community and talk"),
            (
                "I know Bob from school, he told me about this",
                &"I know Bob from school, he told me about this ".repeat(9),
            ),
        ] {
            assert!(are_alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn different_or_short_texts_are_not_alike() {
        for (one, other) in [
            (
                "I am a friend of Bob and would like to join the chess group.",
                "My class uses Matrix for homework and I need an account.",
            ),
            ("I want to chat with friends", "I want to chat with friends"),
            ("", ""),
        ] {
            assert!(!are_alike(one, other), "{one} / {other}");
        }
    }
}
