//! The same form sent to two processes at once.

use crate::{
    harness::{Applicant, PASSWORD, TestOptions, TestService, extra_process::ExtraProcess},
    support::matrix::eventually,
};

/// Number of attempts: whether the requests overlap is a matter of milliseconds.
const TIMES: usize = 4;
const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

/// Two processes with a web server each; only the first has a worker.
async fn start_service(config: &str) -> (TestService, ExtraProcess) {
    let service =
        TestService::with(TestOptions { config: config.to_owned(), only: "web,worker", ..TestOptions::default() })
            .await;
    let second = service.start_another("second", "web", &[]);
    second.wait_until_ready().await;
    (service, second)
}

fn account_of(service: &TestService, applicant: &Applicant) -> Vec<String> {
    service.query(&format!("SELECT account FROM registrations WHERE localpart = '{}'", applicant.name))
}

#[tokio::test]
async fn request_sent_to_two_processes_is_submitted_once() {
    let (service, second) = start_service("").await;
    for _ in 0..TIMES {
        let alice = service.applicant("alice");
        alice.requests_link().await;
        assert_eq!(alice.confirms_email().await.path, "/register/details");
        let twin = alice.same_browser_at(&second.url);
        let pages = tokio::join!(alice.submits_details(), twin.submits_details());
        for page in [pages.0, pages.1] {
            assert_eq!(page.path, "/register/done", "{}", page.html);
        }
        assert_eq!(account_of(&service, &alice), ["ours"]);
        assert_eq!(alice.account().await.expect("an account")["locked"], true);
        service.operator_runs(&["requests", "approve", &alice.name]);
        alice.receives_mail("is ready").await;
        alice.login().await.expect("the account is open");
    }
}

#[tokio::test]
async fn password_sent_to_two_processes_unlocks_the_account() {
    let (service, second) = start_service("registration: {account_creation: on_approval}\n").await;
    for _ in 0..TIMES {
        let alice = service.applicant("alice");
        alice.requests_link().await;
        alice.confirms_email().await;
        alice.submits_details().await;
        service.operator_runs(&["requests", "approve", &alice.name]);
        let link = alice.link_to("password").await;
        let twin = alice.same_browser_at(&second.url);
        let pages = tokio::join!(alice.posts(&link, &BOTH), twin.posts(&link, &BOTH));
        for page in [pages.0, pages.1] {
            assert!(!page.html.contains("role=\"alert\""), "{}", page.html);
        }
        alice.receives_mail("is ready").await;
        let idle = async || service.query("SELECT id FROM outbox WHERE lane <> 'room'").is_empty().then_some(());
        eventually("everything is done", idle).await;
        alice.login().await.expect("the account is open");
    }
}
