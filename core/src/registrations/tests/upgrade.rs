//! Upgrades: what an earlier version wrote is read, and goes on, in this one. See `core/fixtures/upgrade/README.md`.

use std::collections::BTreeSet;

use super::*;
use crate::{
    domain::RuleKind,
    store::{
        Card, Purpose,
        state::{
            AccountQuestionsMessage, BotAccountIntent, BotIdentity, BotLease, CommandResult, Confirmations,
            InvitedModerators, ModerationRoom, OfferedReasons, ReportedIssues, RoomPin, SyncPosition,
        },
    },
};

const CONFIG: &str = "auto_join: ['#lobby:example.org', '!hall:example.org']\n\
    consent_version: '1.0'\nform_secret: f\n\
    matrix_notifications: {enabled: true, welcome: {enabled: true, message_template: hi}}\n\
    moderation: {log_room: '!log:example.org', digest_at: '09:00', remind_after: 24h}\n\
    bot: {admin_room: '#mods:example.org'}\n";

/// The upgraded database, a minute after it was written: no lease is left.
async fn upgraded() -> TestCore {
    let dump = if crate::testing::database().is_empty() {
        include_str!("../../../fixtures/upgrade/sqlite.sql")
    } else {
        include_str!("../../../fixtures/upgrade/postgres.sql")
    };
    let core = TestCore::loaded(dump, (9, 9), CONFIG, |_| {}).await;
    core.waits(SignedDuration::from_mins(1));
    core
}

#[tokio::test]
async fn every_registration_of_an_upgraded_database_is_read() {
    let core = upgraded().await;
    let (store, keys) = (core.registrations.store(), core.registrations.keys());
    assert_eq!(store.knows_key(keys).await.expect("read"), Some(true));
    let (all, count) = store.page(&State::ALL, First::Oldest, 0, 100).await.expect("read");
    assert_eq!((all.len(), count), (17, 17));
    let states: BTreeSet<_> = all.iter().map(|one| one.state.as_str()).collect();
    // The version that wrote the fixture had no revoked requests.
    let known = State::ALL.into_iter().filter(|state| *state != State::Revoked);
    assert_eq!(states, known.map(State::as_str).collect());
    let mut entries = 0;
    for one in &all {
        entries += store.history(one.id).await.expect("read").len();
        let token = core.registrations.status_token(one);
        assert_eq!(store.registration_by_status(&token).await.expect("read").map(|it| it.id), Some(one.id));
    }
    assert_eq!(entries, 99);

    let dora = all[3].decision.as_ref().expect("decided");
    assert_eq!((dora.verdict, dora.message.as_deref()), (Verdict::Approve, Some("Welcome, \"Dora\"!")));
    assert_eq!(dora.by, Actor::Moderator(Mxid("@m1:example.org".into())));
    assert_eq!(all[0].address, "192.0.2.7".parse().ok());
    let card = Card { registration: all[3].id, room: "!mods:example.org".into(), event: "$card-4".into() };
    assert_eq!(store.card_of(all[3].id).await.expect("read"), Some(card));
    let token = store.link_token(keys, LinkId(6)).await.expect("read").expect("a link");
    let link = store.link(&token, Purpose::Password).await.expect("read").expect("a link");
    assert_eq!((link.registration.localpart.as_str(), link.used_at), ("erik", None));
}

#[tokio::test]
async fn accounts_and_rules_of_an_upgraded_database_are_read() {
    let core = upgraded().await;
    let store = core.registrations.store();
    let accounts = store.accounts().await.expect("read");
    let statuses: BTreeSet<_> = accounts.iter().map(|account| account.status.as_str()).collect();
    assert_eq!((accounts.len(), statuses.len()), (14, 9), "{statuses:?}");
    let carol = store.account_named(&local("carol")).await.expect("read").expect("an account");
    assert!(carol.pending.is_some() && carol.confirmed.is_some() && carol.question.is_some());
    let rules = store.rules().await.expect("read");
    let kinds: Vec<_> = rules.iter().map(|rule| rule.says.kind).collect();
    assert_eq!(kinds, [RuleKind::Email, RuleKind::Username, RuleKind::Address]);
    assert_eq!(store.forget_attempts(Timestamp::MAX).await.expect("deleted"), 36);
}

#[tokio::test]
async fn every_effect_of_an_upgraded_database_is_claimed() {
    let core = upgraded().await;
    let store = core.registrations.store();
    let [parked] = &store.parked(9).await.expect("read")[..] else { panic!("one mail is parked") };
    assert_eq!((parked.effect.to_string().as_str(), parked.cause.as_str()), ("mail_denial", "550 no such user"));
    assert!(store.parked_effect(62).await.expect("read").is_some(), "which the report in the queue names");
    core.registrations.operations().retry(None, &Origin::system()).await.expect("tried again");

    let (mut claimed, mut in_all) = (BTreeSet::<String>::new(), 0);
    for _ in 0..20 {
        for lane in Lane::ALL {
            for task in core.registrations.claim(lane, 1000).await.expect("claimed") {
                in_all += 1;
                claimed.insert(format!("{} {}", task.effect, task.effect.detail().unwrap_or_default()));
                core.registrations.complete(&task, Ok(None)).await;
            }
        }
        core.waits(SignedDuration::from_hours(1));
    }
    assert_eq!(in_all, 53);
    assert_eq!(
        claimed.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "give_consent ",
            "join_room !hall:example.org",
            "join_room #lobby:example.org",
            "log_decision approve operator",
            "log_decision deny @m2:example.org",
            "log_decision deny operator",
            "mail_approval ",
            "mail_denial ",
            "mail_operators ",
            "mail_operators admin@example.org",
            "mail_password_link ",
            "mail_receipt ",
            "mail_verification ",
            "post_card ",
            "remove_account ",
            "report_trouble 62",
            "show_account_questions ",
            "unlock_account ",
            "update_card ",
            "welcome !greeting:example.org",
        ]
    );
}

#[tokio::test]
async fn what_the_bot_remembers_survives_an_upgrade() {
    let core = upgraded().await;
    let registrations = &core.registrations;
    assert_eq!(registrations.newest_room("!old:example.org").await.expect("read"), "!mods:example.org");
    assert_eq!(registrations.moderation().remind_after().await.expect("read"), Some(SignedDuration::from_hours(48)));
    let reminder = registrations.moderation().due_reminder().await.expect("read").expect("being said");
    assert_eq!((reminder.key.len(), reminder.waiting.len()), (32, 2));
    assert!(registrations.moderation().due_digest().await.expect("read").is_some(), "being said");
    let store = registrations.store();
    let position = store.state::<SyncPosition>().get().await.expect("read").expect("a position");
    assert_eq!((position.room.as_str(), position.event.as_str()), ("!mods:example.org", "$last"));
    let confirmations = store.state::<Confirmations<serde_json::Value>>().get().await.expect("read");
    assert_eq!(confirmations.expect("open ones").0.len(), 2);
    let reasons = store.state_of::<OfferedReasons>("$card-3").get().await.expect("read").expect("offered");
    assert_eq!((reasons.event.as_str(), reasons.reasons.len(), reasons.seeded), ("$offer", 2, true));
    let result = store.state_of::<CommandResult<serde_json::Value>>("$command").get().await.expect("read");
    assert_eq!(result.expect("a result").0["done"], true);
    let lease = store.state::<BotLease>().get().await.expect("read").expect("a lease");
    assert_eq!(lease, BotLease::Held { holder: "00112233445566778899aabbccddeeff".into(), count: 7 });
    let intent = store.state::<BotAccountIntent>().get().await.expect("read").expect("an intent");
    assert_eq!((intent.mxid.as_str(), intent.since), ("@registration-bot:example.org", 1_800_000_000));
    let identity = store.state::<BotIdentity>().get().await.expect("read").expect("an identity");
    assert_eq!(identity.0, "@registration-bot:example.org");
    let room = store.state::<ModerationRoom>().get().await.expect("read").expect("a room");
    assert_eq!(room.0, "!made:example.org");
    assert_eq!(store.state::<InvitedModerators>().get().await.expect("read").expect("some").0.len(), 2);
    assert!(store.state::<ReportedIssues>().get().await.expect("read").is_some());
    assert!(store.state::<AccountQuestionsMessage>().get().await.expect("read").is_some());
    let pin = store.state_of::<RoomPin>("#mods:example.org").get().await.expect("read").expect("a pin");
    assert_eq!(pin.0, "!old:example.org");
    let pause = registrations.paused().await.expect("read").expect("a pause");
    assert_eq!((pause.reason.as_deref(), pause.by.as_str()), (Some("Too many at once."), "@m1:example.org"));
}

#[tokio::test]
async fn a_request_of_an_upgraded_database_goes_on() {
    let core = upgraded().await;
    let registrations = &core.registrations;
    let id = registrations.store().newest_of_name(&local("kate"), None).await.expect("read").expect("there");
    registrations.moderation().decide(id, approval()).await.expect("approved");
    assert_eq!(core.state(id).await, State::Provisioning);
    registrations.moderation().resume(&Actor::Operator).await.expect("resumed");
    core.waits(SignedDuration::from_secs(5));
    let next = core.starts("zoe", "zoe@example.org").await;
    assert_eq!(next, RegistrationId(18), "numbers go on");
}
