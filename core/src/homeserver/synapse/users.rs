//! Reading and changing users.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{Synapse, SynapseError};

/// The fields of Synapse's user object that we rely on.
#[derive(Clone, Debug, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent of each other")]
pub struct User {
    /// Deactivated: cannot log in, and has left all rooms.
    #[serde(default)]
    pub deactivated: bool,
    /// The profile was erased with the deactivation.
    #[serde(default)]
    pub erased: bool,
    /// Locked: cannot log in until it is unlocked.
    #[serde(default)]
    pub locked: bool,
    /// A server admin.
    #[serde(default)]
    pub admin: bool,
    /// The user type, such as `bot`.
    #[serde(default)]
    pub user_type: Option<String>,
    /// The display name.
    #[serde(default)]
    pub displayname: Option<String>,
    /// When it was created, in seconds since 1970.
    #[serde(default)]
    pub creation_ts: i64,
    /// When it was last seen, in milliseconds since 1970.
    #[serde(default)]
    pub last_seen_ts: Option<i64>,
    /// Its e-mail addresses and phone numbers.
    #[serde(default)]
    pub threepids: Vec<Threepid>,
    /// Its identities at single sign-on providers.
    #[serde(default)]
    pub external_ids: Vec<serde::de::IgnoredAny>,
    /// The version of the policy that the user accepted.
    #[serde(default)]
    pub consent_version: Option<String>,
}

/// An address of a user.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Threepid {
    /// `email` or `msisdn`.
    pub medium: String,
    /// The address.
    pub address: String,
}

/// Whether a `PUT` created the user or changed an existing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// 201: the user was created.
    Created,
    /// 200: the user existed.
    Existed,
}

#[derive(serde::Deserialize)]
struct Count {
    total: u64,
}

impl Synapse {
    /// The account data of this type that a local user has.
    pub async fn account_data(&self, mxid: &str, kind: &str) -> Result<Option<Value>, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "users", mxid, "accountdata"]);
        match self.send::<Value>(self.http().get(url)).await {
            Ok(body) => Ok(body["account_data"]["global"].get(kind).cloned()),
            Err(SynapseError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The user, if there is one.
    pub async fn user(&self, mxid: &str) -> Result<Option<User>, SynapseError> {
        match self.send(self.http().get(self.user_url(mxid))).await {
            Ok(user) => Ok(Some(user)),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates or changes the user. Only an empty `body` is safe for a name that may be taken.
    pub async fn put_user(&self, mxid: &str, body: &Value) -> Result<(Put, User), SynapseError> {
        self.put(self.http().put(self.user_url(mxid)).json(body)).await
    }

    /// The same as [`Self::put_user`] with another timeout.
    pub(in crate::homeserver) async fn put_user_within(
        &self,
        mxid: &str,
        body: &Value,
        limit: Duration,
    ) -> Result<(Put, User), SynapseError> {
        self.put(self.http().put(self.user_url(mxid)).json(body).timeout(limit)).await
    }

    async fn put(&self, request: RequestBuilder) -> Result<(Put, User), SynapseError> {
        let (status, user) = self.send_with_status(request).await?;
        Ok((if status == 201 { Put::Created } else { Put::Existed }, user))
    }

    /// The number of the user's devices.
    pub async fn devices(&self, mxid: &str) -> Result<u64, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v2", "users", mxid, "devices"]);
        self.send::<Count>(self.http().get(url)).await.map(|body| body.total)
    }

    /// Whether the user has media on the server.
    pub async fn has_media(&self, mxid: &str) -> Result<bool, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "users", mxid, "media"]);
        match self.send::<Count>(self.http().get(url).query(&[("limit", "1")])).await {
            Ok(body) => Ok(body.total > 0),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the user has cross-signing keys: someone used the account with an encrypting client.
    pub async fn has_cross_signing_keys(&self, mxid: &str) -> Result<bool, SynapseError> {
        let url = self.url(&["_matrix", "client", "v3", "keys", "query"]);
        let answer: Value = self.send(self.http().post(url).json(&json!({ "device_keys": { mxid: [] } }))).await?;
        Ok(answer["master_keys"].get(mxid).is_some())
    }

    /// Deactivates and erases the user. Succeeds if there is no such user.
    pub async fn deactivate(&self, mxid: &str) -> Result<(), SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "deactivate", mxid]);
        match self.send::<Value>(self.http().post(url).json(&json!({ "erase": true }))).await {
            Ok(_) => Ok(()),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn user_url(&self, mxid: &str) -> url::Url {
        self.url(&["_synapse", "admin", "v2", "users", mxid])
    }
}
