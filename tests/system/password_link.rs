//! `account_creation: on_approval`: no account before the approval, and a mailed link for the password after it.

use crate::{
    harness::{Applicant, PASSWORD, Page, REASON, TestOptions, TestService},
    support::{
        inbox,
        matrix::{Person, eventually},
    },
};

const LATER: &str = "registration:\n  account_creation: on_approval\n";
const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

fn later() -> TestOptions {
    TestOptions { config: LATER.to_owned(), ..TestOptions::default() }
}

/// For tests that do not change the time.
async fn shared() -> TestService {
    TestService::shared_with("password_link", later()).await
}

/// Completes the form, which asks for no password.
async fn signs_up(applicant: &Applicant) -> Page {
    applicant.requests_link().await;
    assert_eq!(applicant.confirms_email().await.path, "/register/details");
    let form = applicant.opens("/register/details").await;
    assert!(!form.html.contains("type=\"password\""), "{}", form.html);
    let done = applicant.posts("/register/details", &[("reason", REASON)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    done
}

#[tokio::test]
async fn account_is_created_by_the_password_link_only() {
    let service = shared().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    signs_up(&alice).await;
    alice.receives_mail("have received your request").await;
    assert!(alice.account().await.is_none(), "there is no account yet");

    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("choose a password").await;
    assert!(alice.account().await.is_none(), "nor after the approval");
    let link = alice.link_to("password").await;
    for _ in 0..3 {
        let form = alice.opens(&link).await;
        assert!(form.status.is_success() && form.html.contains(&alice.mxid()), "{}", form.html);
    }
    assert!(alice.account().await.is_none(), "opening the page creates nothing");
    let weak = alice.posts(&link, &[("password", "short"), ("again", "short")]).await;
    assert!(weak.status == 422 && weak.html.contains("id=\"password-error\""), "{}", weak.html);

    let set = alice.posts(&link, &BOTH).await;
    assert!(set.status.is_success() && set.path == link, "{}", set.html);
    let open = async || alice.opens(&link).await.html.contains("Your account is ready").then_some(());
    eventually("the account is open", open).await;
    alice.login().await.expect("the password works");
    alice.receives_mail("is ready").await;
    let account = alice.account().await.expect("an account");
    assert_eq!(account["threepids"][0]["address"], alice.email);

    let other = "another password altogether, and long";
    let again = alice.posts(&link, &[("password", other), ("again", other)]).await;
    assert!(!again.html.contains("type=\"password\""), "{}", again.html);
    Person::log_in(&alice.name, other).await.expect_err("the link works once");
    alice.login().await.expect("and the first password still works");
}

#[tokio::test]
async fn password_sent_twice_at_once_unlocks_the_account() {
    let service = shared().await;
    for _ in 0..4 {
        let alice = service.applicant("alice");
        signs_up(&alice).await;
        service.operator_runs(&["requests", "approve", &alice.name]);
        let link = alice.link_to("password").await;
        let (first, second) = (alice.clone(), alice.on_another_device());
        let pages = tokio::join!(first.posts(&link, &BOTH), second.posts(&link, &BOTH));
        for page in [pages.0, pages.1] {
            assert!(page.status.is_success() && page.html.contains("Your account is"), "{}", page.html);
        }
        alice.receives_mail("is ready").await;
        alice.login().await.expect("the account is open");
    }
}

#[tokio::test]
async fn quiet_approval_offers_the_link_on_the_status_page() {
    let service = TestService::with(later()).await;
    let alice = service.applicant("alice");
    signs_up(&alice).await;
    let letter = alice.receives_mail("have received your request").await;
    let status = letter.link(&format!("{}/status/", service.url)).expect("a link to the status");
    let status = status.trim_start_matches(&service.url);
    service.operator_runs(&["requests", "approve", &alice.name, "--quiet"]);
    let offer = async || Some(alice.opens(status).await).filter(|page| page.html.contains("/link\""));
    eventually("the status page offers the link", offer).await;
    // Links can be requested once a minute, and the first one was just sent.
    service.advance_days(1);
    assert!(!alice.has_mail("choose a password"), "no mail was sent");

    let sent = alice.posts(&format!("{status}/link"), &[]).await;
    assert!(sent.status.is_success() && sent.html.contains("role=\"status\""), "{}", sent.html);
    let again = alice.posts(&format!("{status}/link"), &[]).await;
    assert!(again.status == 429 && again.html.contains("Please try again in 1 minute."), "{}", again.html);
    let link = alice.link_to("password").await;
    alice.posts(&link, &BOTH).await;
    let open = async || alice.login().await.ok();
    eventually("the account is open", open).await;
}

#[tokio::test]
async fn expired_password_link_can_be_renewed() {
    let service = TestService::with(later()).await;
    let alice = service.applicant("alice");
    signs_up(&alice).await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    let old = alice.link_to("password").await;
    service.advance_days(3);
    let expired = alice.opens(&old).await;
    assert!(expired.status == 410 && expired.html.contains(&format!("{old}/resend")), "{}", expired.html);
    assert_eq!(alice.posts(&old, &BOTH).await.status, 410);
    assert!(alice.account().await.is_none());

    let renewed = alice.posts(&format!("{old}/resend"), &[]).await;
    assert!(renewed.status.is_success(), "{}", renewed.html);
    let prefix = format!("{}/password/", service.url);
    let is_new = |mail: &inbox::Mail| mail.link(&prefix).is_some_and(|link| !link.ends_with(&old));
    inbox::wait_for(&alice.email, is_new).await;
    let again = alice.posts(&format!("{old}/resend"), &[]).await;
    assert!(again.status == 429 && again.html.contains("Please try again in 1 minute."), "{}", again.html);
    alice.posts(&alice.link_to("password").await, &BOTH).await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test]
async fn username_taken_before_password_ends_the_request() {
    let service = shared().await;
    let alice = service.applicant("alice");
    signs_up(&alice).await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    let link = alice.link_to("password").await;
    let stranger = Person::new(&alice.name).await;
    let page = alice.posts(&link, &BOTH).await;
    assert!(page.status == 410 && page.html.contains("someone else got this username"), "{}", page.html);
    Person::log_in(&alice.name, &stranger.password).await.expect("the stranger's password still works");
    assert!(alice.account().await.expect("the stranger's")["threepids"].as_array().expect("a list").is_empty());
}
