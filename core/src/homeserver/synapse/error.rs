//! What can go wrong with a request to Synapse, and whether it helps to try again.

use std::time::Duration;

use reqwest::StatusCode;

/// Why Synapse did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SynapseError {
    /// It cannot be reached, or did not answer in time.
    #[error("Synapse cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It asks for patience (429).
    #[error("Synapse asks to wait")]
    Limited {
        /// For how long, if it says so.
        after: Option<Duration>,
    },
    /// The token is not valid (401).
    #[error("Synapse does not know the admin token ({errcode})")]
    BadToken {
        /// Its own code.
        errcode: String,
    },
    /// It refuses, with its own code and words. The words may name somebody, so they are not shown.
    #[error("Synapse refuses: {status} {errcode}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its own code, such as `M_USER_IN_USE`.
        errcode: String,
        /// Its own words.
        message: String,
    },
    /// The answer is none of Synapse's: a proxy's error page, or JSON of another shape.
    #[error("what answers at Synapse's address is not Synapse ({status})")]
    Unintelligible {
        /// The HTTP status.
        status: u16,
    },
    /// The signature of a consent was refused.
    #[error("Synapse refuses the consent: `form_secret` is not the one of its own configuration")]
    WrongFormSecret,
    /// There is no form for consent.
    #[error("Synapse has no consent page: its listener does not serve `consent`")]
    NoConsentPage,
    /// A field that we set was not echoed as set.
    #[error("Synapse did not set `{0}`")]
    NotSet(&'static str),
}

impl SynapseError {
    /// Synapse's own code; empty where it gave none.
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

    /// Whether the same request may succeed later without anybody's hands.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            // An operator mends a bad token; until then everything waits.
            Self::Unreachable(_) | Self::Limited { .. } | Self::Unintelligible { .. } | Self::BadToken { .. } => true,
            // The same goes for an admin who was demoted.
            Self::Refused { status, .. } => *status >= 500 || *status == 403,
            Self::NotSet(_) | Self::WrongFormSecret | Self::NoConsentPage => false,
        }
    }

    /// Reads an answer that is no success.
    pub(super) async fn read(answer: reqwest::Response) -> Self {
        #[derive(serde::Deserialize)]
        struct Body {
            errcode: String,
            #[serde(default)]
            error: String,
            retry_after_ms: Option<u64>,
        }
        let status = answer.status();
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
