//! The lines of a card about signals that may speak against a request, and its network address.

use std::net::{IpAddr, Ipv6Addr};

use registration_core::{
    config::ShowAddress,
    domain::{Related, State},
    messages::Language,
    registrations::Signals,
    text,
};

use super::prior;
use crate::matrix::format::one_line;

/// A person needs at least this many seconds to read the mail and fill in both forms.
const MIN_SECONDS: i64 = 20;

/// One line for each signal.
pub(crate) fn lines(language: Language, signals: &Signals, domain: &str) -> Vec<String> {
    let mut lines = prior::lines(language, &signals.prior_denials, domain);
    lines.extend(signals.related.iter().map(|other| related(language, other, domain)));
    if signals.throwaway_mail {
        lines.push(text!(in language, "room-card-throwaway"));
    }
    if !signals.looks_like.is_empty() {
        let mut names: Vec<String> = signals.looks_like.iter().map(|name| one_line(name)).collect();
        names.dedup();
        lines.push(text!(in language, "room-card-looks-like", names = names.join(", ")));
    }
    if let Some(seconds) = signals.took.map(|took| took.as_secs()).filter(|seconds| (0..MIN_SECONDS).contains(seconds))
    {
        lines.push(text!(in language, "room-card-quick", seconds = seconds));
    }
    lines
}

fn related(language: Language, other: &Related, domain: &str) -> String {
    let same = match (other.same_email, other.same_network) {
        (true, true) => text!(in language, "room-prior-same-both"),
        (true, false) => text!(in language, "room-prior-same-email"),
        (false, _) => text!(in language, "room-prior-same-network"),
    };
    let state = match other.state {
        State::AwaitingReview => "waiting",
        State::Provisioning | State::AwaitingPassword | State::Active => "approved",
        State::AwaitingEmail | State::AwaitingDetails => "unfinished",
        State::Revoked | State::Denied | State::Expired => "gone",
    };
    text!(in language, "room-card-related", id = other.id.to_string(), mxid = other.localpart.on(domain), state = state, same = same)
}

/// The network address as the card shows it. Shortened addresses have the first three numbers of IPv4, or the first 48
/// bits of IPv6, which providers assign to one site.
pub(super) fn address(address: IpAddr, show: ShowAddress) -> Option<String> {
    let address = address.to_canonical();
    match (show, address) {
        (ShowAddress::Hidden, _) => None,
        (ShowAddress::Shown, _) => Some(address.to_string()),
        (ShowAddress::Shortened, IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            Some(format!("{a}.{b}.{c}.*"))
        }
        (ShowAddress::Shortened, IpAddr::V6(v6)) => {
            Some(format!("{}/48", Ipv6Addr::from_bits(v6.to_bits() >> 80 << 80)))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use registration_core::domain::{Localpart, RegistrationId};

    use super::*;

    #[test]
    fn address_is_hidden_shortened_or_shown() {
        for (full, short) in [
            ("203.0.113.9", "203.0.113.*"),
            ("::ffff:203.0.113.9", "203.0.113.*"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            let full: IpAddr = full.parse().unwrap();
            assert_eq!(address(full, ShowAddress::Shortened).as_deref(), Some(short));
            assert_eq!(address(full, ShowAddress::Shown), Some(full.to_canonical().to_string()));
            assert_eq!(address(full, ShowAddress::Hidden), None);
        }
    }

    #[test]
    fn each_signal_has_a_line() {
        let other = |id, state, same_email| Related {
            id: RegistrationId(id),
            localpart: Localpart::parse("bert", "example.org").unwrap(),
            state,
            same_email,
            same_network: !same_email,
        };
        let signals = Signals {
            related: vec![other(9, State::AwaitingReview, true), other(7, State::Active, false)],
            throwaway_mail: true,
            looks_like: vec!["admin".into(), "alice".into()],
            took: Some(SignedDuration::from_secs(9)),
            ..Signals::default()
        };
        insta::assert_snapshot!(lines(Language::english(), &signals, "example.org").join("\n"), @r"
        ⚠️ Related request: #9 @bert:example.org (same e-mail address), pending
        ⚠️ Related request: #7 @bert:example.org (same IP address), approved
        ⚠️ Disposable e-mail address
        ⚠️ Username resembles: admin, alice
        ⚠️ Form completed in 9 seconds (possible bot)
        ");
        let slow = Signals { took: Some(SignedDuration::from_secs(MIN_SECONDS)), ..Signals::default() };
        assert_eq!(lines(Language::english(), &slow, "example.org"), Vec::<String>::new());
    }
}
