//! How long a mailed link works, in words.

use jiff::SignedDuration;

use crate::{messages::Language, text};

/// In whole hours, and below one in minutes. Nobody is promised more than half a minute too much.
pub(super) fn sentence(language: Language, left: SignedDuration) -> String {
    match (left.as_secs() + 30) / 60 {
        minutes if minutes < 60 => text!(in language, "mail-link-minutes", minutes = minutes.max(1)),
        minutes => text!(in language, "mail-link-hours", hours = minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_counted_in_what_people_count_in() {
        for (seconds, said) in [
            (48 * 3600 - 1, "48 hours"),
            (48 * 3600 - 90, "47 hours"),
            (7199, "2 hours"),
            (3600, "1 hour"),
            (3500, "58 minutes"),
            (60, "1 minute"),
            (1, "1 minute"),
        ] {
            let sentence = sentence(Language::english(), SignedDuration::from_secs(seconds));
            assert_eq!(sentence, format!("The link expires in {said} and works once."), "{seconds}");
        }
    }
}
