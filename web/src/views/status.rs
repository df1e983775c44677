//! The status page: state and dates, but nothing personal.

use std::time::Duration;

use jiff::Timestamp;
use maud::{Markup, html};
use registration_core::{
    domain::{Registration, State, Token},
    text,
};

use super::{
    date,
    layout::{self, Frame},
};
use crate::{retry_after, view::View};

/// The parts of a registration that a status page may show.
#[derive(Clone, Debug)]
pub struct Status {
    state: State,
    /// Whether the decision is mailed to the applicant.
    notify: bool,
    /// The token of the status page, if a password link can be requested.
    link: Option<Token>,
    /// Until when a question of the moderators can be answered, if one is open.
    answer_until: Option<Timestamp>,
    started: Timestamp,
    verified: Option<Timestamp>,
    submitted: Option<Timestamp>,
    decided: Option<Timestamp>,
    ended: Option<Timestamp>,
}

impl Status {
    /// The status of `of`; `token` is that of its status page, and `answer_until` the end of an open question.
    pub fn new(of: &Registration, token: Token, answer_until: Option<Timestamp>) -> Self {
        Self {
            state: of.state,
            notify: of.decision.as_ref().is_none_or(|decision| decision.notify),
            link: (of.state == State::AwaitingPassword).then_some(token),
            answer_until,
            started: of.started_at,
            verified: of.verified_at,
            submitted: of.submitted_at,
            decided: of.decision.as_ref().map(|decision| decision.at),
            ended: (of.state == State::Expired).then_some(of.changed_at),
        }
    }

    /// Whether a password link can be requested.
    pub const fn offers_link(&self) -> bool {
        self.link.is_some()
    }
}

/// What happened to the password link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMail {
    /// It was sent.
    Sent,
    /// The last one was sent too recently.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
}

/// The page.
pub fn page(view: &View, status: &Status, mail: Option<LinkMail>) -> Markup {
    let (state, next) = words(view, status);
    let dates = [
        (text!(in view.language, "web-status-started"), Some(status.started)),
        (text!(in view.language, "web-status-verified"), status.verified),
        (text!(in view.language, "web-status-submitted"), status.submitted),
        (text!(in view.language, "web-status-answer-until"), status.answer_until),
        (text!(in view.language, "web-status-decided"), status.decided),
        (text!(in view.language, "web-status-ended"), status.ended),
    ];
    let good = matches!(status.state, State::Provisioning | State::AwaitingPassword | State::Active);
    let bad = matches!(status.state, State::Revoked | State::Denied | State::Expired);
    let body = html! {
        @match mail {
            Some(LinkMail::Sent) => p.note.good role="status" { (text!(in view.language, "web-status-link-sent")) },
            Some(LinkMail::TooSoon { wait }) => {
                p.note.bad role="alert" { (text!(in view.language, "web-sent-too-soon")) " " (retry_after::sentence(view, wait)) }
            },
            None => {}
        }
        p.state.good[good].bad[bad] { (state) }
        p { (next) }
        @if let Some(token) = &status.link {
            form method="post" action=(view.href(&format!("/status/{token}/link"))) {
                button { (text!(in view.language, "web-status-link")) }
            }
        }
        dl {
            @for (what, at) in &dates {
                @if let Some(at) = at { dt { (what) } dd { (date::date(view, *at)) } }
            }
        }
        @if status.state == State::Expired {
            p { a href=(view.href("/register")) { (text!(in view.language, "web-start-over")) } }
        } @else {
            p.soft { (text!(in view.language, "web-status-reload")) }
        }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-status-title")), &body)
}

/// The state, and what happens next.
fn words(view: &View, status: &Status) -> (String, String) {
    match status.state {
        State::AwaitingEmail => texts!(view, "web-status-awaiting-email", "web-status-awaiting-email-next"),
        State::AwaitingDetails => (
            text!(in view.language, "web-status-awaiting-details"),
            text!(in view.language, "web-status-awaiting-details-next", asks = view.asks),
        ),
        State::AwaitingReview if status.answer_until.is_some() => {
            texts!(view, "web-status-asked", "web-status-asked-next")
        }
        State::AwaitingReview => texts!(view, "web-status-awaiting-review", "web-status-awaiting-review-next"),
        State::Provisioning if status.notify => texts!(view, "web-status-provisioning", "web-status-provisioning-next"),
        State::Provisioning => texts!(view, "web-status-provisioning", "web-status-provisioning-quiet"),
        State::AwaitingPassword => texts!(view, "web-status-awaiting-password", "web-status-awaiting-password-next"),
        State::Active => texts!(view, "web-status-active", "web-status-active-next"),
        State::Revoked => texts!(view, "web-status-revoked", "web-status-revoked-next"),
        State::Denied if status.notify => texts!(view, "web-status-denied", "web-status-denied-next"),
        State::Denied => texts!(view, "web-status-denied", "web-status-denied-quiet"),
        State::Expired => texts!(view, "web-status-expired", "web-status-expired-next"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_page_shows_only_state_and_dates() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let status = Status {
            state: State::AwaitingReview,
            notify: true,
            link: None,
            answer_until: None,
            started: at("2026-11-23T10:00:00Z"),
            verified: Some(at("2026-11-23T10:05:00Z")),
            submitted: Some(at("2026-11-23T10:09:00Z")),
            decided: None,
            ended: None,
        };
        let page = page(&View::example(), &status, None).into_string();
        let main = page.split("<main>").nth(1).expect("a main");
        insta::assert_snapshot!(main.replace("><", ">\n<"), @r#"
        <h1>Status of your request</h1>
        <p class="state">Waiting for a decision</p>
        <p>A person will read your request. We will e-mail you the decision.</p>
        <dl>
        <dt>Started</dt>
        <dd>
        <time datetime="2026-11-23T10:00Z">November 23, 2026 at 10:00 UTC</time>
        </dd>
        <dt>E-mail confirmed</dt>
        <dd>
        <time datetime="2026-11-23T10:05Z">November 23, 2026 at 10:05 UTC</time>
        </dd>
        <dt>Submitted</dt>
        <dd>
        <time datetime="2026-11-23T10:09Z">November 23, 2026 at 10:09 UTC</time>
        </dd>
        </dl>
        <p class="soft">This page shows the status at the time you opened it. Reload it for updates.</p>
        </main>
        <footer>
        <p class="soft">
        <a href="/accessibility">Accessibility</a>
        </p>
        </footer>
        </body>
        </html>
        "#);
    }
}
