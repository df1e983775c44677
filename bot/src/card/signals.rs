//! The lines of a card about signals that may speak against a request, and its network address.

use std::net::{IpAddr, Ipv6Addr};

use registration_core::{
    config::ShowAddress,
    domain::{Alike, Related, State},
    messages::Language,
    registrations::Signals,
    text,
};

use super::{context::CardContext, prior};
use crate::matrix::format::one_line;

/// A person needs at least this many seconds to read the mail and fill in both forms.
const MIN_SECONDS: i64 = 20;

/// Maximum requests that the line about similar ones lists.
const MAX_ALIKE: usize = 10;

/// One line for each signal about the request `id`.
pub(crate) fn lines(id: i64, signals: &Signals, context: &CardContext<'_>) -> Vec<String> {
    let (language, domain) = (context.language, context.domain);
    let mut lines = prior::lines(language, &signals.prior_denials, domain);
    let is_alike = |other: &Related| signals.alike.iter().any(|one| one.id == other.id);
    let related = signals.related.iter().filter(|other| !is_alike(other));
    lines.extend(related.map(|other| related_line(language, other, domain)));
    lines.extend(alike_line(id, &signals.alike, context));
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

fn related_line(language: Language, other: &Related, domain: &str) -> String {
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

/// Similar pending requests by what they have in common, and how to deny all of them.
fn alike_line(id: i64, alike: &[Alike], context: &CardContext<'_>) -> Option<String> {
    let (language, prefix) = (context.language, context.prefix);
    let listed = &alike[..alike.len().min(MAX_ALIKE)];
    let mut groups = alike_groups(language, listed, |one| format!("#{}", one.id));
    let hidden = alike.len() - listed.len();
    groups.extend((hidden > 0).then(|| text!(in language, "room-alike-more", count = hidden)));
    (!groups.is_empty()).then(|| {
        let id = id.to_string();
        text!(in language, "room-card-alike", groups = groups.join(", "), prefix = prefix, id = id)
    })
}

/// The requests by what they have in common, each group as one text; `name` says how each request is named.
pub(crate) fn alike_groups(language: Language, alike: &[Alike], name: impl Fn(&Alike) -> String) -> Vec<String> {
    let of_group = |why| {
        let names: Vec<String> = alike.iter().filter(|one| in_common(one) == why).map(&name).collect();
        (!names.is_empty()).then(|| text!(in language, "room-alike", ids = names.join(", "), why = why))
    };
    ["both", "network", "reason"].into_iter().filter_map(of_group).collect()
}

/// The similarity of two requests, as the messages name it.
const fn in_common(one: &Alike) -> &'static str {
    match (one.same_network, one.same_reason) {
        (true, true) => "both",
        (true, false) => "network",
        (false, _) => "reason",
    }
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
    use registration_core::{
        Config,
        domain::{Localpart, RegistrationId},
    };

    use super::*;

    fn config() -> Config {
        let text = "synapse: {server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}\n\
                    hosts: [register.example.org]\nadmin: {email: admin@example.org}\n\
                    email: {host: 127.0.0.1, port: 9, from: bot@example.org}\n";
        Config::parse(text).unwrap()
    }

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
        let config = config();
        let context = CardContext::from_config(&config);
        let signals = Signals {
            related: vec![other(9, State::AwaitingReview, true), other(7, State::Active, false)],
            throwaway_mail: true,
            looks_like: vec!["admin".into(), "alice".into()],
            took: Some(SignedDuration::from_secs(9)),
            ..Signals::default()
        };
        insta::assert_snapshot!(lines(12, &signals, &context).join("\n"), @r"
        ⚠️ Related request: #9 @bert:example.org (same e-mail address), pending
        ⚠️ Related request: #7 @bert:example.org (same IP address), approved
        ⚠️ Disposable e-mail address
        ⚠️ Username resembles: admin, alice
        ⚠️ Form completed in 9 seconds (possible bot)
        ");
        let slow = Signals { took: Some(SignedDuration::from_secs(MIN_SECONDS)), ..Signals::default() };
        assert_eq!(lines(12, &slow, &context), Vec::<String>::new());
    }

    #[test]
    fn similar_requests_are_grouped_by_what_they_share() {
        let alike = |id, same_network, same_reason| Alike {
            id: RegistrationId(id),
            localpart: Localpart::parse("bert", "example.org").unwrap(),
            same_network,
            same_reason,
        };
        let config = config();
        let context = CardContext::from_config(&config);
        let all = vec![alike(9, true, false), alike(10, false, true), alike(11, true, false), alike(14, true, true)];
        let related = Related {
            id: RegistrationId(9),
            localpart: Localpart::parse("bert", "example.org").unwrap(),
            state: State::AwaitingReview,
            same_email: false,
            same_network: true,
        };
        let signals = Signals { alike: all, related: vec![related], ..Signals::default() };
        assert_eq!(
            lines(12, &signals, &context),
            [
                "⚠️ Similar pending requests: #14 (same network and similar reason), #9, #11 (same network), #10 (similar \
              reason). To deny all: !reg deny #12 --alike"
            ]
        );
        let many = Signals { alike: (1..=14).map(|id| alike(id, true, false)).collect(), ..Signals::default() };
        let line = lines(12, &many, &context).join("");
        assert!(line.contains("#9, #10 (same network), and 4 more. To") && !line.contains("#11"), "{line}");
    }
}
