//! The status page: state and dates, and nothing about the person.

use std::time::Duration;

use jiff::Timestamp;
use maud::{Markup, html};
use registration_core::{
    domain::{Registration, State, Token},
    text,
};

use super::{
    Site, date,
    layout::{self, Frame},
    retry_after,
};

/// What a status page may show of a registration.
#[derive(Clone, Debug)]
pub struct Status {
    state: State,
    /// Whether the applicant is told of the decision by mail.
    notify: bool,
    /// The page's own token, where a link can be asked for.
    link: Option<Token>,
    started: Timestamp,
    verified: Option<Timestamp>,
    submitted: Option<Timestamp>,
    decided: Option<Timestamp>,
    ended: Option<Timestamp>,
}

impl Status {
    /// What may be shown of `of`, whose status page `token` opens.
    pub fn new(of: &Registration, token: Token) -> Self {
        Self {
            state: of.state,
            notify: of.decision.as_ref().is_none_or(|decision| decision.notify),
            link: (of.state == State::AwaitingPassword).then_some(token),
            started: of.started_at,
            verified: of.verified_at,
            submitted: of.submitted_at,
            decided: of.decision.as_ref().map(|decision| decision.at),
            ended: (of.state == State::Expired).then_some(of.changed_at),
        }
    }

    /// Whether a link that sets the password can be asked for.
    pub const fn offers_link(&self) -> bool {
        self.link.is_some()
    }
}

/// What became of the link that was asked for here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMail {
    /// It is on its way.
    Sent,
    /// The last one was sent a moment ago.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
}

/// The page.
pub fn page(site: &Site, status: &Status, mail: Option<LinkMail>) -> Markup {
    let (state, next) = words(site, status);
    let dates = [
        (text!("web-status-started"), Some(status.started)),
        (text!("web-status-verified"), status.verified),
        (text!("web-status-submitted"), status.submitted),
        (text!("web-status-decided"), status.decided),
        (text!("web-status-ended"), status.ended),
    ];
    let good = matches!(status.state, State::Provisioning | State::AwaitingPassword | State::Active);
    let bad = matches!(status.state, State::Denied | State::Expired);
    let body = html! {
        @match mail {
            Some(LinkMail::Sent) => p.note.good role="status" { (text!("web-status-link-sent")) },
            Some(LinkMail::TooSoon { wait }) => {
                p.note.bad role="alert" { (text!("web-sent-too-soon")) " " (retry_after::sentence(wait)) }
            },
            None => {}
        }
        p.state.good[good].bad[bad] { (state) }
        p { (next) }
        @if let Some(token) = &status.link {
            form method="post" action=(site.href(&format!("/status/{token}/link"))) {
                button { (text!("web-status-link")) }
            }
        }
        dl {
            @for (what, at) in &dates {
                @if let Some(at) = at { dt { (what) } dd { (date::date(*at)) } }
            }
        }
        @if status.state == State::Expired {
            p { a href=(site.href("/register")) { (text!("web-start-over")) } }
        } @else {
            p.soft { (text!("web-status-reload")) }
        }
    };
    layout::page(site, &Frame::new(text!("web-status-title")), &body)
}

fn words(site: &Site, status: &Status) -> (String, String) {
    match status.state {
        State::AwaitingEmail => (text!("web-status-awaiting-email"), text!("web-status-awaiting-email-next")),
        State::AwaitingDetails if site.asks_password => {
            (text!("web-status-awaiting-details"), text!("web-status-awaiting-details-next"))
        }
        State::AwaitingDetails => (text!("web-status-awaiting-details"), text!("web-status-awaiting-reason-next")),
        State::AwaitingReview => (text!("web-status-awaiting-review"), text!("web-status-awaiting-review-next")),
        State::Provisioning if status.notify => {
            (text!("web-status-provisioning"), text!("web-status-provisioning-next"))
        }
        State::Provisioning => (text!("web-status-provisioning"), text!("web-status-provisioning-quiet")),
        State::AwaitingPassword => (text!("web-status-awaiting-password"), text!("web-status-awaiting-password-next")),
        State::Active => (text!("web-status-active"), text!("web-status-active-next")),
        State::Denied if status.notify => (text!("web-status-denied"), text!("web-status-denied-next")),
        State::Denied => (text!("web-status-denied"), text!("web-status-denied-quiet")),
        State::Expired => (text!("web-status-expired"), text!("web-status-expired-next")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_page_shows_state_and_dates_alone() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let status = Status {
            state: State::AwaitingReview,
            notify: true,
            link: None,
            started: at("2026-11-23T10:00:00Z"),
            verified: Some(at("2026-11-23T10:05:00Z")),
            submitted: Some(at("2026-11-23T10:09:00Z")),
            decided: None,
            ended: None,
        };
        let page = page(&Site::example(), &status, None).into_string();
        let main = page.split("<main>").nth(1).expect("a main");
        insta::assert_snapshot!(main.replace("><", ">\n<"), @r#"
        <h1>Status of your request</h1>
        <p class="state">Waiting for a decision</p>
        <p>A person will read your request. We will e-mail you the decision.</p>
        <dl>
        <dt>Started</dt>
        <dd>
        <time datetime="2026-11-23T10:00Z">23 November 2026, 10:00 UTC</time>
        </dd>
        <dt>E-mail confirmed</dt>
        <dd>
        <time datetime="2026-11-23T10:05Z">23 November 2026, 10:05 UTC</time>
        </dd>
        <dt>Submitted</dt>
        <dd>
        <time datetime="2026-11-23T10:09Z">23 November 2026, 10:09 UTC</time>
        </dd>
        </dl>
        <p class="soft">This page shows the status at the time you opened it. Reload it for updates.</p>
        </main>
        </body>
        </html>
        "#);
    }
}
