//! What happens while the service dies, and what has to be true at the end. Every request that gets
//! no answer is sent again, as a person would.

use crate::{
    support::{
        inbox,
        matrix::{eventually, fresh_name},
    },
    town::{Newcomer, PASSWORD, Page, REASON, Town},
};

const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

/// How a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Somebody signs up and is approved. The service dies anywhere in it.
    Approval,
    /// Somebody who has signed up is denied. It dies from the decision on.
    Denial,
    /// Somebody who has signed up is approved, and sets a password with the mailed link. It dies from
    /// the decision on.
    PasswordLink,
}

impl Story {
    /// What the config says for it.
    pub const fn config(self) -> &'static str {
        match self {
            Self::Approval | Self::Denial => "",
            Self::PasswordLink => "registration:\n  account_creation: on_approval\n",
        }
    }

    /// Tells it with a death at `fault`, and looks at everything; says how it went.
    pub async fn tell(self, town: &mut Town, room: &str, fault: &str) -> String {
        let alice = town.newcomer_called(&fresh_name("alice"), &format!("{}@example.test", fresh_name("mail")));
        if self == Self::Approval {
            town.dies_at(fault).await;
        }
        let card = self.signs_up(town, room, &alice).await;
        if self != Self::Approval {
            is_idle(town).await;
            town.dies_at(fault).await;
        }
        let (reaction, state, letters): (_, _, &[&str]) = match self {
            Self::Approval => ("✅", "active", &["has arrived", "is ready"]),
            Self::Denial => ("❌", "denied", &["has arrived", "About your request"]),
            Self::PasswordLink => ("✅", "active", &["has arrived", "choose a password", "is ready"]),
        };
        town.moderators[0].react(room, &card, reaction).await;
        if self == Self::PasswordLink {
            sets_password(town, &alice).await;
        }
        alice.is_told(letters[letters.len() - 1]).await;
        is_idle(town).await;
        has_end(&alice, self != Self::Denial).await;
        is_one(town, room, &alice, state).await;
        are_told(&alice, letters)
    }

    async fn signs_up(self, town: &Town, room: &str, alice: &Newcomer) -> String {
        asks(alice).await;
        proves(town, alice).await;
        submits(town, alice, self).await;
        let card = town.card(room, alice).await;
        if self == Self::PasswordLink {
            assert!(alice.account().await.is_none(), "nothing is made before the approval");
        } else {
            let refused = alice.login().await.expect_err("the account is locked until it is approved");
            assert_eq!(refused["errcode"], "M_USER_LOCKED");
        }
        card
    }
}

async fn is_idle(town: &Town) {
    let idle = async || town.asks_database("SELECT id FROM outbox").is_empty().then_some(());
    eventually("everything is done", idle).await;
}

/// The account is open, or gone for good.
async fn has_end(alice: &Newcomer, is_open: bool) {
    let account = alice.account().await.expect("an account");
    assert_eq!(account["deactivated"], !is_open, "{account}");
    assert_eq!(alice.login().await.is_ok(), is_open);
    if is_open {
        assert_eq!(account["locked"], false);
        assert_eq!(account["threepids"][0]["address"], alice.email);
    }
}

/// One card, which shows how it ended, and one registration with the name.
async fn is_one(town: &Town, room: &str, alice: &Newcomer, state: &str) {
    let events = town.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let content = &event["content"];
        let head = content["body"].as_str().and_then(|body| body.lines().next());
        content["m.relates_to"].is_null() && head.is_some_and(|head| head.contains(&alice.mxid()))
    };
    assert_eq!(events.iter().filter(is_card).count(), 1, "one request, one card");
    let query =
        format!("SELECT state FROM registrations WHERE localpart = '{}' AND state != 'awaiting_email'", alice.name);
    assert_eq!(town.asks_database(&query), [state], "one registration has the name");
}

/// These letters once or twice, and none that is untrue.
fn are_told(alice: &Newcomer, letters: &[&str]) -> String {
    let mails = inbox::mails_to(&alice.email);
    let count = |words: &str| mails.iter().filter(|mail| mail.subject.contains(words)).count();
    for words in ["has arrived", "choose a password", "is ready", "About your request"] {
        let expected = if letters.contains(&words) { 1..=2 } else { 0..=0 };
        assert!(expected.contains(&count(words)), "{words}: {} times", count(words));
    }
    format!("survived, {} mails", mails.len())
}

async fn asks(alice: &Newcomer) {
    let sent = async || {
        alice.tries("/register", &[("username", &alice.name)]).await.filter(|page| page.path == "/register/email")?;
        alice.tries("/register/email", &[("email", &alice.email)]).await.filter(|page| page.path == "/register/sent")
    };
    eventually("the address is taken", sent).await;
}

/// Presses the button; if the answer never came, asks for another link as the page offers.
async fn proves(town: &Town, alice: &Newcomer) {
    let proven = async || {
        let link = alice.link().await;
        let page = alice.tries(&link, &[]).await?;
        if page.path == "/register/details" {
            return Some(());
        }
        // A minute has to pass between two links.
        town.days_go_by(1);
        let before = inbox::mails_to(&alice.email).len();
        alice.tries(&format!("{link}/resend"), &[]).await.filter(|page| page.status.is_success())?;
        inbox::wait_for_count(&alice.email, before + 1).await;
        None
    };
    eventually("the address is proven", proven).await;
}

/// Sends the form. Where a crash lost the answer to the request that creates the account, nobody knows whose it is:
/// an operator says that it is ours.
async fn submits(town: &Town, alice: &Newcomer, story: Story) {
    let all = [("reason", REASON), BOTH[0], BOTH[1]];
    let form = if story == Story::PasswordLink { &all[..1] } else { &all };
    let done = async || {
        let page = alice.tries("/register/details", form).await?;
        adopts(town, alice, &page);
        Some(page).filter(|page| page.path == "/register/done")
    };
    eventually("the request is filed", done).await;
}

fn adopts(town: &Town, alice: &Newcomer, page: &Page) {
    if page.status == 409 {
        town.operator_runs(&["accounts", "adopt", &alice.name]);
    }
}

async fn sets_password(town: &Town, alice: &Newcomer) {
    let link = alice.link_to("password").await;
    let set = async || {
        let page = alice.tries(&link, &BOTH).await?;
        adopts(town, alice, &page);
        Some(page).filter(|page| page.html.contains("Your account is"))
    };
    eventually("the password is set", set).await;
}
