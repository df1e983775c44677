//! What can go wrong on any page: its status and its words, chosen in one place.

use std::{error::Error, time::Duration};

use axum::{
    extract::rejection::FormRejection,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, RuleKind},
    registrations::Pause,
    store::StoreError,
    synapse::SynapseError,
    text,
};

use crate::views::{self, Site, retry_after};

/// Why a request got no page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebError {
    /// No such page.
    NotFound,
    /// No such request, behind a status link.
    NoSuchRequest,
    /// The request of this browser has ended.
    Ended,
    /// A POST to a page that has no form, or the like.
    WrongMethod,
    /// A form sent from somebody else's page.
    CrossSite,
    /// A `Host` that is none of ours.
    WrongHost,
    /// Two `Host` headers, or another one than the address that was asked for.
    TwoHosts,
    /// A body over the limit.
    TooLarge,
    /// A body that is no form of ours.
    BadForm,
    /// A rule keeps the request out.
    Blocked(Blocked),
    /// New requests are not taken now.
    Paused(Pause),
    /// The browser has not kept our cookie.
    NoCookie {
        /// Because it came over http.
        came_over_http: bool,
    },
    /// Synapse itself says that it cannot create accounts for us.
    Closed,
    /// Enough requests for today, from everybody together.
    FullToday {
        /// How long until there is room again.
        wait: Duration,
    },
    /// This client has sent this form too often.
    TooOften {
        /// Until there is room again.
        wait: Duration,
    },
    /// This client has caused too many mails.
    TooManyFromHere {
        /// Until there is room again.
        wait: Duration,
    },
    /// This address was written to often enough today.
    TooMany,
    /// Another mail to the same address, too soon.
    TooSoon {
        /// Until one can be asked for.
        wait: Duration,
    },
    /// The address belongs to an account.
    EmailInUse,
    /// No answer in time.
    TooSlow,
    /// Our fault; it is in the log.
    Broken,
}

/// Rides on an answer that has no page yet: only the guard knows what stands on every page.
#[derive(Clone, Debug)]
pub struct Problem(pub WebError);

impl WebError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoSuchRequest => StatusCode::NOT_FOUND,
            Self::Ended => StatusCode::GONE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::CrossSite | Self::Blocked(_) => StatusCode::FORBIDDEN,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadForm | Self::TwoHosts | Self::NoCookie { .. } => StatusCode::BAD_REQUEST,
            Self::TooOften { .. } | Self::TooManyFromHere { .. } | Self::TooMany | Self::TooSoon { .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::EmailInUse => StatusCode::CONFLICT,
            Self::TooSlow | Self::Paused(_) | Self::Closed | Self::FullToday { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self, server: &str) -> (String, String) {
        match self {
            Self::NotFound => (text!("web-missing-title"), text!("web-missing")),
            Self::NoSuchRequest => (text!("web-missing-title"), text!("web-missing-status")),
            Self::Ended => (text!("web-ended-title"), text!("web-ended")),
            Self::WrongMethod => (text!("web-method-title"), text!("web-method")),
            Self::CrossSite => (text!("web-cross-site-title"), text!("web-cross-site")),
            Self::WrongHost => (text!("web-host-title"), text!("web-host", server = server)),
            Self::TwoHosts => (text!("web-two-hosts-title"), text!("web-two-hosts")),
            Self::TooLarge => (text!("web-too-large-title"), text!("web-too-large")),
            Self::BadForm => (text!("web-bad-form-title"), text!("web-bad-form")),
            Self::Blocked(Blocked { by: RuleKind::Address, .. }) => (text!("web-blocked-title"), text!("web-blocked")),
            Self::Blocked(Blocked { by: RuleKind::Email, .. }) => {
                (text!("web-blocked-title"), text!("web-blocked-email"))
            }
            Self::Blocked(Blocked { by: RuleKind::Username, .. }) => {
                (text!("web-blocked-title"), text!("web-blocked-username"))
            }
            Self::Paused(_) => (text!("web-paused-title"), text!("web-paused", server = server)),
            Self::NoCookie { came_over_http: false } => (text!("web-no-cookie-title"), text!("web-no-cookie")),
            Self::NoCookie { came_over_http: true } => (text!("web-no-cookie-title"), text!("web-no-cookie-http")),
            Self::Closed => (text!("web-closed-title"), text!("web-closed", server = server)),
            Self::FullToday { .. } => (text!("web-full-title"), text!("web-full", server = server)),
            Self::TooOften { .. } => (text!("web-too-many-title"), text!("web-too-often")),
            Self::TooManyFromHere { .. } => (text!("web-too-many-title"), text!("web-too-many-from-here")),
            Self::TooMany => (text!("web-too-many-title"), text!("web-too-many")),
            Self::TooSoon { .. } => (text!("web-too-many-title"), text!("web-sent-too-soon")),
            Self::EmailInUse => {
                (text!("web-details-email-in-use-title"), text!("web-details-email-in-use", server = server))
            }
            Self::TooSlow => (text!("web-too-slow-title"), text!("web-too-slow")),
            Self::Broken => (text!("web-broken-title"), text!("web-broken")),
        }
    }

    /// What is added to the sentence: the reason of a rule, or when to come back.
    fn more(&self) -> Option<String> {
        match self {
            Self::Blocked(Blocked { reason, .. }) => {
                reason.as_deref().map(|reason| text!("web-blocked-reason", reason = reason))
            }
            Self::NoCookie { .. } => Some(text!("web-no-cookie-next")),
            Self::Paused(pause) => pause.reason.as_deref().map(|reason| text!("web-paused-reason", reason = reason)),
            Self::TooOften { .. } | Self::TooManyFromHere { .. } | Self::FullToday { .. } | Self::TooSoon { .. } => {
                self.wait().map(retry_after::sentence)
            }
            _ => None,
        }
    }

    const fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooOften { wait }
            | Self::TooManyFromHere { wait }
            | Self::FullToday { wait }
            | Self::TooSoon { wait } => Some(*wait),
            _ => None,
        }
    }

    /// The page, once it is known whose it is and which request it answers.
    pub fn page(&self, site: &Site, id: &str) -> Response {
        let (title, sentence) = self.words(&site.server);
        let id = matches!(self, Self::Broken | Self::TooSlow).then_some(id);
        // Under a name that is not ours, the first page is out of reach as well.
        let home = !matches!(self, Self::WrongHost | Self::TwoHosts);
        let page = views::error::page(site, title, &[Some(sentence), self.more()], id, home);
        let answer = (self.status(), page).into_response();
        match self.wait() {
            Some(wait) => retry_after::with_retry_after(answer, wait),
            None => answer,
        }
    }
}

impl From<Blocked> for WebError {
    fn from(blocked: Blocked) -> Self {
        Self::Blocked(blocked)
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(Problem(self));
        answer
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn Error, "the database failed");
        Self::Broken
    }
}

impl From<FormRejection> for WebError {
    fn from(rejection: FormRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::BadForm,
        }
    }
}

/// Writes down that Synapse failed. Its own words may hold a name, so only its code is kept; and
/// causes are left out, for they hold the address that was asked.
pub fn note(error: &SynapseError) {
    match error {
        SynapseError::Refused { status, errcode, .. } => tracing::warn!(status, errcode, "Synapse refused"),
        other => tracing::warn!(error = %other, "Synapse failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_a_page_carries_what_went_wrong() {
        let answer = WebError::CrossSite.into_response();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(answer.extensions().get::<Problem>().map(|problem| &problem.0), Some(&WebError::CrossSite));
    }

    #[test]
    fn only_what_is_our_fault_names_the_request() {
        let site = Site::example();
        let body = |error: WebError| {
            let (title, sentence) = error.words(&site.server);
            views::error::page(&site, title, &[Some(sentence)], None, true).into_string()
        };
        assert!(body(WebError::Broken).contains("Something went wrong on our side"));
        assert!(body(WebError::WrongHost).contains("the people who run example.org"));
    }

    #[test]
    fn a_limit_says_when_to_come_back_and_never_too_early() {
        let error = WebError::TooOften { wait: Duration::from_millis(61_001) };
        let answer = error.page(&Site::example(), "1");
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()["retry-after"], "62");
        assert_eq!(error.more().as_deref(), Some("Please try again in 2 minutes."));
    }
}
