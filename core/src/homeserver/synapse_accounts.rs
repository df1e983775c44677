//! Synapse's accounts: [`Homeserver`] over the admin API.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::json;

use super::{
    Creation, Homeserver, HomeserverError, Profile,
    synapse::{Availability, Put, Registered, Synapse, User},
};
use crate::{
    domain::{AccountFields, EmailAddress, Localpart, SeenAccount, Usage},
    fault_injection,
};

/// How long creating an account may take. A proxy in front of Synapse usually gives up after 60 seconds.
const CREATE_TIMEOUT: Duration = Duration::from_secs(65);

#[async_trait]
impl Homeserver for Synapse {
    async fn availability(&self, name: &Localpart) -> Result<Availability, HomeserverError> {
        Self::availability(self, name).await
    }

    async fn owner_of(&self, email: &EmailAddress) -> Result<Option<String>, HomeserverError> {
        Self::owner_of(self, email).await
    }

    async fn account(&self, name: &Localpart) -> Result<Option<SeenAccount>, HomeserverError> {
        Ok(self.user(&self.mxid(name)).await?.map(SeenAccount::from))
    }

    async fn usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        Ok(Usage { devices: self.devices(&self.mxid(name)).await?, ..Usage::default() })
    }

    async fn thorough_usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        let mxid = self.mxid(name);
        let (devices, cross_signing, media) =
            tokio::try_join!(self.devices(&mxid), self.has_cross_signing_keys(&mxid), self.has_media(&mxid))?;
        Ok(Usage { devices, cross_signing, media })
    }

    async fn create(&self, name: &Localpart, proof: Option<&SecretString>) -> Creation {
        let limit = fault_injection::patience().unwrap_or(CREATE_TIMEOUT);
        match proof {
            None => match self.put_user_within(&self.mxid(name), &json!({}), limit).await {
                Ok((Put::Created, user)) => Creation::Created(user.into()),
                Ok((Put::Existed, _)) => Creation::Exists,
                Err(error) => failed(error),
            },
            Some(proof) => match self.register(name, proof, limit).await {
                Ok(Registered::Created) => match self.account(name).await {
                    Ok(Some(seen)) => Creation::Created(seen),
                    Ok(None) => Creation::Unknown(HomeserverError::NotSet("user")),
                    Err(error) => Creation::Unknown(error),
                },
                Ok(Registered::NotAttempted(error)) => Creation::Failed(error),
                Err(error) => failed(error),
            },
        }
    }

    fn takes_proof(&self) -> bool {
        self.has_shared_secret()
    }

    async fn accepts(&self, name: &Localpart, proof: &SecretString) -> Result<bool, HomeserverError> {
        self.tries_password(&self.mxid(name), proof).await
    }

    async fn set_locked(&self, name: &Localpart, locked: bool) -> Result<(Put, SeenAccount), HomeserverError> {
        let (put, user) = self.put_user(&self.mxid(name), &json!({ "locked": locked })).await?;
        Ok((put, user.into()))
    }

    async fn set_profile(&self, name: &Localpart, profile: Profile<'_>) -> Result<(Put, SeenAccount), HomeserverError> {
        let body = json!({
            "locked": true,
            "deactivated": false,
            "password": profile.password,
            "logout_devices": false,
            "displayname": profile.displayname,
            "threepids": [{ "medium": "email", "address": profile.email }],
        });
        let (put, user) = self.put_user(&self.mxid(name), &body).await?;
        Ok((put, user.into()))
    }

    async fn deactivate(&self, name: &Localpart) -> Result<(), HomeserverError> {
        Self::deactivate(self, &self.mxid(name)).await
    }
}

/// Whether the account may exist after this error.
fn failed(error: HomeserverError) -> Creation {
    match &error {
        // If several requests create it at once, one gets 201 and the others get this.
        _ if error.errcode() == "M_USER_IN_USE" => Creation::Exists,
        _ if matches!(error.errcode(), "M_EXCLUSIVE" | "M_INVALID_USERNAME") => Creation::Refused,
        HomeserverError::Unreachable(source) if source.is_connect() => Creation::Failed(error),
        // Synapse can answer 400 M_UNKNOWN although it has created the account.
        HomeserverError::Refused { status, errcode, .. } if *status < 500 && errcode != "M_UNKNOWN" => {
            Creation::Failed(error)
        }
        HomeserverError::Limited { .. } | HomeserverError::BadToken { .. } => Creation::Failed(error),
        _ => Creation::Unknown(error),
    }
}

impl From<User> for SeenAccount {
    fn from(user: User) -> Self {
        let (emails, others): (Vec<_>, Vec<_>) = user.threepids.into_iter().partition(|one| one.medium == "email");
        let other_threepids = emails.len() > 1 || !others.is_empty();
        Self {
            created_at: user.creation_ts,
            fields: AccountFields {
                locked: user.locked,
                deactivated: user.deactivated,
                displayname: user.displayname.filter(|name| !name.is_empty()),
                email: emails.into_iter().next().map(|email| email.address),
            },
            erased: user.erased,
            admin: user.admin,
            special: user.user_type.is_some(),
            external_ids: !user.external_ids.is_empty(),
            other_threepids,
            was_seen: user.last_seen_ts.is_some(),
        }
    }
}
