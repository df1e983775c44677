//! The line of a card about other requests with the same mail domain.

use registration_core::{domain::DomainHistory, messages::Language, text};

use crate::matrix::format::one_line;

/// How many other requests with the mail domain of this address were approved, were denied, and are pending.
pub(super) fn line(language: Language, email: &str, history: &DomainHistory) -> String {
    let DomainHistory { approved, denied, pending, is_cut } = *history;
    let domain = one_line(email.rsplit('@').next().unwrap_or_default());
    let counts = [
        (approved > 0).then(|| text!(in language, "room-domain-approved", count = approved)),
        (denied > 0).then(|| text!(in language, "room-domain-denied", count = denied)),
        (pending > 0).then(|| text!(in language, "room-domain-pending", count = pending)),
    ];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if is_cut {
        text!(in language, "room-card-domain-newest", domain = domain, counts = counts, count = approved + denied + pending)
    } else {
        text!(in language, "room-card-domain", domain = domain, counts = counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_each_outcome_are_named() {
        let of = |approved, denied, pending, is_cut| {
            let history = DomainHistory { approved, denied, pending, is_cut };
            line(Language::english(), "a@corp.example", &history)
        };
        assert_eq!(of(3, 1, 0, false), "Other requests from corp.example: 3 approved, 1 denied");
        assert_eq!(of(0, 0, 12, false), "Other requests from corp.example: 12 pending");
        assert_eq!(of(60, 38, 2, true), "The last 100 requests from corp.example: 60 approved, 38 denied, 2 pending");
        let arabic = Language::named("ar").unwrap();
        let history = DomainHistory { approved: 3, denied: 1, ..DomainHistory::default() };
        assert!(line(arabic, "a@corp.example", &history).contains("\u{2068}corp.example\u{2069}"));
    }
}
