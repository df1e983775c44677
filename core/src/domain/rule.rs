//! Block rules: by e-mail address, username or network.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::{Actor, EmailAddress, Localpart, names::names};

/// A rule's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub i64);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for RuleId {
    type Err = std::num::ParseIntError;

    /// Takes `3` and `#3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix('#').unwrap_or(text).parse().map(Self)
    }
}

/// Parses how long a rule applies: `30d`, `2w`, `12h`.
///
/// # Errors
/// A sentence that says what can be written.
pub fn parse_lifetime(text: &str) -> Result<SignedDuration, String> {
    text.parse::<Span>()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .ok()
        .filter(SignedDuration::is_positive)
        .ok_or_else(|| format!("{text:?} is not a time span like 30d, 2w or 12h"))
}

/// What a rule is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// The e-mail address, as typed and in its canonical form.
    Email,
    /// The username.
    Username,
    /// The network address.
    Address,
}

names!(RuleKind { Email = "email", Username = "username", Address = "ip" });

/// A rule to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRule {
    /// What it is compared with.
    pub kind: RuleKind,
    /// A regular expression, matched anywhere and ignoring case; or for addresses a network in CIDR notation, or a
    /// single address.
    pub pattern: String,
    /// The reason.
    pub reason: Option<String>,
    /// Whether blocked applicants see the reason.
    pub show_reason: bool,
    /// Who added it.
    pub author: Actor,
    /// Who confirmed it, if that is another person.
    #[serde(default)]
    pub confirmed_by: Option<Actor>,
    /// When it expires, if ever.
    pub expires_at: Option<Timestamp>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// Its content.
    pub says: NewRule,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Why a pattern is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It is empty, which would block everybody.
    #[error("the pattern is empty and would block everybody")]
    Empty,
    /// It is not a regular expression, or too large.
    #[error("it is not a regular expression: {0}")]
    Regex(String),
    /// It is neither an address nor a network.
    #[error("it is neither an address like 203.0.113.9 nor a network like 203.0.113.0/24 or 2001:db8::/32")]
    Network,
}

/// A rule blocks the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rule for the {by} blocks the request")]
pub struct Blocked {
    /// The kind of the rule; not which rule it is.
    pub by: RuleKind,
    /// The rule's reason, if applicants may see it.
    pub reason: Option<String>,
}

/// The maximum size of a compiled expression, in bytes.
const REGEX_SIZE: usize = 1 << 20;

#[derive(Clone, Debug)]
enum Matcher {
    Text(Regex),
    Network(IpNet),
}

impl NewRule {
    /// Checks the pattern, and normalises a network.
    ///
    /// # Errors
    /// The pattern is empty or not valid for its kind.
    pub fn checked(mut self) -> Result<Self, RuleError> {
        if let Matcher::Network(network) = self.matcher()? {
            self.pattern = network.to_string();
        }
        Ok(self)
    }

    fn matcher(&self) -> Result<Matcher, RuleError> {
        let pattern = self.pattern.trim();
        if pattern.is_empty() {
            return Err(RuleError::Empty);
        }
        match self.kind {
            RuleKind::Email | RuleKind::Username => RegexBuilder::new(pattern)
                .case_insensitive(true)
                .size_limit(REGEX_SIZE)
                .build()
                .map(Matcher::Text)
                .map_err(|error| RuleError::Regex(error.to_string())),
            RuleKind::Address => {
                let single = || pattern.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
                let network = pattern.parse().or_else(|_| single()).map_err(|_| RuleError::Network)?;
                Ok(Matcher::Network(network.trunc()))
            }
        }
    }
}

impl Rule {
    /// Whether it has not expired.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.says.expires_at.is_none_or(|until| now < until)
    }
}

/// All rules, compiled.
#[derive(Clone, Debug, Default)]
pub struct RuleSet(Vec<(Rule, Matcher)>);

impl RuleSet {
    /// Compiles the rules; one with an invalid pattern matches nothing.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        Self(rules.into_iter().filter_map(|rule| rule.says.matcher().ok().map(|matcher| (rule, matcher))).collect())
    }

    /// Whether it was made from these rules.
    #[must_use]
    pub fn is_of(&self, rules: &[Rule]) -> bool {
        self.0.iter().map(|(rule, _)| rule).eq(rules)
    }

    /// Whether a rule blocks this username.
    pub fn check_username(&self, name: &Localpart, now: Timestamp) -> Result<(), Blocked> {
        self.find(RuleKind::Username, now, |matcher| matcher.finds(name.as_str()))
    }

    /// Whether a rule blocks this e-mail address.
    pub fn check_email(&self, email: &EmailAddress, now: Timestamp) -> Result<(), Blocked> {
        let forms = [email.as_typed(), email.deliverable(), email.canonical()];
        self.find(RuleKind::Email, now, |matcher| forms.iter().any(|form| matcher.finds(form)))
    }

    /// Whether a rule blocks this network address.
    pub fn check_address(&self, address: IpAddr, now: Timestamp) -> Result<(), Blocked> {
        let address = address.to_canonical();
        self.find(RuleKind::Address, now, |matcher| matches!(matcher, Matcher::Network(net) if net.contains(&address)))
    }

    fn find(&self, kind: RuleKind, now: Timestamp, matches: impl Fn(&Matcher) -> bool) -> Result<(), Blocked> {
        let found = self.0.iter().find(|(rule, matcher)| rule.says.kind == kind && rule.holds(now) && matches(matcher));
        match found {
            None => Ok(()),
            Some((rule, _)) => {
                Err(Blocked { by: kind, reason: rule.says.reason.clone().filter(|_| rule.says.show_reason) })
            }
        }
    }
}

impl Matcher {
    fn finds(&self, text: &str) -> bool {
        matches!(self, Self::Text(regex) if regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn rule(kind: RuleKind, pattern: &str) -> NewRule {
        let (reason, author) = (Some("spam".to_owned()), Actor::Operator);
        NewRule {
            kind,
            pattern: pattern.to_owned(),
            reason,
            show_reason: false,
            author,
            confirmed_by: None,
            expires_at: None,
        }
    }

    fn set(rules: Vec<NewRule>) -> RuleSet {
        let rule = |(id, says)| Rule { id: RuleId(id), says, created_at: at(0) };
        RuleSet::new((0..).zip(rules).map(rule).collect())
    }

    #[test]
    fn networks_match_addresses_in_every_notation() {
        let rules = set(vec![
            rule(RuleKind::Address, "203.0.113.0/24"),
            rule(RuleKind::Address, "198.51.100.7"),
            rule(RuleKind::Address, "2001:db8::/32"),
        ]);
        for (address, kept_out) in [
            ("203.0.113.200", true),
            ("::ffff:203.0.113.200", true),
            ("203.0.114.1", false),
            ("198.51.100.7", true),
            ("198.51.100.8", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::1", false),
        ] {
            let address = address.parse().expect("an address");
            assert_eq!(rules.check_address(address, at(1)).is_err(), kept_out, "{address}");
        }
    }

    #[test]
    fn email_rules_match_typed_and_canonical_form() {
        let rules = set(vec![rule(RuleKind::Email, r"@spam\.example$"), rule(RuleKind::Email, "^mallory@")]);
        for (address, kept_out) in [
            ("a@SPAM.example", true),
            ("a@notspam.example", false),
            ("Mallory+x@example.org", true),
            ("a@spam.example.org", false),
        ] {
            assert_eq!(rules.check_email(&address.parse().expect("one"), at(1)).is_err(), kept_out, "{address}");
        }
    }

    #[test]
    fn rules_expire_and_hide_private_reasons() {
        let shown = NewRule { show_reason: true, expires_at: Some(at(10)), ..rule(RuleKind::Username, "admin") };
        let rules = set(vec![shown, rule(RuleKind::Username, "^root$")]);
        let check = |name: &str, now| rules.check_username(&Localpart::parse(name, "x").expect("a name"), at(now));
        let blocked = |reason| Err(Blocked { by: RuleKind::Username, reason });
        assert_eq!(check("the_admin", 9), blocked(Some("spam".to_owned())));
        assert_eq!(check("the_admin", 10), Ok(()));
        assert_eq!(check("root", 99), blocked(None));
        assert_eq!(check("rooter", 99), Ok(()));
    }

    #[test]
    fn lifetimes_parse_in_common_notations() {
        for (text, hours) in [("30d", 720), ("2w", 336), ("12h", 12), ("1d 6h", 30)] {
            assert_eq!(parse_lifetime(text), Ok(SignedDuration::from_hours(hours)), "{text}");
        }
        for text in ["", "0d", "-3d", "soon", "30", "1mo"] {
            assert!(parse_lifetime(text).is_err(), "{text}");
        }
    }

    #[test]
    fn invalid_patterns_fail_and_networks_are_normalised() {
        let checked = |kind, pattern| rule(kind, pattern).checked().map(|rule| rule.pattern);
        assert_eq!(checked(RuleKind::Address, "203.0.113.77/24").as_deref(), Ok("203.0.113.0/24"));
        assert_eq!(checked(RuleKind::Address, "::ffff:203.0.113.77").as_deref(), Ok("203.0.113.77/32"));
        assert_eq!(checked(RuleKind::Address, "203.0.113"), Err(RuleError::Network));
        assert!(matches!(checked(RuleKind::Email, "(a"), Err(RuleError::Regex(_))));
        assert!(matches!(checked(RuleKind::Email, "(?=a)b"), Err(RuleError::Regex(_))));
        assert!(matches!(checked(RuleKind::Email, "(a{1000}){1000}"), Err(RuleError::Regex(_))));
        assert_eq!(checked(RuleKind::Username, " "), Err(RuleError::Empty));
    }
}
