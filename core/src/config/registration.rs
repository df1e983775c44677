//! How accounts are asked for, and how long requests are kept.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de::Error};
use serde_yaml::Value;

use super::values;
use crate::store::Limit;

/// How accounts are asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationConfig {
    /// When the account comes to be.
    pub account_creation: AccountCreation,
    /// In characters.
    pub min_reason_length: usize,
    /// In characters.
    pub min_password_length: usize,
    /// How long a mailed link can be used.
    #[serde(deserialize_with = "values::duration")]
    pub link_lifetime: SignedDuration,
    /// Names that nobody may ask for.
    pub reserved_usernames: Vec<String>,
}

impl Default for RegistrationConfig {
    fn default() -> Self {
        Self {
            account_creation: AccountCreation::OnRequest,
            min_reason_length: 30,
            min_password_length: 12,
            link_lifetime: SignedDuration::from_hours(48),
            reserved_usernames: RESERVED.map(str::to_owned).to_vec(),
        }
    }
}

/// Names that speak for a server: the mailboxes of RFC 2142, and a few that strangers would trust.
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

/// When the account comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountCreation {
    /// With the request, locked until it is approved.
    OnRequest,
    /// After the approval, when the applicant sets a password through a mailed link.
    OnApproval,
}

/// How long registrations are kept, in days. The Django app's own example writes a list of
/// one-key maps, which is taken as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Those that nobody finished.
    pub started: u16,
    /// Those that were decided.
    pub completed: u16,
    /// Those that nobody decides; `None` keeps them for ever.
    pub pending: Option<u16>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { started: 2, completed: 30, pending: None }
    }
}

impl<'de> Deserialize<'de> for Retention {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let maps = match Value::deserialize(from)? {
            Value::Null => vec![],
            Value::Sequence(maps) => maps,
            map => vec![map],
        };
        let mut retention = Self::default();
        for map in maps {
            let map: BTreeMap<String, u16> = serde_yaml::from_value(map).map_err(D::Error::custom)?;
            for (key, days) in map {
                match key.as_str() {
                    _ if days == 0 => return Err(D::Error::custom(format!("`{key}` must be at least one day"))),
                    "started" => retention.started = days,
                    "completed" => retention.completed = days,
                    "pending" => retention.pending = Some(days),
                    _ => {
                        let message = format!("unknown field `{key}`, expected `started`, `completed` or `pending`");
                        return Err(D::Error::custom(message));
                    }
                }
            }
        }
        Ok(retention)
    }
}

/// How often one client may do something: one IPv4 address, or one IPv6 network of 64 bits.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// So many submissions of an e-mail address …
    #[serde(deserialize_with = "at_least_one")]
    pub email_submission: u32,
    /// … in so many hours.
    #[serde(deserialize_with = "at_least_one")]
    pub email_submission_hours: u32,
    /// So many times each form can be sent …
    #[serde(deserialize_with = "at_least_one")]
    pub forms: u32,
    /// … in so many minutes.
    #[serde(deserialize_with = "at_least_one")]
    pub forms_minutes: u32,
    /// So many new requests in a day from all clients together; `None` is no limit.
    pub requests_per_day: Option<std::num::NonZeroU32>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { email_submission: 3, email_submission_hours: 24, forms: 60, forms_minutes: 10, requests_per_day: None }
    }
}

impl RateLimit {
    /// For mails that our form sends.
    #[must_use]
    pub fn submissions(self) -> Limit {
        let per = SignedDuration::from_hours(i64::from(self.email_submission_hours));
        Limit { count: self.email_submission, per }
    }

    /// For mails that are asked for again: a few times as many, for a whole company or school may sit
    /// behind one address.
    #[must_use]
    pub fn resends(self) -> Limit {
        let Limit { count, per } = self.submissions();
        Limit { count: count.saturating_mul(5), per }
    }

    /// For the requests of all clients together, if there is a limit.
    #[must_use]
    pub fn all_together(self) -> Option<Limit> {
        self.requests_per_day.map(|count| Limit { count: count.get(), per: SignedDuration::from_hours(24) })
    }

    /// For each form.
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
