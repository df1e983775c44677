//! Rate limits for one client, across restarts and processes.

use crate::{
    harness::{Applicant, Page, TestOptions, TestService},
    support::matrix::{eventually, fresh_name},
};

async fn start_service(limits: &str) -> TestService {
    TestService::with(TestOptions {
        only: "web,worker",
        config: format!("rate_limit: {limits}\n"),
        ..TestOptions::default()
    })
    .await
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, 429, "{}", page.html);
    assert!(page.html.contains("Please try again in 24 hours."), "{}", page.html);
    let wait = page.retry_after().expect("a Retry-After");
    assert!((80_000..=86_400).contains(&wait), "{wait}");
}

#[tokio::test]
async fn mail_limit_holds_across_restarts_and_processes() {
    let mut service = start_service("{email_submission: 3}").await;
    let second = service.start_another("second", "web", &[]);
    second.wait_until_ready().await;
    for stem in ["one", "two"] {
        assert_eq!(service.applicant(stem).requests_link().await.path, "/register/sent");
    }
    assert_eq!(
        service.applicant("three").on_another_device_at(&second.url).requests_link().await.path,
        "/register/sent"
    );
    let fourth = service.applicant("four");
    is_refused(&fourth.requests_link().await);
    is_refused(&service.applicant("five").on_another_device_at(&second.url).requests_link().await);
    service.kill_and_restart().await;
    is_refused(&fourth.requests_link().await);
    let form = fourth.opens("/register/email").await;
    assert!(form.status.is_success() && form.html.contains(&fourth.mxid()), "what was begun is not lost");
    service.advance_days(1);
    assert_eq!(fourth.requests_link().await.path, "/register/sent", "the next day there is room again");
}

#[tokio::test]
async fn two_processes_share_a_rate_limit() {
    let service = start_service("{email_submission: 4}").await;
    let second = service.start_another("second", "web", &[]);
    second.wait_until_ready().await;
    let people: Vec<Applicant> = (0..10)
        .map(|number| {
            let somebody = service.applicant("many");
            if number % 2 == 0 { somebody } else { somebody.on_another_device_at(&second.url) }
        })
        .collect();
    let tasks: Vec<_> =
        people.into_iter().map(|somebody| tokio::spawn(async move { somebody.requests_link().await })).collect();
    let mut sent = 0;
    for task in tasks {
        let page = task.await.expect("an answer");
        sent += usize::from(page.path == "/register/sent");
        assert!(page.path == "/register/sent" || page.status == 429, "{}", page.html);
    }
    assert_eq!(sent, 4);
}

#[tokio::test]
async fn each_form_has_its_own_rate_limit() {
    let mut service = start_service("{forms: 3, forms_minutes: 20}").await;
    let visitor = service.applicant("visitor");
    for _ in 0..3 {
        let page = visitor.posts("/register", &[("username", &fresh_name("any"))]).await;
        assert_eq!(page.path, "/register/email", "{}", page.html);
    }
    let same = async || visitor.posts("/register", &[("username", "any")]).await;
    for page in [same().await, visitor.on_another_device().posts("/register", &[("username", "any")]).await] {
        assert_eq!(page.status, 429, "{}", page.html);
        assert!(page.html.contains("Please try again in 20 minutes."), "{}", page.html);
        assert!((1_000..=1_200).contains(&page.retry_after().expect("a Retry-After")));
    }
    assert_eq!(visitor.posts("/register/link", &[("email", "x")]).await.status, 422, "another form");
    assert!(visitor.opens("/register").await.status.is_success(), "looking is free");
    service.kill_and_restart().await;
    assert_eq!(same().await.status, 429);
}

#[tokio::test]
async fn pause_closes_the_form_with_its_reason() {
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    service.operator_runs(&["pause", "We are <moving> house."]);
    let closed = async || Some(alice.opens("/register").await).filter(|page| page.status == 503);
    let page = eventually("the form is closed", closed).await;
    assert!(page.html.contains("We are &lt;moving&gt; house."), "{}", page.html);
    service.operator_runs(&["resume"]);
    let open = async || Some(alice.opens("/register").await).filter(|page| page.status.is_success());
    eventually("the form is open", open).await;
    alice.signs_up().await;
}
