//! The HTTP client for Synapse, and requests that are not about one user.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

use super::{ClientError, SynapseError, with_trust};
use crate::{
    config::{SynapseConfig, VerifyCert},
    domain::{EmailAddress, Localpart},
    fault_injection,
    lock::Lock,
};

/// Timeout of a request.
const PATIENCE: Duration = Duration::from_secs(15);

/// A client of Synapse's admin API.
#[derive(Clone)]
pub struct Synapse {
    /// Replaced when the trusted certificates are read again.
    http: Arc<Lock<Client>>,
    server: Url,
    token: SecretString,
    shared_secret: Option<SecretString>,
    domain: String,
}

/// Whether a username is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// No account has it.
    Free,
    /// An account has it, perhaps a deactivated one.
    InUse,
    /// An application service has reserved it.
    Reserved,
    /// Synapse does not allow it.
    Invalid,
}

/// Synapse's password policy.
#[derive(Debug, Default, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the rules are independent of each other")]
pub struct SynapsePolicy {
    /// The minimum length in characters.
    #[serde(rename = "m.minimum_length", default)]
    pub minimum_length: usize,
    /// A digit is required.
    #[serde(rename = "m.require_digit", default)]
    pub require_digit: bool,
    /// A character that is neither letter nor digit is required.
    #[serde(rename = "m.require_symbol", default)]
    pub require_symbol: bool,
    /// A lower-case letter is required.
    #[serde(rename = "m.require_lowercase", default)]
    pub require_lowercase: bool,
    /// An upper-case letter is required.
    #[serde(rename = "m.require_uppercase", default)]
    pub require_uppercase: bool,
}

impl std::fmt::Debug for Synapse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Synapse").field("server", &self.server.as_str()).finish_non_exhaustive()
    }
}

/// An HTTP client that trusts what the config says.
fn client(verify_cert: &VerifyCert) -> Result<Client, ClientError> {
    let http = Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(fault_injection::patience().unwrap_or(PATIENCE))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("synapse-registration/", env!("CARGO_PKG_VERSION")));
    with_trust(http, verify_cert)?.build().map_err(|error| ClientError::Tls(error.to_string()))
}

impl Synapse {
    /// Creates a client for the homeserver of the config. Sends nothing.
    ///
    /// # Errors
    /// The CA bundle cannot be used.
    pub fn new(config: &SynapseConfig) -> Result<Self, ClientError> {
        Ok(Self {
            http: Arc::new(Lock::new(client(&config.verify_cert)?)),
            server: config.server.clone(),
            token: config.admin_token.clone(),
            shared_secret: config.registration_shared_secret.clone(),
            domain: config.domain.clone(),
        })
    }

    /// The full user ID of a localpart.
    #[must_use]
    pub fn mxid(&self, name: &Localpart) -> String {
        name.on(&self.domain)
    }

    /// The user that our token belongs to. See also [`Self::is_admin`].
    pub async fn whoami(&self) -> Result<String, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            user_id: String,
        }
        let body: Body =
            self.send(self.http().get(self.url(&["_matrix", "client", "v3", "account", "whoami"]))).await?;
        Ok(body.user_id)
    }

    /// The server name of our token's user, if it is not the configured domain.
    pub async fn other_domain(&self) -> Result<Option<String>, SynapseError> {
        let user = self.whoami().await?;
        let server = user.split_once(':').map(|(_, server)| server.to_owned());
        Ok(server.filter(|server| *server != self.domain))
    }

    /// Whether our token belongs to a server admin.
    pub async fn is_admin(&self) -> Result<bool, SynapseError> {
        let me = self.whoami().await?;
        match self.user(&me).await {
            Ok(_) => Ok(true),
            Err(error) if error.errcode() == "M_FORBIDDEN" => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Synapse's version. It needs no token, so it does not show whether ours is valid.
    pub async fn version(&self) -> Result<String, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            server_version: String,
        }
        let body: Body = self.send(self.http().get(self.url(&["_synapse", "admin", "v1", "server_version"]))).await?;
        Ok(body.server_version)
    }

    /// Whether `name` is available.
    pub async fn availability(&self, name: &Localpart) -> Result<Availability, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "username_available"]);
        let answer = self.send::<serde_json::Value>(self.http().get(url).query(&[("username", name.as_str())])).await;
        match answer {
            Ok(_) => Ok(Availability::Free),
            Err(error) => match error.errcode() {
                "M_USER_IN_USE" => Ok(Availability::InUse),
                "M_EXCLUSIVE" => Ok(Availability::Reserved),
                "M_INVALID_USERNAME" => Ok(Availability::Invalid),
                _ => Err(error),
            },
        }
    }

    /// The user who has this e-mail address.
    pub async fn owner_of(&self, email: &EmailAddress) -> Result<Option<String>, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            user_id: String,
        }
        let address = email.threepid();
        let url = self.url(&["_synapse", "admin", "v1", "threepid", "email", "users", &address]);
        match self.send::<Body>(self.http().get(url)).await {
            Ok(body) => Ok(Some(body.user_id)),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The password policy. Synapse's admin API does not enforce it.
    pub async fn password_policy(&self) -> Result<SynapsePolicy, SynapseError> {
        self.send(self.http().get(self.url(&["_matrix", "client", "v3", "password_policy"]))).await
    }

    /// Lifts the rate limit of a local user.
    pub async fn lift_rate_limit(&self, mxid: &str) -> Result<(), SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "users", mxid, "override_ratelimit"]);
        let limits = json!({ "messages_per_second": 0, "burst_count": 0 });
        self.send::<serde_json::Value>(self.http().post(url).json(&limits)).await.map(drop)
    }

    pub(super) const fn server(&self) -> &Url {
        &self.server
    }

    /// Reads the certificates that are trusted again, for all clones of this client.
    ///
    /// # Errors
    /// The CA bundle cannot be used; nothing is changed.
    pub(crate) fn reload_certificates(&self, verify_cert: &VerifyCert) -> Result<(), ClientError> {
        let renewed = client(verify_cert)?;
        *self.http.lock() = renewed;
        Ok(())
    }

    pub(super) fn http(&self) -> Client {
        self.http.lock().clone()
    }

    /// Each segment is escaped as a whole, so none can change the rest of the path.
    pub(super) fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.server.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    pub(super) async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, SynapseError> {
        self.send_with_status(request).await.map(|(_, body)| body)
    }

    pub(super) async fn send_with_status<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<(u16, T), SynapseError> {
        self.send_as(Some(&self.token), request).await
    }

    /// Sends with another token, or without one.
    pub(super) async fn send_as<T: DeserializeOwned>(
        &self,
        token: Option<&SecretString>,
        request: RequestBuilder,
    ) -> Result<(u16, T), SynapseError> {
        fault_injection::point("before synapse");
        let request = match token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        };
        let answer = request.send().await.map_err(|error| SynapseError::Unreachable(error.without_url()))?;
        fault_injection::point("after synapse");
        let status = answer.status();
        if !status.is_success() {
            return Err(SynapseError::read(answer).await);
        }
        // A truncated answer is no answer, whatever its status.
        let body = answer.bytes().await.map_err(|error| SynapseError::Unreachable(error.without_url()))?;
        let unintelligible = SynapseError::Unintelligible { status: status.as_u16() };
        Ok((status.as_u16(), serde_json::from_slice(&body).map_err(|_| unintelligible)?))
    }

    pub(super) const fn shared_secret(&self) -> Option<&SecretString> {
        self.shared_secret.as_ref()
    }
}
