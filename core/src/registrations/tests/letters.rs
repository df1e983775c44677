//! Which letter an address gets, and what is in it.

use super::{mail_stub::MailStub, *};
use crate::{finding::Code, registrations::Answer};

impl TestCore {
    /// A core whose letters are really sent.
    pub(super) async fn writing(post: &MailStub, more: &str) -> Self {
        Self::between(post.open().await, more, |_| {}).await
    }

    pub(super) async fn asks(&self, name: &str, email: &str) -> Result<Started, StartError> {
        let start = Start {
            localpart: local(name),
            email: mail(email),
            address: None,
            answer: None,
            language: Language::english(),
        };
        self.registrations.applicants().start(start).await
    }
}

fn token(path: &str) -> Token {
    path.rsplit('/').next().expect("a path").parse().expect("a token")
}

/// Somebody who has confirmed their address, and then lost their browser.
async fn begins(core: &TestCore, post: &MailStub, name: &str, email: &str) -> RegistrationId {
    let id = core.asks(name, email).await.expect("started").id;
    let link = post.mails().pop().expect("a letter").link("verify").expect("a link");
    core.registrations.applicants().verify(&token(&link), None, None).await.expect("proven");
    id
}

#[tokio::test]
async fn second_request_gets_a_link_to_the_first() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    let first = begins(&core, &post, "alice", "alice@example.net").await;
    let again = core.asks("alicia", "Alice+new@example.net").await.expect("started as ever");
    assert_eq!((again.mail, core.state(again.id).await), (DeliveryAttempt::Sent, State::AwaitingEmail));
    let letter = post.mails().pop().expect("a letter");
    assert_eq!(letter.to, "alice@example.net", "to the address that was proven");
    assert!(letter.source.contains("You already started a request"), "{}", letter.source);
    assert!(!letter.source.contains("a moderator will decide") && !letter.source.contains("alicia"));
    let link = token(&letter.link("verify").expect("a link"));
    let proven = core.registrations.applicants().verify(&link, None, None).await.expect("it leads on");
    assert_eq!((proven.id, proven.state), (first, State::AwaitingDetails));
    let asked = core.registrations.history(first).await.expect("read");
    assert!(asked.iter().any(|entry| entry.kind == Action::MailRequested.into()), "the history says so");

    post.has_owner(Some("@other:example.org"));
    core.asks("alida", "alice@example.net").await.expect("started as ever");
    let letter = post.mails().pop().expect("a letter");
    assert!(letter.source.contains("There is already an account") && letter.link("verify").is_none());
}

#[tokio::test]
async fn link_form_sends_the_link_to_continue() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    let first = begins(&core, &post, "alice", "alice@example.net").await;
    let again = core.asks("alicia", "alice@example.net").await.expect("started as ever").id;
    core.waits(SignedDuration::from_mins(2));
    core.registrations.resend(again, Origin::applicant(None)).await.expect("sent");
    let refused = core.registrations.resend(again, Origin::applicant(None)).await;
    assert!(
        matches!(refused, Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, .. }))),
        "as for everybody: {refused:?}"
    );
    let task = core.claims(Lane::Mail).await.remove(0);
    let on = core.registrations.find(again).await.expect("read").expect("there");
    core.registrations.perform(&task, &on).await.expect("sent");
    let link = post.mails().pop().expect("a letter").link("verify").expect("a link");
    assert_eq!(core.registrations.applicants().verify(&token(&link), None, None).await.expect("it leads on").id, first);
}

#[tokio::test]
async fn repeated_mail_has_the_same_link() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    post.answers("RCPT", "451 later");
    // Two were begun; while the mail server is away, the first is proven, so the second mail is another.
    let first = core.asks("alice", "alice@example.net").await.expect("started").id;
    let link = core.registrations.store().link_token(core.registrations.keys(), LinkId(1)).await;
    let second = core.asks("alicia", "alice@example.net").await.expect("started").id;
    core.registrations.applicants().verify(&link.expect("read").expect("a link"), None, None).await.expect("proven");
    post.is_well();
    core.waits(SignedDuration::from_hours(2));
    let mut links = vec![];
    for _ in 0..2 {
        let tasks = core.claims(Lane::Mail).await;
        let task = tasks.into_iter().find(|task| task.registration == second).expect("it waits");
        let on = core.registrations.find(second).await.expect("read").expect("there");
        core.registrations.perform(&task, &on).await.expect("sent");
        links.push(post.mails().pop().expect("a letter").link("verify").expect("a link"));
        core.waits(SignedDuration::from_mins(2)); // it died before it could settle
    }
    assert_eq!(links[0], links[1]);
    let proven = core.registrations.applicants().verify(&token(&links[0]), None, None).await.expect("it leads on");
    assert_eq!(proven.id, first);
}

#[tokio::test]
async fn approved_applicant_gets_the_password_link_again() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    let first = begins(&core, &post, "alice", "alice@example.net").await;
    for event in [Event::Submitted, Event::Approved, Event::PasswordNeeded] {
        let txn = core.registrations.store().begin().await.expect("a transaction");
        let moved = core.registrations.apply(&txn, first, event, &Origin::system(), None).await.expect("legal");
        core.registrations.commit(txn, moved).await.expect("committed");
    }
    core.asks("alicia", "alice@example.net").await.expect("started as ever");
    let letter = post.mails().pop().expect("a letter");
    assert!(letter.source.contains("Your earlier request was approved"), "{}", letter.source);
    let link = token(&letter.link("password").expect("a link"));
    let look = core.registrations.applicants().look_at_password_link(&link).await.expect("read");
    assert!(matches!(look, LinkStatus::Valid(registration) if registration.id == first));
}

#[tokio::test]
async fn only_missing_mailbox_is_reported_to_applicant() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    for (number, (line, answer)) in [
        ("MAIL", "553 Sender address rejected: not owned by user"),
        ("RCPT", "554 5.7.1 Relay access denied"),
        ("DATA", "550 Not this letter"),
        ("RCPT", "550 5.1.1 No such user"),
    ]
    .into_iter()
    .enumerate()
    {
        post.is_well();
        post.answers(line, answer);
        let asked = core.asks(&format!("a{number}"), &format!("a{number}@example.net")).await;
        match asked {
            Ok(Started { id, mail, .. }) => {
                assert_eq!(
                    (number < 3, mail, core.state(id).await),
                    (true, DeliveryAttempt::Queued, State::AwaitingEmail)
                );
                let failed = core.registrations.history(id).await.expect("read").pop().expect("the attempt");
                let detail = failed.detail.expect("why");
                assert!(detail.contains(&format!("{answer}; at {line}")), "{detail}");
            }
            Err(StartError::AddressRefused) => assert_eq!(number, 3),
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn mail_to_unverified_address_has_no_typed_text() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    core.asks("www.evil.example/login", "victim@example.net").await.expect("started");
    let letter = post.mails().pop().expect("a letter");
    assert!(letter.link("verify").is_some() && !letter.source.contains("evil"), "{}", letter.source);
}

/// Does what waits for the mail server.
async fn sends(core: &TestCore) {
    for task in core.claims(Lane::Mail).await {
        let on = core.registrations.find(task.registration).await.expect("read").expect("there");
        let led_to = core.registrations.perform(&task, &on).await.expect("sent");
        core.registrations.complete(&task, Ok(led_to)).await;
    }
}

#[tokio::test]
async fn mail_promises_no_more_than_the_link_lifetime() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "registration: {link_lifetime: 168h}\n").await;
    let promises = |words: &str| {
        let letter = post.mails().pop().expect("a letter").source;
        assert!(letter.contains(&format!("The link expires in {words} and works once.")), "{letter}");
    };
    let bert = core.asks("bert", "bert@example.net").await.expect("started").id;
    promises("48 hours");
    let alice = begins(&core, &post, "alice", "alice@example.net").await;
    core.waits(SignedDuration::from_mins(47 * 60 + 30));
    core.asks("alicia", "alice@example.net").await.expect("started as ever");
    promises("30 minutes");
    let link = token(&post.mails().pop().expect("a letter").link("verify").expect("a link"));
    core.registrations.resend(bert, Origin::applicant(None)).await.expect("sent");
    sends(&core).await;
    promises("48 hours");
    core.waits(SignedDuration::from_mins(31));
    assert!(matches!(core.registrations.applicants().look_at_link(&link).await, Ok(LinkStatus::Expired(_))));
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!((core.state(alice).await, core.state(bert).await), (State::Expired, State::AwaitingEmail));
}

const OPERATORS: &str = "admin: {email: [gone@example.org, full@example.org, 'Well <well@example.org>']}\n";

/// A filed request, and the letters to operators that it has caused.
async fn filed(core: &TestCore, post: &MailStub) -> (RegistrationId, Vec<Task>) {
    let id = begins(core, post, "alice", "alice@example.net").await;
    core.registrations.store().set_account(id, Account::Ours).await.expect("written");
    core.moves(id, Event::Submitted).await;
    let mut tasks = vec![];
    for _ in 0..4 {
        tasks.extend(core.claims(Lane::Mail).await);
    }
    tasks.retain(|task| task.effect.kind() == EffectKind::MailOperators);
    (id, tasks)
}

/// Performs them, and gives the causes of those that failed.
async fn told(core: &TestCore, id: RegistrationId, tasks: &[Task]) -> Vec<EffectError> {
    let on = core.registrations.find(id).await.expect("read").expect("there");
    let mut failed = vec![];
    for task in tasks {
        failed.extend(core.registrations.perform(task, &on).await.err());
    }
    failed
}

#[tokio::test]
async fn failing_operator_address_does_not_affect_others() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, OPERATORS).await;
    let (id, tasks) = filed(&core, &post).await;
    let mut subjects: Vec<_> = tasks.iter().filter_map(|task| task.effect.detail()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["full@example.org", "gone@example.org", "well@example.org"]);
    post.answers("RCPT TO:<gone@", "550 5.1.1 <gone@example.org>: User unknown");
    post.answers("RCPT TO:<full@", "450 4.2.2 Quota exceeded");
    let failed = told(&core, id, &tasks).await;
    assert_eq!(post.mails().pop().expect("a letter").to, "well@example.org");
    let parked =
        "the operator gone@example.org: the mail server permanently rejected the address (550 5.1.1 <…>: User unknown)";
    let reschedule =
        "the operator full@example.org: the mail server does not accept mail at the moment (450 4.2.2 Quota exceeded)";
    assert!(failed.contains(&EffectError::Park { cause: parked.into() }), "{failed:?}");
    assert!(failed.contains(&EffectError::Retry { cause: reschedule.into(), after: None }), "{failed:?}");
}

#[tokio::test]
async fn old_mail_to_all_operators_is_split() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, OPERATORS).await;
    let (id, tasks) = filed(&core, &post).await;
    for task in &tasks {
        core.registrations.complete(task, Ok(None)).await;
    }
    let txn = core.registrations.store().begin().await.expect("a transaction");
    let old = [MailEffect::MailOperators { to: None }.into()];
    write::push(&txn, id, &old, core.registrations.clock().now(), None).await.expect("queued");
    core.registrations.store().commit(txn).await.expect("committed");

    let mut reached = vec![];
    for _ in 0..3 {
        let tasks = core.claims(Lane::Mail).await;
        assert_eq!(told(&core, id, &tasks).await, []);
        for task in tasks.iter().filter(|task| task.effect.kind() == EffectKind::MailOperators) {
            reached.extend(post.mails().pop().map(|mail| mail.to));
            core.registrations.complete(task, Ok(None)).await;
        }
    }
    let mut to: Vec<_> =
        post.mails().into_iter().map(|mail| mail.to).filter(|to| to.ends_with("@example.org")).collect();
    to.sort_unstable();
    assert_eq!(to, ["full@example.org", "gone@example.org", "well@example.org"], "{reached:?}");
}

#[tokio::test]
async fn status_names_the_rejected_operator_address() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, OPERATORS).await;
    assert_eq!(core.registrations.operations().ask_mail().await, Answer::Well(String::new()));
    post.answers("RCPT TO:<full@", "450 4.2.2 Quota exceeded");
    assert_eq!(
        core.registrations.operations().ask_mail().await,
        Answer::Well(String::new()),
        "it will be taken in the end"
    );
    post.answers("RCPT TO:<gone@", "550 5.1.1 User unknown");
    let refused = "gone@example.org: the mail server permanently rejected the address (550 5.1.1 User unknown)";
    let Answer::Ill(gone) = core.registrations.operations().ask_mail().await else { panic!("it is refused") };
    assert_eq!((gone.code, gone.cause.as_str()), (Code::MailOperatorRejected, refused));
    post.is_well();
    post.answers("RCPT", "504 5.5.2 <vm>: Helo command rejected");
    let Answer::Ill(all) = core.registrations.operations().ask_mail().await else { panic!("nothing would be taken") };
    assert_eq!(
        all.cause,
        "the mail server rejected the sender or the content (504 5.5.2 <vm>: Helo command rejected; at RCPT TO)"
    );
}

#[tokio::test]
async fn letters_are_in_the_language_of_the_request_weeks_later() {
    let post = MailStub::default();
    let core = TestCore::writing(&post, "").await;
    let german = Language::named("de").expect("German");
    let (localpart, email) = (local("alice"), mail("alice@example.net"));
    let start = Start { localpart, email, address: None, answer: None, language: german };
    let id = core.registrations.applicants().start(start).await.expect("started").id;
    let letter = post.mails().pop().expect("a letter");
    assert!(letter.source.contains("hoffentlich Sie") && letter.source.contains("lang=\"de\""), "{}", letter.source);
    let link = token(&letter.link("verify").expect("a link"));
    core.registrations.applicants().verify(&link, None, None).await.expect("proven");
    core.waits(SignedDuration::from_hours(24 * 21));
    for event in [Event::Submitted, Event::Denied, Event::AccountRemoved] {
        let txn = core.registrations.store().begin().await.expect("a transaction");
        let moved = core.registrations.apply(&txn, id, event, &Origin::system(), None).await.expect("legal");
        core.registrations.commit(txn, moved).await.expect("committed");
    }
    // One after the other: the denial waits for the receipt.
    for _ in 0..3 {
        for task in core.claims(Lane::Mail).await {
            let on = core.registrations.find(id).await.expect("read").expect("there");
            let outcome = core.registrations.perform(&task, &on).await;
            core.registrations.complete(&task, outcome).await;
        }
    }
    let letters = post.mails();
    assert!(letters.iter().any(|letter| letter.source.contains("wurde nicht angenommen")), "{letters:?}");
}

#[tokio::test]
async fn a_request_without_a_language_gets_the_default() {
    let core = TestCore::writing(&MailStub::default(), "default_language: ar\n").await;
    let id = core.asks("alice", "alice@example.net").await.expect("started").id;
    let mut registration = core.registrations.find(id).await.expect("read").expect("there");
    assert_eq!(core.registrations.language_of(&registration).tag(), "en");
    registration.language = None;
    assert_eq!(core.registrations.language_of(&registration).tag(), "ar");
    core.registrations.set_language(&registration, Language::named("de").expect("German")).await.expect("written");
    let registration = core.registrations.find(id).await.expect("read").expect("there");
    assert_eq!(core.registrations.language_of(&registration).tag(), "de");
}
