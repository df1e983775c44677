//! Use cases against a real database, with a Synapse and a mail server that are both away: what
//! they cause is queued, and nothing is lost.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

mod account_model;
mod ask_back;
mod clock;
mod database_move;
mod decisions;
mod effects;
mod growth;
mod health;
mod import;
mod late_account;
mod letters;
mod limits;
mod mail_stub;
mod numbers;
mod outbox;
mod overview;
mod pause;
mod proof;
mod reminders;
mod retention;
mod revoke;
mod roster;
mod rules;
mod secrets;
mod signals;
mod undo;
mod upgrade;
mod votes;

use super::*;
use crate::{
    clock::Clock,
    config::Config,
    domain::{
        Account, AccountProof, AccountStatus, Action, Actor, EffectKind, EmailAddress, Event, Lane, LinkId, Localpart,
        MailEffect, Mxid, NewDecision, Origin, Registration, RegistrationId, RoomEffect, SeenAccount, State, Token,
        Verdict,
    },
    homeserver::Homeserver,
    keys::Keys,
    mail::Mailer,
    messages::Language,
    registrations::EffectError,
    store::{First, Intent, Store, Task, write},
    synapse::Synapse,
};

struct TestCore {
    registrations: Registrations,
    text: String,
    links: std::cell::Cell<i64>,
    _dir: tempfile::TempDir,
}

impl TestCore {
    async fn open() -> Self {
        Self::with("").await
    }

    /// A core whose config says more.
    async fn with(more: &str) -> Self {
        Self::prepared(more, |_| {}).await
    }

    /// A core whose store is prepared by somebody.
    async fn prepared(more: &str, prepare: impl FnOnce(&mut Store)) -> Self {
        Self::between((9, 9), more, prepare).await
    }

    /// A core whose Synapse and mail server listen on these ports of loopback.
    async fn between(ports: (u16, u16), more: &str, prepare: impl FnOnce(&mut Store)) -> Self {
        Self::loaded("", ports, more, prepare).await
    }

    /// A core whose database an earlier version wrote: `dump` has its statements.
    async fn loaded(dump: &str, (synapse, mail): (u16, u16), more: &str, prepare: impl FnOnce(&mut Store)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let text = format!(
            "synapse: {{server: 'http://127.0.0.1:{synapse}', domain: example.org, admin_token: t}}\n\
             hosts: [register.example.org]\n\
             data_dir: {}\n\
             email: {{host: 127.0.0.1, port: {mail}, from: bot@example.org}}\n\
             admin: {{email: admin@example.org}}\n{}{more}",
            dir.path().display(),
            crate::testing::database(),
        );
        let mut config = Config::parse(&text).expect("valid");
        if !text.contains("undo") {
            // Most tests are about what a decision causes.
            config.moderation.undo = SignedDuration::ZERO;
        }
        let mut store = Store::connect(&config).await.expect("a database");
        store.run_script(dump).await;
        store.migrate().await.expect("a schema");
        prepare(&mut store);
        let synapse = Synapse::new(&config.synapse).expect("a client");
        let mailer = Mailer::new(&config.email).expect("a mailer");
        let keys = Keys::new(&SecretString::from("k"));
        let clock = Clock::manual(Timestamp::from_second(1_800_000_000).expect("an instant"));
        let registrations = Registrations::new(config, keys, store, synapse, mailer, clock);
        Self { registrations, text, links: 0.into(), _dir: dir }
    }

    async fn starts(&self, name: &str, email: &str) -> RegistrationId {
        let start = Start {
            localpart: local(name),
            email: mail(email),
            address: None,
            answer: None,
            language: Language::english(),
        };
        let started = self.registrations.applicants().start(start).await.expect("started");
        assert_eq!(started.mail, DeliveryAttempt::Queued, "Synapse and mail are away");
        self.links.set(self.links.get() + 1);
        started.id
    }

    async fn last_link(&self) -> Token {
        let token = self.registrations.store().link_token(self.registrations.keys(), LinkId(self.links.get())).await;
        token.expect("read").expect("a link")
    }

    async fn proves(&self, name: &str, email: &str) -> RegistrationId {
        let id = self.starts(name, email).await;
        self.registrations.applicants().verify(&self.last_link().await, None, None).await.expect("proven");
        id
    }

    /// Files a request whose account was made elsewhere.
    async fn files(&self, name: &str, email: &str) -> RegistrationId {
        let id = self.proves(name, email).await;
        self.registrations.store().set_account(id, Account::Ours).await.expect("written");
        self.moves(id, Event::Submitted).await;
        id
    }

    /// Applies an event to a request.
    async fn moves(&self, id: RegistrationId, event: Event) {
        let txn = self.registrations.store().begin().await.expect("a transaction");
        let moved = self.registrations.apply(&txn, id, event, &Origin::applicant(None), None).await.expect("legal");
        self.registrations.commit(txn, moved).await.expect("committed");
    }

    /// What happened, by name and actor.
    async fn history(&self, id: RegistrationId) -> Vec<String> {
        let entries = self.registrations.history(id).await.expect("read");
        entries.into_iter().map(|entry| format!("{} by {}", entry.kind, entry.origin.actor)).collect()
    }

    async fn state(&self, id: RegistrationId) -> State {
        self.registrations.find(id).await.expect("read").expect("there").state
    }

    async fn claims(&self, lane: Lane) -> Vec<Task> {
        self.registrations.claim(lane, 10).await.expect("claimed")
    }

    /// Performs everything in the mail and room lanes that is due; the effects, in order.
    async fn settles(&self) -> Vec<&'static str> {
        let mut done = vec![];
        for lane in [Lane::Mail, Lane::Room] {
            loop {
                let tasks = self.claims(lane).await;
                if tasks.is_empty() {
                    break;
                }
                done.extend(effects(&tasks));
                for task in tasks {
                    self.registrations.complete(&task, Ok(None)).await;
                }
            }
        }
        done
    }

    fn waits(&self, span: SignedDuration) {
        self.registrations.clock().advance(span);
    }
}

fn local(name: &str) -> Localpart {
    Localpart::parse(name, "example.org").expect("a name")
}

fn mail(address: &str) -> EmailAddress {
    address.parse().expect("an address")
}

fn approval() -> NewDecision {
    NewDecision::new(Verdict::Approve, Actor::Operator)
}

fn denial() -> NewDecision {
    NewDecision::new(Verdict::Deny, Actor::Operator)
}

fn effects(tasks: &[Task]) -> Vec<&'static str> {
    tasks.iter().map(|task| task.effect.kind().as_str()).collect()
}

#[tokio::test]
async fn only_verified_requests_reserve_name_and_address() {
    let core = TestCore::open().await;
    let first = core.starts("alice", "a@example.org").await;
    let first_link = core.last_link().await;
    let second = core.starts("alice", "b@example.org").await;
    let second_link = core.last_link().await;
    core.starts("bert", "A+tag@example.org").await;
    let third_link = core.last_link().await;

    core.registrations.applicants().verify(&second_link, None, None).await.expect("the first to prove wins");
    let refused = core.registrations.applicants().verify(&first_link, None, None).await;
    assert!(matches!(refused, Err(VerifyError::UsernameTaken(_))), "{refused:?}");
    assert_eq!(core.state(second).await, State::AwaitingDetails);

    let refused = core.registrations.applicants().verify(&first_link, Some(local("admin")), None).await;
    assert!(matches!(refused, Err(VerifyError::UsernameTaken(_))), "{refused:?}");
    let renamed =
        core.registrations.applicants().verify(&first_link, Some(local("alicia")), None).await.expect("another name");
    assert_eq!((renamed.id, renamed.localpart.as_str(), renamed.state), (first, "alicia", State::AwaitingDetails));
    let refused = core.registrations.applicants().verify(&third_link, None, None).await;
    assert!(matches!(refused, Err(VerifyError::EmailBegun)), "it waits for its applicant: {refused:?}");
}

#[tokio::test]
async fn link_works_once_until_it_expires() {
    let core = TestCore::open().await;
    let id = core.starts("alice", "a@example.org").await;
    let link = core.last_link().await;
    for _ in 0..3 {
        assert!(matches!(core.registrations.applicants().look_at_link(&link).await, Ok(LinkStatus::Valid(_))));
    }
    assert_eq!(core.state(id).await, State::AwaitingEmail);
    core.registrations.applicants().verify(&link, None, None).await.expect("proven");
    assert!(matches!(core.registrations.applicants().verify(&link, None, None).await, Err(VerifyError::Used(_))));

    core.starts("bert", "b@example.org").await;
    let late = core.last_link().await;
    core.waits(SignedDuration::from_hours(49));
    assert!(matches!(core.registrations.applicants().verify(&late, None, None).await, Err(VerifyError::Expired(_))));
    assert!(matches!(
        core.registrations.applicants().verify(&Token::from_bytes([1; 32]), None, None).await,
        Err(VerifyError::Unknown)
    ));
    core.registrations.applicants().resend_by_token(&late, None).await.expect("a new link is sent");
    for (since, left) in [(0, 60), (45, 15)] {
        core.waits(SignedDuration::from_secs(since));
        let refused = core.registrations.applicants().resend_by_token(&late, None).await;
        assert!(
            matches!(refused, Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, wait })) if wait.as_secs() == left),
            "{refused:?}"
        );
    }
    for _ in 2..=5 {
        core.waits(SignedDuration::from_mins(1));
        let _ = core.registrations.applicants().resend_by_token(&late, None).await;
    }
    let refused = core.registrations.applicants().resend_by_token(&late, None).await;
    let hours = |wait: &std::time::Duration| wait.as_secs() / 3600;
    assert!(
        matches!(&refused, Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, wait })) if hours(wait) == 23),
        "enough today: {refused:?}"
    );
}

#[tokio::test]
async fn second_tap_gets_the_same_result_for_a_minute() {
    let core = TestCore::open().await;
    let id = core.starts("alice", "a@example.org").await;
    let link = core.last_link().await;
    let press = async |address: &str| core.registrations.applicants().verify(&link, None, address.parse().ok()).await;
    for address in ["2001:db8::1", "2001:db8::1", "2001:db8::2"] {
        assert_eq!(press(address).await.expect("the same household").id, id);
    }
    assert!(matches!(press("203.0.113.9").await, Err(VerifyError::Used(_))));
    assert!(matches!(press("unknown").await, Err(VerifyError::Used(_))));
    core.waits(SignedDuration::from_secs(61));
    assert!(matches!(press("2001:db8::1").await, Err(VerifyError::Used(_))));
}

#[tokio::test]
async fn first_of_two_decisions_wins() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let moderator = |name: &str| Actor::Moderator(Mxid(format!("@{name}:example.org")));
    let approving = NewDecision::new(Verdict::Approve, moderator("m1")).saying(Some("hi".into()));
    let moderation = core.registrations.moderation();
    let approve = moderation.decide(id, approving);
    let deny = moderation.decide(id, NewDecision::new(Verdict::Deny, moderator("m2")));
    let (approved, denied) = tokio::join!(approve, deny);
    let (winner, loser) = if approved.is_ok() { (approved, denied) } else { (denied, approved) };
    let winner = winner.expect("one wins");
    let Err(DecideError::AlreadyDecided(seen)) = loser else { panic!("both won") };
    assert_eq!(seen.decision, winner.decision);
    assert!(matches!(
        core.registrations.moderation().decide(RegistrationId(99), denial()).await,
        Err(DecideError::NotFound)
    ));
}

#[tokio::test]
async fn unfinished_request_expires_with_its_account() {
    let core = TestCore::open().await;
    let unproven = core.starts("alice", "a@example.org").await;
    let proven = core.proves("bert", "b@example.org").await;
    let filed = core.files("carol", "c@example.org").await;
    core.waits(SignedDuration::from_hours(49));
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 2);
    assert_eq!(core.state(unproven).await, State::Expired);
    assert_eq!(core.state(proven).await, State::Expired);
    assert_eq!(core.state(filed).await, State::AwaitingReview, "moderators may take their time");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), ["remove_account"]);
    core.proves("bert", "d@example.org").await;
}

#[tokio::test]
async fn mailbox_cannot_be_flooded() {
    let core = TestCore::open().await;
    for name in ["a1", "a2", "a3", "a4", "a5"] {
        core.starts(name, "victim@example.org").await;
    }
    let sixth = Start {
        localpart: local("a6"),
        email: mail("victim+x@example.org"),
        address: None,
        answer: None,
        language: Language::english(),
    };
    let refused = core.registrations.applicants().start(sixth).await;
    assert!(matches!(refused, Err(StartError::ProofError(ProofError::Crowded))), "{refused:?}");
}

#[tokio::test]
async fn requests_survive_a_restart() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let again = Store::connect(core.registrations.config()).await.expect("opened again");
    again.migrate().await.expect("migrating twice changes nothing");
    assert_eq!(again.registration(id).await.expect("read").expect("there").state, State::AwaitingReview);
    let token = core.registrations.status_token(&again.registration(id).await.expect("read").expect("there"));
    assert_eq!(again.registration_by_status(&token).await.expect("read").expect("found").id, id);
}

#[tokio::test]
async fn requests_are_listed_by_page_and_found_by_search() {
    let core = TestCore::open().await;
    let store = core.registrations.store();
    let alice = core.files("alice", "alice_x@example.org").await;
    let bert = core.files("bert", "bert@example.org").await;
    core.registrations
        .moderation()
        .decide(alice, denial().saying(Some("Too Many Pills".into())))
        .await
        .expect("denied");
    let ids = |found: Vec<Registration>| found.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let (page, count) = store.page(&State::ALL, First::Newest, 1, 1).await.expect("read");
    assert_eq!((ids(page), count), (vec![alice], 2));
    let (page, count) = store.page(&[State::AwaitingReview], First::Oldest, 0, 5).await.expect("read");
    assert_eq!((ids(page), count), (vec![bert], 1));
    for (words, found) in [
        ("ALICE", vec![alice]),
        ("bert@example", vec![bert]),
        ("many pills", vec![alice]),
        ("example.org", vec![bert, alice]),
        ("e_x", vec![alice]),
        ("b_rt", vec![]),
        ("%", vec![]),
        ("\\", vec![]),
    ] {
        assert_eq!(ids(store.search(words, 9).await.expect("read")), found, "{words}");
    }
    assert_eq!(store.newest_of_name(&local("alice"), Some(State::Denied)).await.expect("read"), Some(alice));
    assert_eq!(store.newest_of_name(&local("bert"), Some(State::Denied)).await.expect("read"), None);
}

#[tokio::test]
async fn daily_hint_is_repeated_the_next_day() {
    let core = TestCore::open().await;
    let first = async |who| core.registrations.moderation().is_first_today("refusal", who).await.expect("counted");
    assert!(first("@a:x").await && !first("@a:x").await && first("@b:x").await);
    core.waits(SignedDuration::from_hours(25));
    assert!(first("@a:x").await);
}

#[tokio::test]
async fn repeated_welcome_uses_the_saved_room() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let task = core.claims(Lane::Room).await.remove(0);
    let store = core.registrations.store();
    let room = |id: &str| RoomEffect::Welcome { room: Some(id.to_owned()) };
    assert!(store.update_effect(&task, room("!room:example.org")).await.expect("noted"));
    core.registrations.release(&task).await.expect("given back");
    assert!(!store.update_effect(&task, room("!other:example.org")).await.expect("not ours any more"));
    let again = core.claims(Lane::Room).await.remove(0);
    assert_eq!((again.registration, again.effect.detail().as_deref()), (id, Some("!room:example.org")));
}

#[test]
fn room_effects_are_not_reported_in_the_room() {
    for effect in [EffectKind::Welcome, EffectKind::JoinRoom, EffectKind::MailApproval, EffectKind::RemoveAccount] {
        assert!(effect.is_reported());
    }
    assert!(!EffectKind::ReportParked.is_reported() && !EffectKind::PostCard.is_reported());
}
