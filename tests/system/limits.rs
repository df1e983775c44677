//! Limits for one client: what is too often, until when, and that it is never forgotten.

use crate::{
    support::matrix::{eventually, fresh_name},
    town::{Newcomer, Page, Town, Wishes},
};

async fn town(limits: &str) -> Town {
    Town::with(Wishes { only: "web,worker", config: format!("rate_limit: {limits}\n"), ..Wishes::default() }).await
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, 429, "{}", page.html);
    assert!(page.html.contains("Please try again in 24 hours."), "{}", page.html);
    let wait = page.retry_after().expect("a Retry-After");
    assert!((80_000..=86_400).contains(&wait), "{wait}");
}

#[tokio::test]
async fn three_mails_a_day_over_restarts_and_over_processes() {
    let mut town = town("{email_submission: 3}").await;
    let second = town.another("second", "web", &[]);
    second.answers().await;
    for stem in ["one", "two"] {
        assert_eq!(town.newcomer(stem).asks().await.path, "/register/sent");
    }
    assert_eq!(town.newcomer("three").before(&second.url).asks().await.path, "/register/sent");
    let fourth = town.newcomer("four");
    is_refused(&fourth.asks().await);
    is_refused(&town.newcomer("five").before(&second.url).asks().await);
    town.is_struck_by_lightning().await;
    is_refused(&fourth.asks().await);
    let form = fourth.opens("/register/email").await;
    assert!(form.status.is_success() && form.html.contains(&fourth.mxid()), "what was begun is not lost");
    town.days_go_by(1);
    assert_eq!(fourth.asks().await.path, "/register/sent", "the next day there is room again");
}

#[tokio::test]
async fn two_processes_do_not_both_find_the_last_place_free() {
    let town = town("{email_submission: 4}").await;
    let second = town.another("second", "web", &[]);
    second.answers().await;
    let people: Vec<Newcomer> = (0..10)
        .map(|number| {
            let somebody = town.newcomer("many");
            if number % 2 == 0 { somebody } else { somebody.before(&second.url) }
        })
        .collect();
    let tasks: Vec<_> = people.into_iter().map(|somebody| tokio::spawn(async move { somebody.asks().await })).collect();
    let mut sent = 0;
    for task in tasks {
        let page = task.await.expect("an answer");
        sent += usize::from(page.path == "/register/sent");
        assert!(page.path == "/register/sent" || page.status == 429, "{}", page.html);
    }
    assert_eq!(sent, 4);
}

#[tokio::test]
async fn each_form_can_be_sent_so_often() {
    let mut town = town("{forms: 3, forms_minutes: 20}").await;
    let visitor = town.newcomer("visitor");
    for _ in 0..3 {
        let page = visitor.sends("/register", &[("username", &fresh_name("any"))]).await;
        assert_eq!(page.path, "/register/email", "{}", page.html);
    }
    let same = async || visitor.sends("/register", &[("username", "any")]).await;
    for page in [same().await, visitor.at_another_device().sends("/register", &[("username", "any")]).await] {
        assert_eq!(page.status, 429, "{}", page.html);
        assert!(page.html.contains("Please try again in 20 minutes."), "{}", page.html);
        assert!((1_000..=1_200).contains(&page.retry_after().expect("a Retry-After")));
    }
    assert_eq!(visitor.sends("/register/link", &[("email", "x")]).await.status, 422, "another form");
    assert!(visitor.opens("/register").await.status.is_success(), "looking is free");
    town.is_struck_by_lightning().await;
    assert_eq!(same().await.status, 429);
}

#[tokio::test]
async fn a_pause_closes_the_form_in_words_until_it_is_over() {
    let town = Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    town.operator_runs(&["pause", "We are <moving> house."]);
    let closed = async || Some(alice.opens("/register").await).filter(|page| page.status == 503);
    let page = eventually("the form is closed", closed).await;
    assert!(page.html.contains("We are &lt;moving&gt; house."), "{}", page.html);
    town.operator_runs(&["resume"]);
    let open = async || Some(alice.opens("/register").await).filter(|page| page.status.is_success());
    eventually("the form is open", open).await;
    alice.signs_up().await;
}
