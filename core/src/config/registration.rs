//! The sections `registration`, `retention` and `rate_limit`.

use std::{fmt, num::NonZeroU16};

use jiff::SignedDuration;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{questions, values};
use crate::domain::{Limit, Question};

/// How accounts are requested and created.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationConfig {
    /// When the account is created.
    pub account_creation: AccountCreation,
    /// In characters.
    pub min_reason_length: usize,
    /// In characters.
    pub min_password_length: usize,
    /// How long a mailed link is valid.
    #[serde(deserialize_with = "values::duration")]
    pub link_lifetime: SignedDuration,
    /// Whether applicants are asked why they would like to join.
    pub ask_reason: bool,
    /// More questions for applicants.
    #[serde(deserialize_with = "questions::questions")]
    pub questions: Vec<Question>,
    /// Usernames that cannot be requested.
    pub reserved_usernames: Vec<String>,
}

impl Default for RegistrationConfig {
    fn default() -> Self {
        Self {
            account_creation: AccountCreation::OnRequest,
            min_reason_length: 30,
            min_password_length: 12,
            link_lifetime: SignedDuration::from_hours(48),
            ask_reason: true,
            questions: vec![],
            reserved_usernames: RESERVED.map(str::to_owned).to_vec(),
        }
    }
}

impl RegistrationConfig {
    /// What step 3 asks for, for messages: `both` a password and a reason, the `reason`, or `other` things.
    #[must_use]
    pub fn asks(&self) -> &'static str {
        match (self.ask_reason, self.account_creation) {
            (true, AccountCreation::OnRequest) => "both",
            (true, AccountCreation::OnApproval) => "reason",
            (false, _) => "other",
        }
    }
}

/// Names that sound official: the mailboxes of RFC 2142 and a few more.
const RESERVED: [&str; 16] = [
    "abuse",
    "admin",
    "administrator",
    "hostmaster",
    "matrix",
    "moderator",
    "noc",
    "noreply",
    "postmaster",
    "root",
    "security",
    "server",
    "support",
    "synapse",
    "system",
    "webmaster",
];

/// When the account is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountCreation {
    /// With the request, locked until it is approved.
    OnRequest,
    /// After the approval, when the applicant sets a password through a mailed link.
    OnApproval,
}

/// How long registrations are kept, in days. The Django app's example has a list of maps
/// with one key each, which is also accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Unfinished requests.
    pub started: u16,
    /// Decided requests.
    pub completed: u16,
    /// Requests that wait for a decision; `None` keeps them forever.
    pub pending: Option<u16>,
    /// Questions to applicants: after that they can no longer be answered.
    pub answer: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self { started: 2, completed: 30, pending: None, answer: 7 }
    }
}

/// A map with any of these keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    started: Option<NonZeroU16>,
    completed: Option<NonZeroU16>,
    pending: Option<NonZeroU16>,
    answer: Option<NonZeroU16>,
}

impl Retention {
    fn set(&mut self, days: &Days) {
        self.started = days.started.map_or(self.started, NonZeroU16::get);
        self.completed = days.completed.map_or(self.completed, NonZeroU16::get);
        self.pending = days.pending.map(NonZeroU16::get).or(self.pending);
        self.answer = days.answer.map_or(self.answer, NonZeroU16::get);
    }
}

impl<'de> Deserialize<'de> for Retention {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Maps;
        impl<'de> Visitor<'de> for Maps {
            type Value = Retention;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`started`, `completed`, `pending` and `answer`, in days")
            }

            fn visit_unit<E: Error>(self) -> Result<Retention, E> {
                Ok(Retention::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Retention, A::Error> {
                let mut retention = Retention::default();
                retention.set(&Days::deserialize(MapAccessDeserializer::new(map))?);
                Ok(retention)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut maps: A) -> Result<Retention, A::Error> {
                let mut retention = Retention::default();
                while let Some(days) = maps.next_element()? {
                    retention.set(&days);
                }
                Ok(retention)
            }
        }
        from.deserialize_any(Maps)
    }
}

/// Rate limits per client: an IPv4 address, or an IPv6 network of 64 bits.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// How many e-mail addresses a client may submit …
    #[serde(deserialize_with = "at_least_one")]
    pub email_submission: u32,
    /// … in this many hours.
    #[serde(deserialize_with = "at_least_one")]
    pub email_submission_hours: u32,
    /// How often a client may send each form …
    #[serde(deserialize_with = "at_least_one")]
    pub forms: u32,
    /// … in this many minutes.
    #[serde(deserialize_with = "at_least_one")]
    pub forms_minutes: u32,
    /// How many new requests all clients together may make per day; `None` is no limit.
    pub requests_per_day: Option<std::num::NonZeroU32>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { email_submission: 3, email_submission_hours: 24, forms: 60, forms_minutes: 10, requests_per_day: None }
    }
}

impl RateLimit {
    /// The limit for mails that the form sends.
    #[must_use]
    pub fn submissions(self) -> Limit {
        let per = SignedDuration::from_hours(i64::from(self.email_submission_hours));
        Limit { count: self.email_submission, per }
    }

    /// The limit for sending mails again: a few times higher, since a company or a school may share one address.
    #[must_use]
    pub fn resends(self) -> Limit {
        let Limit { count, per } = self.submissions();
        Limit { count: count.saturating_mul(5), per }
    }

    /// The limit for all clients together, if there is one.
    #[must_use]
    pub fn all_together(self) -> Option<Limit> {
        self.requests_per_day.map(|count| Limit { count: count.get(), per: SignedDuration::from_hours(24) })
    }

    /// The limit for each form.
    #[must_use]
    pub fn each_form(self) -> Limit {
        Limit { count: self.forms, per: SignedDuration::from_mins(i64::from(self.forms_minutes)) }
    }
}

fn at_least_one<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        0 => Err(D::Error::custom("must be at least 1")),
        count => Ok(count),
    }
}
