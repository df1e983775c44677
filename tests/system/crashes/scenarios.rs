//! Scenarios for the crash matrix, and the checks at their end. Requests without an answer are sent again, as a person
//! would.

use crate::{
    harness::{Applicant, PASSWORD, Page, REASON, TestService},
    support::{
        inbox,
        matrix::{eventually, fresh_name},
    },
};

const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

/// The course of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// An applicant signs up and is approved. The crash can happen at any time.
    Approval,
    /// A pending request is denied. The crash happens from the decision on.
    Denial,
    /// A pending request is denied, the denial is undone, and the request is approved. The crash happens from the denial
    /// on.
    Undo,
    /// A moderator asks a question, the applicant answers it, and the request is approved. The crash happens from the
    /// question on.
    Ask,
    /// A pending request is approved, and the applicant sets a password through the mailed link. The crash happens from
    /// the decision on.
    PasswordLink,
}

impl Scenario {
    /// Additional lines for the config file.
    pub const fn config(self) -> &'static str {
        match self {
            Self::Approval | Self::Denial | Self::Ask => "",
            Self::Undo => "moderation: {undo: 1h}\n",
            Self::PasswordLink => "registration:\n  account_creation: on_approval\n",
        }
    }

    /// Runs the scenario with a crash at `fault`, checks the result and returns a summary.
    pub async fn run(self, service: &mut TestService, room: &str, fault: &str) -> String {
        let alice = service.applicant_named(&fresh_name("alice"), &format!("{}@example.test", fresh_name("mail")));
        if self == Self::Approval {
            service.crash_from_start_at(fault).await;
        }
        let card = self.signs_up(service, room, &alice).await;
        if self != Self::Approval {
            wait_until_idle(service).await;
            service.crash_at(fault);
        }
        let (reaction, state, letters): (_, _, &[&str]) = match self {
            Self::Approval | Self::Undo => ("✅", "active", &["have received your request", "is ready"]),
            Self::Ask => ("✅", "active", &["have received your request", "A question about", "is ready"]),
            Self::Denial => ("❌", "denied", &["have received your request", "About your request"]),
            Self::PasswordLink => {
                ("✅", "active", &["have received your request", "A question about", "choose a password", "is ready"])
            }
        };
        if self == Self::Undo {
            denies_and_undoes(service, room, &card, &alice).await;
        }
        if self == Self::Ask {
            asks_and_answers(service, room, &card, &alice).await;
        }
        service.moderators[0].react(room, &card, reaction).await;
        if self == Self::Undo {
            is_in(service, &alice, "provisioning").await;
            service.execute_sql("UPDATE outbox SET due_at = 0");
        }
        if self == Self::PasswordLink {
            sets_password(service, &alice).await;
        }
        alice.receives_mail(letters[letters.len() - 1]).await;
        wait_until_idle(service).await;
        check_account(&alice, self != Self::Denial).await;
        check_uniqueness(service, room, &alice, state).await;
        check_mails(&alice, letters)
    }

    async fn signs_up(self, service: &TestService, room: &str, alice: &Applicant) -> String {
        requests_link(alice).await;
        confirms_email(service, alice).await;
        submits_details(service, alice, self).await;
        let card = service.card(room, alice).await;
        if self == Self::PasswordLink {
            assert!(alice.account().await.is_none(), "nothing is created before the approval");
        } else {
            let refused = alice.login().await.expect_err("the account is locked until it is approved");
            assert_eq!(refused["errcode"], "M_USER_LOCKED");
        }
        card
    }
}

/// Denies with a reaction, and removes it again.
async fn denies_and_undoes(service: &TestService, room: &str, card: &str, alice: &Applicant) {
    let tapped = service.moderators[0].react(room, card, "❌").await;
    is_in(service, alice, "denied").await;
    service.moderators[0].redact(room, &tapped).await;
    is_in(service, alice, "awaiting_review").await;
}

/// Asks a question, and answers it. The answer appears once.
async fn asks_and_answers(service: &TestService, room: &str, card: &str, alice: &Applicant) {
    let moderator = &service.moderators[0];
    moderator.say(room, &format!("!reg ask {} Which club?", alice.name)).await;
    let link = alice.link_to("answer").await;
    let sent = async || {
        let page = alice.tries_to_post(&link, &[("answer", "The chess club.")]).await?;
        Some(page).filter(|page| page.html.contains("Your answer was sent"))
    };
    eventually("the answer is saved", sent).await;
    let is_answer = |event: &&serde_json::Value| {
        event["content"]["m.relates_to"]["rel_type"] == "m.thread"
            && event["content"]["m.relates_to"]["event_id"] == card
            && event["content"]["body"].to_string().contains("The chess club.")
    };
    let shown = async || (moderator.events(room).await.iter().filter(is_answer).count() > 0).then_some(());
    eventually("the answer is shown", shown).await;
    wait_until_idle(service).await;
    assert_eq!(moderator.events(room).await.iter().filter(is_answer).count(), 1, "the answer is shown once");
}

async fn is_in(service: &TestService, alice: &Applicant, state: &str) {
    let query = format!("SELECT state FROM registrations WHERE localpart = '{}'", alice.name);
    eventually(state, async || (service.query(&query) == [state]).then_some(())).await;
}

async fn wait_until_idle(service: &TestService) {
    let idle = async || service.query("SELECT id FROM outbox").is_empty().then_some(());
    eventually("everything is done", idle).await;
}

/// Checks that the account is unlocked or deactivated.
async fn check_account(alice: &Applicant, is_open: bool) {
    let account = alice.account().await.expect("an account");
    assert_eq!(account["deactivated"], !is_open, "{account}");
    assert_eq!(alice.login().await.is_ok(), is_open);
    if is_open {
        assert_eq!(account["locked"], false);
        assert_eq!(account["threepids"][0]["address"], alice.email);
    }
}

/// Checks that there is one card, and one registration with the username.
async fn check_uniqueness(service: &TestService, room: &str, alice: &Applicant, state: &str) {
    let events = service.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let content = &event["content"];
        let head = content["body"].as_str().and_then(|body| body.lines().next());
        content["m.relates_to"].is_null() && head.is_some_and(|head| head.contains(&alice.mxid()))
    };
    assert_eq!(events.iter().filter(is_card).count(), 1, "one request, one card");
    let query =
        format!("SELECT state FROM registrations WHERE localpart = '{}' AND state != 'awaiting_email'", alice.name);
    assert_eq!(service.query(&query), [state], "one registration has the name");
}

/// Checks that each of `letters` was sent once or twice, and no other.
fn check_mails(alice: &Applicant, letters: &[&str]) -> String {
    let mails = inbox::mails_to(&alice.email);
    let count = |words: &str| mails.iter().filter(|mail| mail.subject.contains(words)).count();
    for words in ["have received your request", "choose a password", "is ready", "About your request"] {
        let expected = if letters.contains(&words) { 1..=2 } else { 0..=0 };
        assert!(expected.contains(&count(words)), "{words}: {} times", count(words));
    }
    format!("survived, {} mails", mails.len())
}

async fn requests_link(alice: &Applicant) {
    let sent = async || {
        alice
            .tries_to_post("/register", &[("username", &alice.name)])
            .await
            .filter(|page| page.path == "/register/email")?;
        alice
            .tries_to_post("/register/email", &[("email", &alice.email)])
            .await
            .filter(|page| page.path == "/register/sent")
    };
    eventually("the address is accepted", sent).await;
}

/// Confirms the address; without an answer, requests another link, as the page offers.
async fn confirms_email(service: &TestService, alice: &Applicant) {
    let proven = async || {
        let link = alice.link().await;
        let page = alice.tries_to_post(&link, &[]).await?;
        if page.path == "/register/details" {
            return Some(());
        }
        // Links can be requested once a minute.
        service.advance_days(1);
        let before = inbox::mails_to(&alice.email).len();
        alice.tries_to_post(&format!("{link}/resend"), &[]).await.filter(|page| page.status.is_success())?;
        inbox::wait_for_count(&alice.email, before + 1).await;
        None
    };
    eventually("the address is confirmed", proven).await;
}

/// Submits the form. If a crash lost the answer to the request that creates the account, an operator adopts it.
async fn submits_details(service: &TestService, alice: &Applicant, scenario: Scenario) {
    let all = [("reason", REASON), BOTH[0], BOTH[1]];
    let form = if scenario == Scenario::PasswordLink { &all[..1] } else { &all };
    let done = async || {
        let page = alice.tries_to_post("/register/details", form).await?;
        adopt_if_asked(service, alice, &page);
        Some(page).filter(|page| page.path == "/register/done")
    };
    eventually("the request is submitted", done).await;
}

fn adopt_if_asked(service: &TestService, alice: &Applicant, page: &Page) {
    if page.status == 409 {
        service.operator_runs(&["accounts", "adopt", &alice.name]);
    }
}

async fn sets_password(service: &TestService, alice: &Applicant) {
    let link = alice.link_to("password").await;
    let set = async || {
        let page = alice.tries_to_post(&link, &BOTH).await?;
        adopt_if_asked(service, alice, &page);
        Some(page).filter(|page| page.html.contains("Your account is"))
    };
    eventually("the password is set", set).await;
}
