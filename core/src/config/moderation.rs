//! The section `moderation`: who decides on requests, what moderators see, and when they are reminded.

use jiff::{SignedDuration, civil::Time, tz::TimeZone};
use serde::{Deserialize, Deserializer, de::Error};

use super::{
    matrix::{self, User},
    values::{self, OneOrMany},
};
use crate::domain::Verdict;

/// One reason for each digit reaction.
const MAX_REASONS: usize = 9;
/// In characters, for reading a list of reasons on a phone.
const MAX_REASON_LENGTH: usize = 300;

/// Who decides on requests, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModerationConfig {
    /// The lowest power level of a moderator.
    pub min_power_level: i64,
    /// If not empty, only these members are moderators, whatever their power level.
    #[serde(deserialize_with = "user_ids")]
    pub only: Vec<String>,
    /// Whether only members of our own homeserver are moderators.
    pub only_local: bool,
    /// How many moderators have to approve.
    #[serde(deserialize_with = "votes")]
    pub approvals_required: usize,
    /// How many moderators have to deny.
    #[serde(deserialize_with = "votes")]
    pub denials_required: usize,
    /// The reactions for voting.
    pub reactions: Reactions,
    /// How much of an applicant's IP address a card shows.
    pub show_address: ShowAddress,
    /// How long a decision can be undone: its effects wait as long. Zero: not at all.
    #[serde(deserialize_with = "undo")]
    pub undo: SignedDuration,
    /// Whether a denial needs a reason.
    pub require_reason: bool,
    /// Reasons that the bot offers for a denial.
    #[serde(deserialize_with = "reasons")]
    pub deny_reasons: Vec<String>,
    /// When moderators are reminded of a waiting request, if at all.
    #[serde(deserialize_with = "values::optional_duration")]
    pub remind_after: Option<SignedDuration>,
    /// The time of the daily digest, if there is one.
    #[serde(deserialize_with = "time_of_day")]
    pub digest_at: Option<Time>,
    /// When no reminders are sent.
    pub quiet_hours: Option<QuietHours>,
    /// The moderators' time zone.
    #[serde(deserialize_with = "time_zone")]
    pub time_zone: TimeZone,
    /// A room for a log of decisions without personal data, as an ID or an alias.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub log_room: Option<String>,
}

/// Up to a day: applicants wait as long for an answer.
fn undo<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(from)?;
    let undo = if text == "0" { Some(SignedDuration::ZERO) } else { text.parse().ok() };
    let is_valid = |undo: &SignedDuration| !undo.is_negative() && *undo <= SignedDuration::from_hours(24);
    undo.filter(is_valid).ok_or_else(|| D::Error::custom("expected a duration of at most 24h like 60s or 5m, or 0"))
}

/// Full user IDs, such as `@you:example.org`.
pub(super) fn user_ids<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let OneOrMany(users) = OneOrMany::<User>::deserialize(from)?;
    Ok(users.into_iter().map(|User(id)| id).collect())
}

impl ModerationConfig {
    /// How many votes this verdict needs.
    #[must_use]
    pub const fn votes_needed(&self, verdict: Verdict) -> usize {
        match verdict {
            Verdict::Approve => self.approvals_required,
            Verdict::Deny => self.denials_required,
        }
    }
}

impl Default for ModerationConfig {
    fn default() -> Self {
        Self {
            min_power_level: 50,
            only: vec![],
            only_local: false,
            approvals_required: 1,
            denials_required: 1,
            reactions: Reactions::default(),
            show_address: ShowAddress::default(),
            undo: SignedDuration::from_secs(60),
            require_reason: false,
            deny_reasons: vec![],
            remind_after: None,
            digest_at: None,
            quiet_hours: None,
            time_zone: TimeZone::UTC,
            log_room: None,
        }
    }
}

/// How much of an applicant's IP address moderators see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShowAddress {
    /// The whole address.
    Shown,
    /// Its network on the card, the whole address on request.
    #[default]
    Shortened,
    /// Nothing.
    Hidden,
}

/// A period of each day, which may include midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct QuietHours {
    from: Time,
    until: Time,
}

impl QuietHours {
    /// Whether `time` is in this period.
    #[must_use]
    pub fn contain(&self, time: Time) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }
}

impl TryFrom<String> for QuietHours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let ends = text.split_once('-').and_then(|(from, until)| Some((clock_time(from)?, clock_time(until)?)));
        match ends {
            Some((from, until)) if from != until => Ok(Self { from, until }),
            _ => Err("expected a span of a day like \"22:00-07:00\"".to_owned()),
        }
    }
}

/// The reactions that approve and deny. The bot adds the first of each to a card.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawReactions")]
pub struct Reactions {
    /// Reactions that approve.
    pub approve: Vec<String>,
    /// Reactions that deny.
    pub deny: Vec<String>,
}

impl Default for Reactions {
    fn default() -> Self {
        Self { approve: vec!["✅".into(), "👍".into()], deny: vec!["❌".into(), "👎".into()] }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReactions {
    approve: Option<Vec<String>>,
    deny: Option<Vec<String>>,
}

impl TryFrom<RawReactions> for Reactions {
    type Error = String;

    fn try_from(raw: RawReactions) -> Result<Self, String> {
        let defaults = Self::default();
        let reactions =
            Self { approve: raw.approve.unwrap_or(defaults.approve), deny: raw.deny.unwrap_or(defaults.deny) };
        if reactions.approve.is_empty() || reactions.deny.is_empty() {
            return Err("`approve` and `deny` need at least one reaction each".into());
        }
        match reactions.approve.iter().find(|key| reactions.deny.contains(key)) {
            Some(_) => Err("a reaction cannot both approve and deny".to_owned()),
            None => Ok(reactions),
        }
    }
}

fn votes<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    match usize::deserialize(from)? {
        0 => Err(D::Error::custom("at least 1 is needed")),
        count => Ok(count),
    }
}

fn reasons<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let reasons = values::one_or_many(from)?;
    if reasons.len() > MAX_REASONS {
        return Err(D::Error::custom(format!("expected at most {MAX_REASONS} reasons")));
    }
    match reasons.iter().find(|reason| reason.trim().is_empty() || reason.chars().count() > MAX_REASON_LENGTH) {
        Some(_) => Err(D::Error::custom(format!("a reason has 1 to {MAX_REASON_LENGTH} characters"))),
        None => Ok(reasons),
    }
}

fn time_of_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    let Some(text) = values::optional_text(from)? else { return Ok(None) };
    clock_time(&text).map(Some).ok_or_else(|| D::Error::custom("expected a time of day like \"08:00\""))
}

/// Parses `08:00`.
fn clock_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn time_zone<'de, D: Deserializer<'de>>(from: D) -> Result<TimeZone, D::Error> {
    let Some(name) = values::optional_text(from)? else { return Ok(TimeZone::UTC) };
    if name.eq_ignore_ascii_case("utc") {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(&name).map_err(|_| D::Error::custom("expected a time zone like Europe/Berlin"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn read(yaml: &str) -> Result<ModerationConfig, String> {
        super::super::yaml::read(yaml).map(|document| document.content).map_err(|error| error.to_string())
    }

    #[test]
    fn quiet_hours_may_include_midnight() {
        let night = QuietHours::try_from("22:00-07:00".to_owned()).expect("hours");
        let noon = QuietHours::try_from("12:00 - 13:30".to_owned()).expect("hours");
        for (hours, at, quiet) in [
            (night, time(21, 59, 59, 0), false),
            (night, time(22, 0, 0, 0), true),
            (night, time(0, 0, 0, 0), true),
            (night, time(7, 0, 0, 0), false),
            (noon, time(12, 0, 0, 0), true),
            (noon, time(13, 30, 0, 0), false),
            (noon, time(0, 0, 0, 0), false),
        ] {
            assert_eq!(hours.contain(at), quiet, "{hours:?} {at}");
        }
    }

    #[test]
    fn valid_values_are_read_and_invalid_ones_refused() {
        let config = read("show_address: hidden\nremind_after: 24h\ndigest_at: '08:00'\ntime_zone: Europe/Berlin\n")
            .expect("fine");
        assert_eq!(config.show_address, ShowAddress::Hidden);
        assert_eq!(config.remind_after, Some(SignedDuration::from_hours(24)));
        assert_eq!(config.digest_at, Some(time(8, 0, 0, 0)));
        assert_eq!(config.time_zone.iana_name(), Some("Europe/Berlin"));
        assert_eq!(read("remind_after: null").expect("fine").remind_after, None);
        for invalid in [
            "show_address: maybe",
            "remind_after: soon",
            "digest_at: '25:00'",
            "digest_at: noon",
            "quiet_hours: '22:00'",
            "quiet_hours: '08:00-08:00'",
            "time_zone: Mars/Olympus",
            "deny_reasons: ['']",
            "deny_reasons: [a, b, c, d, e, f, g, h, i, j]",
        ] {
            assert!(read(invalid).is_err(), "{invalid}");
        }
    }
}
