//! Errors of requests to Synapse, and whether a retry may help.

use std::time::Duration;

use reqwest::{StatusCode, header::LOCATION};
use url::Url;

use crate::finding::ConnectionProblem;

/// Why the client cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The CA bundle cannot be read.
    #[error("synapse.verify_cert: cannot read {path}")]
    Bundle {
        /// The file.
        path: String,
        /// The reason.
        source: std::io::Error,
    },
    /// The CA bundle contains no certificate, or TLS cannot be set up.
    #[error("synapse.verify_cert: cannot be used: {0}")]
    Tls(String),
}

/// Why Synapse did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SynapseError {
    /// It cannot be reached, or did not answer in time.
    #[error("Synapse cannot be reached: {}", ConnectionProblem::of_http(.0))]
    Unreachable(#[source] reqwest::Error),
    /// Rate limited (429).
    #[error("Synapse asks to wait")]
    Limited {
        /// How long to wait, if it says so.
        after: Option<Duration>,
    },
    /// The token is not valid (401).
    #[error("Synapse does not know the admin token ({errcode})")]
    BadToken {
        /// Synapse's error code.
        errcode: String,
    },
    /// It refuses. The message may contain a name, so it is not shown.
    #[error("Synapse refuses: {status} {errcode}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Synapse's error code, such as `M_USER_IN_USE`.
        errcode: String,
        /// Synapse's message.
        message: String,
    },
    /// The answer is not Synapse's: a proxy's error page, or unexpected JSON.
    #[error("what answers at Synapse's address is not Synapse ({status})")]
    Unintelligible {
        /// The HTTP status.
        status: u16,
    },
    /// The address redirects. The token is not sent there.
    #[error("Synapse's address redirects to {to} ({status})")]
    Redirected {
        /// The HTTP status.
        status: u16,
        /// Where to, without a query.
        to: String,
    },
    /// The signature of a consent was refused.
    #[error("Synapse refuses the consent: `form_secret` is not the one of its own configuration")]
    WrongFormSecret,
    /// Synapse serves no consent page.
    #[error("Synapse has no consent page: its listener does not serve `consent`")]
    NoConsentPage,
    /// The answer does not show a field as we set it.
    #[error("Synapse did not set `{0}`")]
    NotSet(&'static str),
}

impl SynapseError {
    /// Synapse's error code, or an empty string.
    #[must_use]
    pub fn errcode(&self) -> &str {
        match self {
            Self::Refused { errcode, .. } | Self::BadToken { errcode } => errcode,
            _ => "",
        }
    }

    /// How long to wait before trying again, if Synapse said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Limited { after } => *after,
            _ => None,
        }
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            // Everything waits until the operator replaces the token.
            Self::Unreachable(_)
            | Self::Limited { .. }
            | Self::Unintelligible { .. }
            | Self::Redirected { .. }
            | Self::BadToken { .. } => true,
            // 403: the admin was demoted.
            Self::Refused { status, .. } => *status >= 500 || *status == 403,
            Self::NotSet(_) | Self::WrongFormSecret | Self::NoConsentPage => false,
        }
    }

    /// Reads an error response.
    pub(super) async fn read(answer: reqwest::Response) -> Self {
        #[derive(serde::Deserialize)]
        struct Body {
            errcode: String,
            #[serde(default)]
            error: String,
            retry_after_ms: Option<u64>,
        }
        let status = answer.status();
        if let Some(to) = redirect_target(&answer) {
            return Self::Redirected { status: status.as_u16(), to };
        }
        let header = answer
            .headers()
            .get(reqwest::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        match (status, answer.json::<Body>().await) {
            (StatusCode::TOO_MANY_REQUESTS, body) => Self::Limited {
                after: body.ok().and_then(|body| body.retry_after_ms).map(Duration::from_millis).or(header),
            },
            (StatusCode::UNAUTHORIZED, Ok(body)) => Self::BadToken { errcode: body.errcode },
            (_, Ok(body)) => Self::Refused { status: status.as_u16(), errcode: body.errcode, message: body.error },
            (_, Err(_)) => Self::Unintelligible { status: status.as_u16() },
        }
    }
}

/// Where a response redirects to, without user, password, query and fragment.
pub(crate) fn redirect_target(answer: &reqwest::Response) -> Option<String> {
    let location = answer.headers().get(LOCATION).filter(|_| answer.status().is_redirection())?;
    let mut target: Url = answer.url().join(location.to_str().ok()?).ok()?;
    target.set_query(None);
    target.set_fragment(None);
    let _ = (target.set_username(""), target.set_password(None));
    Some(target.to_string())
}
