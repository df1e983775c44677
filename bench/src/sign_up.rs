//! A complete sign-up, up to the page "waiting for the moderators", on the service and on the Django app.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::{
    browser::{self, Browser},
    concurrent::run_concurrently,
    samples::{Samples, precise},
    services::{Kind, Service},
    stub::Mailbox,
};

const REASON: &str = "I have read about this server, and would like to talk with my friends here.";
/// The password of all applicants.
pub const PASSWORD: &str = "violet kayak mends the clock";

/// The result of a number of sign-ups.
pub struct Outcome {
    /// Complete sign-ups per second, including their mails.
    pub per_second: f64,
    /// The duration of each in seconds: pages, and the wait for the link.
    pub durations: Samples,
}

/// Numbers the applicants, so that all usernames differ.
static APPLICANTS: AtomicUsize = AtomicUsize::new(0);

/// Signs `count` applicants up, `at_once` at a time, and waits for the last mail.
pub async fn sign_ups(service: &Service, mailbox: &Mailbox, count: usize, at_once: usize) -> anyhow::Result<Outcome> {
    let http = browser::connections()?;
    let operators = service.operator_address();
    let before = mailbox.count(&operators);
    let began = Instant::now();
    let durations = run_concurrently(count, at_once, || {
        let (kind, http, base, mailbox) = (service.kind, http.clone(), service.base.clone(), mailbox.clone());
        async move { one(kind, &http, &base, &mailbox).await }
    });
    let durations = durations.await?;
    mailbox.wait_for(&operators, before + count).await.context("the operators' mails")?;
    let per_second = precise(count) / began.elapsed().as_secs_f64();
    Ok(Outcome { per_second, durations: durations.into_iter().collect() })
}

async fn one(kind: Kind, http: &reqwest::Client, base: &str, mailbox: &Mailbox) -> anyhow::Result<f64> {
    let number = APPLICANTS.fetch_add(1, Ordering::SeqCst);
    let name = format!("applicant{number}");
    let email = format!("{name}@example.org");
    let address = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
    let mut browser = Browser::new(http, base, address);
    let began = Instant::now();
    let signed_up = tokio::time::timeout(Duration::from_secs(90), async {
        match kind {
            Kind::Ours => on_ours(&mut browser, mailbox, &name, &email).await,
            Kind::Django => on_django(&mut browser, mailbox, &name, &email).await,
        }
    });
    signed_up.await.context("too slow").flatten().with_context(|| name.clone())?;
    Ok(began.elapsed().as_secs_f64())
}

async fn on_ours(browser: &mut Browser, mailbox: &Mailbox, name: &str, email: &str) -> anyhow::Result<()> {
    browser.opens("/").await?;
    browser.opens("/register").await?;
    browser.fills_in("/register", &[("username", name)]).await?;
    browser.fills_in("/register/email", &[("email", email)]).await?;
    let link = mailbox.wait_for(email, 1).await?.context("no link")?;
    browser.opens(&link).await?;
    let form = browser.fills_in(&link, &[]).await?;
    ensure!(form.text.contains("name=\"reason\""), "no form for the reason");
    let details = [("password", PASSWORD), ("again", PASSWORD), ("reason", REASON)];
    browser.fills_in("/register/details", &details).await?;
    mailbox.wait_for(email, 2).await?; // the receipt
    Ok(())
}

async fn on_django(browser: &mut Browser, mailbox: &Mailbox, name: &str, email: &str) -> anyhow::Result<()> {
    browser.opens("/").await?;
    let form = browser.opens("/check-username/").await?;
    let sent = [("username", name), ("csrfmiddlewaretoken", csrf(&form.text)?)];
    let form = browser.fills_in("/check-username/", &sent).await?;
    let sent = [("email", email), ("csrfmiddlewaretoken", csrf(&form.text)?)];
    browser.fills_in("/email-input/", &sent).await?;
    let link = mailbox.wait_for(email, 1).await?.context("no link")?;
    let form = browser.follows(&format!("{link}/")).await?;
    let sent = [("registration_reason", REASON), ("csrfmiddlewaretoken", csrf(&form.text)?)];
    browser.fills_in("/complete-registration/", &sent).await?;
    Ok(())
}

/// Django's CSRF token.
fn csrf(page: &str) -> anyhow::Result<&str> {
    let rest = page.split_once("name=\"csrfmiddlewaretoken\" value=\"").context("no form")?.1;
    Ok(rest.split_once('"').context("no token")?.0)
}
