//! The errors of every page. Each error of core is mapped here, and each status is chosen here.

use std::time::Duration;

use axum::{
    extract::rejection::FormRejection,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::Blocked,
    finding::Finding,
    registrations::{Pause, RateLimited, ResendError, Scope},
    store::StoreError,
};

/// Why a request gets an error page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebError {
    /// There is no such page.
    NotFound,
    /// There is no request with this status link.
    NoSuchRequest,
    /// The request does not wait for a mail.
    NothingToResend,
    /// The request of this browser has ended.
    Ended,
    /// The page does not support this method.
    WrongMethod,
    /// A form was sent from another site.
    CrossSite,
    /// The `Host` header is not one of our names.
    WrongHost,
    /// There are two `Host` headers, or the header differs from the request target.
    TwoHosts,
    /// The body is over the limit.
    TooLarge,
    /// The body is not one of our forms.
    BadForm,
    /// A rule blocks the request.
    Blocked(Blocked),
    /// A moderator has paused new requests.
    Paused(Pause),
    /// The browser did not send our cookie.
    NoCookie {
        /// Browsers do not keep the cookie over http.
        came_over_http: bool,
    },
    /// Synapse says that it cannot create accounts.
    Closed,
    /// A limit is reached.
    RateLimited(RateLimited),
    /// The e-mail address belongs to an account.
    EmailInUse,
    /// The page took too long.
    TooSlow,
    /// An error on our side. The middleware logs its cause, if it is not in the log yet.
    Broken(Option<Box<Finding>>),
}

/// An extension of responses that have no page yet. The middleware adds the page, in the language of the request.
#[derive(Clone, Debug)]
pub struct Problem(pub WebError);

impl WebError {
    /// The status of the response.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoSuchRequest => StatusCode::NOT_FOUND,
            Self::Ended | Self::NothingToResend => StatusCode::GONE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::CrossSite | Self::Blocked(_) => StatusCode::FORBIDDEN,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadForm | Self::TwoHosts | Self::NoCookie { .. } => StatusCode::BAD_REQUEST,
            Self::RateLimited(limit) if !matches!(limit.scope, Scope::Everybody) => StatusCode::TOO_MANY_REQUESTS,
            Self::EmailInUse => StatusCode::CONFLICT,
            Self::TooSlow | Self::Paused(_) | Self::Closed | Self::RateLimited(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// How long to wait before trying again.
    pub fn wait(&self) -> Option<Duration> {
        if let Self::RateLimited(limit) = self { limit.retry_after() } else { None }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Problem(self));
        response
    }
}

impl From<Blocked> for WebError {
    fn from(blocked: Blocked) -> Self {
        Self::Blocked(blocked)
    }
}

impl From<RateLimited> for WebError {
    fn from(limit: RateLimited) -> Self {
        Self::RateLimited(limit)
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::Broken(Some(Box::new(error.finding())))
    }
}

impl From<ResendError> for WebError {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NotWaiting => Self::NothingToResend,
            ResendError::RateLimited(limit) => limit.into(),
            ResendError::Store(error) => error.into(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_without_a_page_carries_its_error() {
        let response = WebError::CrossSite.into_response();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert_eq!(response.extensions().get::<Problem>().map(|problem| &problem.0), Some(&WebError::CrossSite));
    }
}
