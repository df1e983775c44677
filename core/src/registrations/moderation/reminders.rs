//! Reminders to moderators: who has waited for too long, and once a day how things go. What is to be
//! said is written down before it is said and ticked off after it, so that a crash between the two
//! loses nothing; two processes that see the same are told apart by compare-and-set.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Registration, RegistrationId, State, Verdict},
    registrations::Registrations,
    store::{First, StoreError},
};

/// What moderators have said of reminders: `on`, `off`, or a number of hours.
const WISH: &str = "remind";
/// Who has been reminded of, and what is being said.
const REMINDED: &str = "reminded";
/// The day whose digest was told last, and what is being said.
const DIGEST: &str = "digest";
/// When somebody says `on` and the config says nothing.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// So many at a time.
const WAITING: u64 = 1000;

/// Requests that have waited for too long.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// Named once and for all, for the message to be sent once.
    pub key: String,
    /// Which requests, the oldest first.
    pub waiting: Vec<Registration>,
    /// So long at least.
    pub after: SignedDuration,
}

/// How the last day went, and what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Named once and for all, for the message to be sent once.
    pub key: String,
    /// Requests that came.
    pub asked: usize,
    /// Of these, those that were approved by now.
    pub approved: usize,
    /// Of these, those that were denied by now.
    pub denied: usize,
    /// Requests that wait for a decision, whenever they came.
    pub waiting: u64,
    /// Since when the oldest of them does.
    pub oldest: Option<Timestamp>,
}

/// What is remembered of reminders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Reminded {
    /// When each request was last reminded of, in seconds.
    at: BTreeMap<i64, i64>,
    /// What is being said, and of which requests.
    open: Option<(String, Vec<i64>)>,
}

/// What is remembered of the digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    day: Date,
    open: Option<String>,
}

impl Registrations {
    /// After how long moderators are reminded; `None` means never.
    pub async fn remind_after(&self) -> Result<Option<SignedDuration>, StoreError> {
        let of_config = self.config().moderation.remind_after;
        Ok(match self.store().setting(WISH).await?.as_deref() {
            Some("off") => None,
            Some("on") => Some(of_config.unwrap_or(DAY)),
            Some(hours) => hours.parse().ok().map(SignedDuration::from_hours).or(of_config),
            None => of_config,
        })
    }

    /// Reminds from now on, with `hours` after so many.
    pub async fn remind(&self, hours: Option<u16>) -> Result<(), StoreError> {
        let wish = hours.map_or_else(|| "on".to_owned(), |hours| hours.to_string());
        self.store().set_setting(WISH, &wish).await
    }

    /// Reminds no more.
    pub async fn remind_never(&self) -> Result<(), StoreError> {
        self.store().set_setting(WISH, "off").await
    }

    /// What moderators are to be reminded of now. It is theirs who got it from here: [`reminded`]
    /// ticks it off, and until then it is given out again.
    ///
    /// [`reminded`]: Self::reminded
    pub async fn due_reminder(&self) -> Result<Option<Reminder>, StoreError> {
        let Some(after) = self.remind_after().await? else { return Ok(None) };
        let now = self.clock().now();
        let before = self.store().setting(REMINDED).await?;
        let mut known: Reminded =
            before.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let (waiting, _) = self.store().page(&[State::AwaitingReview], First::Oldest, 0, WAITING).await?;
        if let Some((key, ids)) = &known.open {
            let waiting = waiting.into_iter().filter(|one| ids.contains(&one.id.0)).collect();
            return Ok(Some(Reminder { key: key.clone(), waiting, after }));
        }
        if self.is_quiet(now) {
            return Ok(None);
        }
        known.at.retain(|id, _| waiting.iter().any(|one| one.id.0 == *id));
        let due: Vec<Registration> = waiting.into_iter().filter(|one| known.is_due(one, now, after)).collect();
        if due.is_empty() {
            return Ok(None);
        }
        known.at.extend(due.iter().map(|one| (one.id.0, now.as_second())));
        let key = format!("{:032x}", rand::random::<u128>());
        known.open = Some((key.clone(), due.iter().map(|one| one.id.0).collect()));
        let is_ours = self.store().swap_setting(REMINDED, before.as_deref(), &written(&known)).await?;
        Ok(is_ours.then_some(Reminder { key, waiting: due, after }))
    }

    /// The reminder was said.
    pub async fn reminded(&self, reminder: &Reminder) -> Result<(), StoreError> {
        let before = self.store().setting(REMINDED).await?;
        let known: Option<Reminded> = before.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let Some(mut known) = known.filter(|known| known.open.as_ref().is_some_and(|(key, _)| *key == reminder.key))
        else {
            return Ok(());
        };
        known.open = None;
        self.store().swap_setting(REMINDED, before.as_deref(), &written(&known)).await.map(drop)
    }

    /// The digest, if it is time for it. [`digested`](Self::digested) ticks it off.
    pub async fn due_digest(&self) -> Result<Option<Digest>, StoreError> {
        let Some(at) = self.config().moderation.digest_at else { return Ok(None) };
        let now = self.clock().now();
        let local = now.to_zoned(self.config().moderation.time_zone.clone());
        // The day whose digest was due last.
        let day = if local.time() >= at { local.date() } else { local.date().yesterday().unwrap_or(local.date()) };
        let before = self.store().setting(DIGEST).await?;
        let told: Option<Told> = before.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let key = match told {
            Some(Told { open: Some(key), .. }) => key,
            Some(told) if told.day >= day => return Ok(None),
            Some(_) => {
                let key = format!("{:032x}", rand::random::<u128>());
                let told = Told { day, open: Some(key.clone()) };
                if !self.store().swap_setting(DIGEST, before.as_deref(), &written(&told)).await? {
                    return Ok(None);
                }
                key
            }
            // The first one comes at its time, not with the first start.
            None => {
                let told = Told { day, open: None };
                self.store().swap_setting(DIGEST, before.as_deref(), &written(&told)).await?;
                return Ok(None);
            }
        };
        self.digest(key, now).await.map(Some)
    }

    /// The digest was said.
    pub async fn digested(&self, digest: &Digest) -> Result<(), StoreError> {
        let before = self.store().setting(DIGEST).await?;
        let told: Option<Told> = before.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let Some(mut told) = told.filter(|told| told.open.as_ref() == Some(&digest.key)) else { return Ok(()) };
        told.open = None;
        self.store().swap_setting(DIGEST, before.as_deref(), &written(&told)).await.map(drop)
    }

    async fn digest(&self, key: String, now: Timestamp) -> Result<Digest, StoreError> {
        let since = now.checked_sub(DAY).unwrap_or(now);
        let came = self.store().asked_since(since, u64::from(u16::MAX)).await?;
        let count = |verdict| came.iter().filter(|one| one.decided.is_some_and(|(said, _)| said == verdict)).count();
        let (waiting, oldest) = self.store().waiting().await?;
        let (approved, denied) = (count(Verdict::Approve), count(Verdict::Deny));
        Ok(Digest { key, asked: came.len(), approved, denied, waiting, oldest })
    }

    fn is_quiet(&self, now: Timestamp) -> bool {
        let moderation = &self.config().moderation;
        let time = now.to_zoned(moderation.time_zone.clone()).time();
        moderation.quiet_hours.is_some_and(|hours| hours.contain(time))
    }
}

impl Reminded {
    /// Whether a request has waited for `after`, and for as long since the last reminder of it.
    fn is_due(&self, one: &Registration, now: Timestamp, after: SignedDuration) -> bool {
        let RegistrationId(id) = one.id;
        let since = self.at.get(&id).and_then(|at| Timestamp::from_second(*at).ok()).unwrap_or(one.changed_at);
        // A request that was reopened waits anew.
        now.duration_since(since.max(one.changed_at)) >= after
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
