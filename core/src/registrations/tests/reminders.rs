//! When moderators are reminded, and of what.

use super::*;

const REMIND: &str =
    "moderation: {remind_after: 24h, quiet_hours: '22:00-07:00', digest_at: '08:30', time_zone: Asia/Kolkata}\n";

impl TestCore {
    /// The requests that moderators are reminded of now; records the reminder.
    async fn reminds(&self) -> Vec<RegistrationId> {
        let Some(reminder) = self.registrations.moderation().due_reminder().await.expect("read") else { return vec![] };
        self.registrations.moderation().reminded(&reminder).await.expect("written");
        reminder.waiting.iter().map(|one| one.id).collect()
    }
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

#[tokio::test]
async fn reminders_repeat_after_hours_and_not_at_night() {
    // It is half past one in the afternoon in Kolkata.
    let core = TestCore::with(REMIND).await;
    let alice = core.files("alice", "a@example.org").await;
    core.waits(hours(5));
    let bert = core.files("bert", "b@example.org").await;
    assert_eq!(core.reminds().await, []);
    core.waits(hours(19));
    assert_eq!(core.reminds().await, [alice]);
    assert_eq!(core.reminds().await, [], "once");
    core.waits(hours(5));
    assert_eq!(core.reminds().await, [bert]);
    // Half past one and half past four at night.
    core.waits(hours(31));
    assert_eq!(core.reminds().await, [], "quiet hours");
    core.waits(hours(10));
    assert_eq!(core.reminds().await, [alice, bert], "one message, in the morning");
    core.registrations.moderation().decide(alice, denial()).await.expect("denied");
    core.waits(hours(24));
    assert_eq!(core.reminds().await, [bert]);
}

#[tokio::test]
async fn unsent_reminder_is_returned_again() {
    let core = TestCore::with(REMIND).await;
    let alice = core.files("alice", "a@example.org").await;
    core.waits(hours(24));
    let moderation = core.registrations.moderation();
    let (one, other) = tokio::join!(moderation.due_reminder(), moderation.due_reminder());
    let keys: Vec<_> = [one, other].into_iter().filter_map(|due| due.expect("read")).map(|due| due.key).collect();
    let first = keys.first().expect("at least one of them");
    assert!(keys.iter().all(|key| key == first), "one message, whoever sends it: {keys:?}");
    let again = core.registrations.moderation().due_reminder().await.expect("read").expect("still to be said");
    assert_eq!((&again.key, again.waiting[0].id), (first, alice));
    core.registrations.moderation().reminded(&again).await.expect("written");
    assert!(core.registrations.moderation().due_reminder().await.expect("read").is_none());
}

#[tokio::test]
async fn moderators_setting_overrides_the_config() {
    let core = TestCore::open().await;
    let registrations = &core.registrations;
    assert_eq!(registrations.moderation().remind_after().await.expect("read"), None);
    registrations.moderation().remind(None).await.expect("written");
    assert_eq!(registrations.moderation().remind_after().await.expect("read"), Some(hours(24)));
    registrations.moderation().remind(Some(3)).await.expect("written");
    assert_eq!(registrations.moderation().remind_after().await.expect("read"), Some(hours(3)));
    let alice = core.files("alice", "a@example.org").await;
    core.waits(hours(3));
    assert_eq!(core.reminds().await, [alice]);
    registrations.moderation().remind_never().await.expect("written");
    core.waits(hours(30));
    assert_eq!(core.reminds().await, []);
}

#[tokio::test]
async fn digest_is_due_once_a_day() {
    // Half past one in the afternoon; the digest comes at half past eight.
    let core = TestCore::with(REMIND).await;
    let registrations = &core.registrations;
    assert_eq!(registrations.moderation().due_digest().await.expect("read"), None, "not with the first start");
    let alice = core.files("alice", "a@example.org").await;
    core.files("bert", "b@example.org").await;
    registrations.moderation().decide(alice, approval()).await.expect("approved");
    core.waits(hours(18));
    assert_eq!(registrations.moderation().due_digest().await.expect("read"), None, "half past seven");
    core.waits(hours(1));
    let digest = registrations.moderation().due_digest().await.expect("read").expect("half past eight");
    assert_eq!((digest.asked, digest.approved, digest.denied, digest.waiting), (2, 1, 0, 1));
    assert_eq!(registrations.moderation().due_digest().await.expect("read"), Some(digest.clone()), "until it is said");
    registrations.moderation().digested(&digest).await.expect("written");
    assert_eq!(registrations.moderation().due_digest().await.expect("read"), None);
    core.waits(hours(24));
    let next = registrations.moderation().due_digest().await.expect("read").expect("the next day");
    assert_eq!((next.asked, next.waiting), (0, 1));
}
