//! The sentence that says how long a mailed link works.

use jiff::SignedDuration;

use crate::{messages::Language, text};

/// In days from three days on, in hours, or in minutes below one hour. Never more than half a minute too long.
pub(super) fn sentence(language: Language, left: SignedDuration) -> String {
    match (left.as_secs() + 30) / 60 {
        minutes if minutes < 60 => text!(in language, "mail-link-minutes", minutes = minutes.max(1)),
        minutes if minutes < 72 * 60 => text!(in language, "mail-link-hours", hours = minutes / 60),
        minutes => text!(in language, "mail-link-days", days = minutes / (24 * 60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_time_is_in_days_hours_or_minutes() {
        for (seconds, said) in [
            (7 * 24 * 3600 - 1, "7 days"),
            (7 * 24 * 3600 - 90, "6 days"),
            (72 * 3600, "3 days"),
            (72 * 3600 - 90, "71 hours"),
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
