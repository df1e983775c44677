//! Users: what Synapse knows of one, and what we set.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{Synapse, SynapseError};

/// The fields of Synapse's user object that we rely on.
#[derive(Clone, Debug, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent of each other")]
pub struct User {
    /// Cannot log in, and is out of all rooms.
    #[serde(default)]
    pub deactivated: bool,
    /// Its profile was removed when it was deactivated.
    #[serde(default)]
    pub erased: bool,
    /// Cannot log in for now.
    #[serde(default)]
    pub locked: bool,
    /// A server admin.
    #[serde(default)]
    pub admin: bool,
    /// `bot`, `support` or nothing.
    #[serde(default)]
    pub user_type: Option<String>,
    /// Shown to others.
    #[serde(default)]
    pub displayname: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(default)]
    pub creation_ts: i64,
    /// When it was last seen, in milliseconds since 1970.
    #[serde(default)]
    pub last_seen_ts: Option<i64>,
    /// Its addresses.
    #[serde(default)]
    pub threepids: Vec<Threepid>,
    /// Its identities at single sign-on providers.
    #[serde(default)]
    pub external_ids: Vec<serde::de::IgnoredAny>,
    /// The version of the policy that it agreed to.
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

/// Whether a `PUT` made the user or changed one that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// 201: nobody had it before.
    Created,
    /// 200: it was there.
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

    /// What Synapse knows of this user.
    pub async fn user(&self, mxid: &str) -> Result<Option<User>, SynapseError> {
        match self.send(self.http().get(self.user_url(mxid))).await {
            Ok(user) => Ok(Some(user)),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the user or changes it. Only an empty `body` is safe for a name that may be taken.
    pub async fn put_user(&self, mxid: &str, body: &Value) -> Result<(Put, User), SynapseError> {
        self.put(self.http().put(self.user_url(mxid)).json(body)).await
    }

    /// As [`Self::put_user`], with a time limit of its own for the whole answer.
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

    /// How many devices the user has.
    pub async fn devices(&self, mxid: &str) -> Result<u64, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v2", "users", mxid, "devices"]);
        self.send::<Count>(self.http().get(url)).await.map(|body| body.total)
    }

    /// Whether the user has uploaded media that are still there.
    pub async fn has_media(&self, mxid: &str) -> Result<bool, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "users", mxid, "media"]);
        match self.send::<Count>(self.http().get(url).query(&[("limit", "1")])).await {
            Ok(body) => Ok(body.total > 0),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the user has cross-signing keys: somebody used the account with an encrypting client.
    pub async fn has_cross_signing_keys(&self, mxid: &str) -> Result<bool, SynapseError> {
        let url = self.url(&["_matrix", "client", "v3", "keys", "query"]);
        let answer: Value = self.send(self.http().post(url).json(&json!({ "device_keys": { mxid: [] } }))).await?;
        Ok(answer["master_keys"].get(mxid).is_some())
    }

    /// Deactivates and erases the user; one that is gone already is a success.
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
