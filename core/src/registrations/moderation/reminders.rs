//! Reminders about requests that wait too long, and the daily digest. Both are recorded before they are sent and
//! marked after it, so that a crash loses nothing; compare-and-set keeps two processes from sending the same.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{Registration, RegistrationId, State, Verdict},
    registrations::context::Moderation,
    store::{
        First, StoreError,
        state::{Digested, Reminded, ReminderWish},
    },
};

/// The default after `on` if the configuration has none.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Requests per reminder.
const WAITING: u64 = 1000;

/// Requests that have waited too long.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// A unique key, so that the message is sent once.
    pub key: String,
    /// The requests, oldest first.
    pub waiting: Vec<Registration>,
    /// The minimum time that they have waited.
    pub after: SignedDuration,
}

/// The last 24 hours in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// A unique key, so that the message is sent once.
    pub key: String,
    /// New requests.
    pub asked: usize,
    /// How many of them are approved.
    pub approved: usize,
    /// How many of them are denied.
    pub denied: usize,
    /// Pending requests, whenever they came.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
}

impl Moderation {
    /// After how long moderators are reminded; `None` means never.
    pub async fn remind_after(&self) -> Result<Option<SignedDuration>, StoreError> {
        let of_config = self.config().moderation.remind_after;
        Ok(match self.store().state().get().await? {
            Some(ReminderWish::Off) => None,
            Some(ReminderWish::On) => Some(of_config.unwrap_or(DAY)),
            Some(ReminderWish::Hours(hours)) => Some(SignedDuration::from_hours(hours)),
            None => of_config,
        })
    }

    /// Turns reminders on, with `hours` to override the default.
    pub async fn remind(&self, hours: Option<u16>) -> Result<(), StoreError> {
        let wish = hours.map_or(ReminderWish::On, |hours| ReminderWish::Hours(hours.into()));
        self.store().state().set(&wish).await
    }

    /// Turns reminders off.
    pub async fn remind_never(&self) -> Result<(), StoreError> {
        self.store().state().set(&ReminderWish::Off).await
    }

    /// The reminder that is due now. The caller has to send it: until [`reminded`] marks it, it is returned again.
    ///
    /// [`reminded`]: Self::reminded
    pub async fn due_reminder(&self) -> Result<Option<Reminder>, StoreError> {
        let Some(after) = self.remind_after().await? else { return Ok(None) };
        let now = self.clock().now();
        let seen = self.store().state::<Reminded>().seen().await?;
        let mut known = seen.value.clone().unwrap_or_default();
        let (waiting, _) = self.store().page(&[State::AwaitingReview], First::Oldest, 0, WAITING).await?;
        if let Some((key, ids)) = &known.open {
            let waiting = waiting.into_iter().filter(|one| ids.contains(&one.id.0)).collect();
            return Ok(Some(Reminder { key: key.clone(), waiting, after }));
        }
        if self.is_quiet(now) {
            return Ok(None);
        }
        let held = self.store().held(&waiting.iter().map(|one| one.id.0).collect::<Vec<_>>(), now).await?;
        known.at.retain(|id, _| waiting.iter().any(|one| one.id.0 == *id));
        let due: Vec<Registration> =
            waiting.into_iter().filter(|one| !held.contains(&one.id.0) && known.is_due(one, now, after)).collect();
        if due.is_empty() {
            return Ok(None);
        }
        known.at.extend(due.iter().map(|one| (one.id.0, now.as_second())));
        let key = format!("{:032x}", rand::random::<u128>());
        known.open = Some((key.clone(), due.iter().map(|one| one.id.0).collect()));
        let is_ours = self.store().state().replace(&seen, &known).await?;
        Ok(is_ours.then_some(Reminder { key, waiting: due, after }))
    }

    /// Marks the reminder as sent.
    pub async fn reminded(&self, reminder: &Reminder) -> Result<(), StoreError> {
        let seen = self.store().state::<Reminded>().seen().await?;
        match &seen.value {
            Some(known) if known.open.as_ref().is_some_and(|(key, _)| *key == reminder.key) => {
                let known = Reminded { open: None, ..known.clone() };
                self.store().state().replace(&seen, &known).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// The digest, if it is due. [`digested`](Self::digested) marks it as sent.
    pub async fn due_digest(&self) -> Result<Option<Digest>, StoreError> {
        let Some(at) = self.config().moderation.digest_at else { return Ok(None) };
        let now = self.clock().now();
        let local = now.to_zoned(self.config().moderation.time_zone.clone());
        // The day of the last digest that was due.
        let day = if local.time() >= at { local.date() } else { local.date().yesterday().unwrap_or(local.date()) };
        let slot = self.store().state::<Digested>();
        let seen = slot.seen().await?;
        let key = match seen.value.clone() {
            Some(Digested { open: Some(key), .. }) => key,
            Some(told) if told.day >= day => return Ok(None),
            Some(_) => {
                let key = format!("{:032x}", rand::random::<u128>());
                if !slot.replace(&seen, &Digested { day, open: Some(key.clone()) }).await? {
                    return Ok(None);
                }
                key
            }
            // The first digest comes at its time, not at the first start.
            None => {
                slot.replace(&seen, &Digested { day, open: None }).await?;
                return Ok(None);
            }
        };
        self.digest(key, now).await.map(Some)
    }

    /// Marks the digest as sent.
    pub async fn digested(&self, digest: &Digest) -> Result<(), StoreError> {
        let seen = self.store().state::<Digested>().seen().await?;
        match seen.value {
            Some(Digested { day, open: Some(ref key) }) if *key == digest.key => {
                self.store().state().replace(&seen, &Digested { day, open: None }).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    async fn digest(&self, key: String, now: Timestamp) -> Result<Digest, StoreError> {
        let since = now.checked_sub(DAY).unwrap_or(now);
        let came = self.store().asked_within(since..Timestamp::MAX, u64::from(u16::MAX)).await?;
        let count = |verdict| {
            came.iter().filter(|one| one.decision.as_ref().is_some_and(|decision| decision.verdict == verdict)).count()
        };
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
    /// Whether a request has waited for `after`, and as long since the last reminder about it.
    fn is_due(&self, one: &Registration, now: Timestamp, after: SignedDuration) -> bool {
        let RegistrationId(id) = one.id;
        let since = self.at.get(&id).and_then(|at| Timestamp::from_second(*at).ok()).unwrap_or(one.changed_at);
        // A reopened request starts to wait again.
        now.duration_since(since.max(one.changed_at)) >= after
    }
}
