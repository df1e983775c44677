//! Users: what Synapse knows of one, and what we set.

use serde_json::{Value, json};

use super::{Synapse, SynapseError};

/// The fields of Synapse's user object that we rely on.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct User {
    /// Cannot log in, and is out of all rooms.
    #[serde(default)]
    pub deactivated: bool,
    /// Cannot log in for now.
    #[serde(default)]
    pub locked: bool,
    /// A server admin.
    #[serde(default)]
    pub admin: bool,
    /// `bot`, `support` or nothing.
    #[serde(default)]
    pub user_type: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(default)]
    pub creation_ts: i64,
    /// When it was last seen, in milliseconds since 1970.
    #[serde(default)]
    pub last_seen_ts: Option<i64>,
    /// Its addresses.
    #[serde(default)]
    pub threepids: Vec<Threepid>,
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

impl Synapse {
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
        let (status, user) = self.send_with_status(self.http().put(self.user_url(mxid)).json(body)).await?;
        Ok((if status == 201 { Put::Created } else { Put::Existed }, user))
    }

    /// How many devices the user has.
    pub async fn devices(&self, mxid: &str) -> Result<u64, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            total: u64,
        }
        let url = self.url(&["_synapse", "admin", "v2", "users", mxid, "devices"]);
        self.send::<Body>(self.http().get(url)).await.map(|body| body.total)
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
