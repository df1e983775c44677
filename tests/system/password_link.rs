//! Accounts that are made after the approval: no account and no password before it, a mailed link after.

use crate::{
    support::{
        inbox,
        matrix::{Person, eventually},
    },
    town::{Newcomer, PASSWORD, Page, REASON, Town, Wishes},
};

const LATER: &str = "registration:\n  account_creation: on_approval\n";
const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

fn later() -> Wishes {
    Wishes { config: LATER.to_owned(), ..Wishes::default() }
}

/// For tests in which no days go by.
async fn shared() -> Town {
    Town::shared_with("password_link", later()).await
}

/// The whole form, in which no password is asked for.
async fn signs_up(newcomer: &Newcomer) -> Page {
    newcomer.asks().await;
    assert_eq!(newcomer.proves().await.path, "/register/details");
    let form = newcomer.opens("/register/details").await;
    assert!(!form.html.contains("type=\"password\""), "{}", form.html);
    let done = newcomer.sends("/register/details", &[("reason", REASON)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    done
}

#[tokio::test]
async fn nothing_is_made_before_the_approval_and_then_the_link_sets_the_password_once() {
    let town = shared().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    signs_up(&alice).await;
    alice.is_told("has arrived").await;
    assert!(alice.account().await.is_none(), "there is no account yet");

    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("choose a password").await;
    assert!(alice.account().await.is_none(), "nor by the approval alone");
    let link = alice.link_to("password").await;
    for _ in 0..3 {
        let form = alice.opens(&link).await;
        assert!(form.status.is_success() && form.html.contains(&alice.mxid()), "{}", form.html);
    }
    assert!(alice.account().await.is_none(), "looking makes nothing");
    let weak = alice.sends(&link, &[("password", "short"), ("again", "short")]).await;
    assert!(weak.status == 422 && weak.html.contains("id=\"password-error\""), "{}", weak.html);

    let set = alice.sends(&link, &BOTH).await;
    assert!(set.status.is_success() && set.path == link, "{}", set.html);
    let open = async || alice.opens(&link).await.html.contains("Your account is open").then_some(());
    eventually("the account is open", open).await;
    alice.login().await.expect("the password works");
    alice.is_told("is ready").await;
    let account = alice.account().await.expect("an account");
    assert_eq!(account["threepids"][0]["address"], alice.email);

    let other = "another password altogether, and long";
    let again = alice.sends(&link, &[("password", other), ("again", other)]).await;
    assert!(!again.html.contains("type=\"password\""), "{}", again.html);
    Person::log_in(&alice.name, other).await.expect_err("once is enough");
    alice.login().await.expect("and the first password still works");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_at_once_does_not_leave_the_account_locked() {
    let town = shared().await;
    for _ in 0..4 {
        let alice = town.newcomer("alice");
        signs_up(&alice).await;
        town.operator_runs(&["requests", "approve", &alice.name]);
        let link = alice.link_to("password").await;
        let (first, second) = (alice.clone(), alice.at_another_device());
        let pages = tokio::join!(first.sends(&link, &BOTH), second.sends(&link, &BOTH));
        for page in [pages.0, pages.1] {
            assert!(page.status.is_success() && page.html.contains("Your account is"), "{}", page.html);
        }
        alice.is_told("is ready").await;
        alice.login().await.expect("the account is open");
    }
}

#[tokio::test]
async fn who_was_approved_without_a_mail_finds_the_link_on_the_status_page() {
    let town = Town::with(later()).await;
    let alice = town.newcomer("alice");
    signs_up(&alice).await;
    let letter = alice.is_told("has arrived").await;
    let status = letter.link(&format!("{}/status/", town.url)).expect("a link to the status");
    let status = status.trim_start_matches(&town.url);
    town.operator_runs(&["requests", "approve", &alice.name, "--quiet"]);
    let offer = async || Some(alice.opens(status).await).filter(|page| page.html.contains("/link\""));
    eventually("the status page offers the link", offer).await;
    // Moderators take their time; the first link came a moment ago.
    town.days_go_by(1);
    assert!(!alice.was_told("choose a password"), "no mail was sent");

    let sent = alice.sends(&format!("{status}/link"), &[]).await;
    assert!(sent.status.is_success() && sent.html.contains("role=\"status\""), "{}", sent.html);
    let again = alice.sends(&format!("{status}/link"), &[]).await;
    assert!(again.status == 429 && again.html.contains("Please try again in one minute."), "{}", again.html);
    let link = alice.link_to("password").await;
    alice.sends(&link, &BOTH).await;
    let open = async || alice.login().await.ok();
    eventually("the account is open", open).await;
}

#[tokio::test]
async fn a_link_that_has_grown_old_is_renewed() {
    let town = Town::with(later()).await;
    let alice = town.newcomer("alice");
    signs_up(&alice).await;
    town.operator_runs(&["requests", "approve", &alice.name]);
    let old = alice.link_to("password").await;
    town.days_go_by(3);
    let expired = alice.opens(&old).await;
    assert!(expired.status == 410 && expired.html.contains(&format!("{old}/resend")), "{}", expired.html);
    assert_eq!(alice.sends(&old, &BOTH).await.status, 410);
    assert!(alice.account().await.is_none());

    let renewed = alice.sends(&format!("{old}/resend"), &[]).await;
    assert!(renewed.status.is_success(), "{}", renewed.html);
    let prefix = format!("{}/password/", town.url);
    let is_new = |mail: &inbox::Mail| mail.link(&prefix).is_some_and(|link| !link.ends_with(&old));
    inbox::wait_for(&alice.email, is_new).await;
    let again = alice.sends(&format!("{old}/resend"), &[]).await;
    assert!(again.status == 429 && again.html.contains("Please try again in one minute."), "{}", again.html);
    alice.sends(&alice.link_to("password").await, &BOTH).await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test]
async fn a_name_that_is_lost_before_the_password_is_set_ends_the_request_and_harms_nobody() {
    let town = shared().await;
    let alice = town.newcomer("alice");
    signs_up(&alice).await;
    town.operator_runs(&["requests", "approve", &alice.name]);
    let link = alice.link_to("password").await;
    let stranger = Person::new(&alice.name).await;
    let page = alice.sends(&link, &BOTH).await;
    assert!(page.status == 410 && page.html.contains("somebody else got this username"), "{}", page.html);
    Person::log_in(&alice.name, &stranger.password).await.expect("the stranger's password still works");
    assert!(alice.account().await.expect("the stranger's")["threepids"].as_array().expect("a list").is_empty());
}
