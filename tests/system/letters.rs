//! Every mail in a real browser: readable on a phone, and accessible.

use crate::{
    harness::{Applicant, TestOptions, TestService},
    support::{
        browser::{Browser, Scheme, Screen},
        inbox::{self, Mail},
        matrix::fresh_name,
    },
};

/// Checks a mail's HTML in the browser, and that its plain-text part has the same content.
async fn look(browser: &Browser, name: &str, letter: &Mail) {
    let (html, text) = (letter.html.as_deref().expect("HTML"), letter.text.as_deref().expect("plain text"));
    assert!(!html.contains("<script") && !html.contains("http://mjml"), "{html}");
    assert!(text.lines().all(|line| line.len() < 998), "{text}");
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a file");
    std::fs::write(file.path(), html).expect("written");
    browser.goto(format!("file://{}", file.path().display())).await.expect("a page");
    let name = format!("letter-{name}");
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.picture(&name, Screen::Phone, scheme).await;
        assert_eq!(browser.violations().await, [""; 0], "{name}");
        let script = "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
        let overflow = browser.execute(script, vec![]).await.expect("a number");
        assert_eq!(overflow.json(), &serde_json::json!(0), "{name} is wider than a phone");
    }
    browser.picture(&name, Screen::Desktop, Scheme::Light).await;
}

async fn signs_up_and_is_decided(service: &TestService, applicant: &Applicant, verdict: &str) {
    applicant.signs_up().await;
    service.operator_runs(&[
        "requests",
        verdict,
        &applicant.name,
        "--message",
        "Thank you for your words.\nSee you soon!",
    ]);
}

#[tokio::test]
async fn mails_are_readable_on_a_phone_in_both_schemes() {
    let browser = Browser::open().await;
    let service = TestService::shared("form").await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    signs_up_and_is_decided(&service, &alice, "approve").await;
    signs_up_and_is_decided(&service, &bert, "deny").await;
    for (name, words) in
        [("1-verification", "Confirm"), ("2-receipt", "have received your request"), ("3-approved", "is ready")]
    {
        look(&browser, name, &alice.receives_mail(words).await).await;
    }
    look(&browser, "4-denied", &bert.receives_mail("About your request").await).await;
    service.operator_runs(&["requests", "revoke", &bert.name, "--message", "Sorry, we were wrong."]);
    look(&browser, "A-reconsidered", &bert.receives_mail("being reviewed again").await).await;
    service.operator_runs(&["requests", "ask", &bert.name, "Which club do you mean?"]);
    look(&browser, "B-question", &bert.receives_mail("A question about").await).await;
    service.operator_runs(&["requests", "revoke", &alice.name]);
    look(&browser, "C-locked", &alice.receives_mail("has been locked").await).await;
    let notice = inbox::wait_for(&service.operator, |mail| mail.subject.contains(&alice.mxid())).await;
    look(&browser, "5-operators", &notice).await;
    let again = service.applicant_named("another", &alice.email);
    again.requests_link().await;
    look(&browser, "6-known", &again.receives_mail("About your account").await).await;
    let carla = service.applicant("carla");
    carla.requests_link().await;
    carla.confirms_email().await;
    service.applicant_named(&fresh_name("elsewhere"), &carla.email).requests_link().await;
    look(&browser, "9-begun", &carla.receives_mail("Continue your request").await).await;
    browser.close().await;
}

#[tokio::test]
async fn mails_are_readable_in_german_and_arabic() {
    let browser = Browser::open().await;
    let service = TestService::shared("form").await;
    for (language, [verification, receipt, approved, denied, reconsidered, question, begun]) in [
        (
            "de",
            [
                "Bestätigen Sie",
                "erhalten",
                "ist bereit",
                "Ihr Antrag",
                "noch einmal geprüft",
                "Eine Frage",
                "Setzen Sie",
            ],
        ),
        ("ar", ["أكّد عنوان", "استلمنا", "جاهز", "بخصوص طلبك", "ستُعاد مراجعة", "سؤال عن طلبك", "تابع طلبك"]),
    ] {
        let speaks = |applicant: Applicant| applicant.with_header("accept-language", language.as_bytes());
        let (anna, bernd) = (speaks(service.applicant("anna")), speaks(service.applicant("bernd")));
        signs_up_and_is_decided(&service, &anna, "approve").await;
        signs_up_and_is_decided(&service, &bernd, "deny").await;
        for (name, words) in [("1-verification", verification), ("2-receipt", receipt), ("3-approved", approved)] {
            look(&browser, &format!("{language}-{name}"), &anna.receives_mail(words).await).await;
        }
        look(&browser, &format!("{language}-4-denied"), &bernd.receives_mail(denied).await).await;
        service.operator_runs(&["requests", "revoke", &bernd.name]);
        look(&browser, &format!("{language}-A-reconsidered"), &bernd.receives_mail(reconsidered).await).await;
        service.operator_runs(&["requests", "ask", &bernd.name, "Which club do you mean?"]);
        look(&browser, &format!("{language}-B-question"), &bernd.receives_mail(question).await).await;
        let carla = speaks(service.applicant("carla"));
        carla.requests_link().await;
        carla.confirms_email().await;
        speaks(service.applicant_named(&fresh_name("elsewhere"), &carla.email)).requests_link().await;
        look(&browser, &format!("{language}-9-begun"), &carla.receives_mail(begun).await).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn password_mail_is_readable_on_a_phone_in_both_schemes() {
    let browser = Browser::open().await;
    let config = "registration:\n  account_creation: on_approval\n".to_owned();
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    alice.confirms_email().await;
    alice.posts("/register/details", &[("reason", crate::harness::REASON)]).await;
    service.operator_runs(&["requests", "approve", &alice.name, "--message", "Welcome!"]);
    look(&browser, "7-password", &alice.receives_mail("choose a password").await).await;
    look(&browser, "8-receipt-without-account", &alice.receives_mail("have received your request").await).await;
    browser.close().await;
}
