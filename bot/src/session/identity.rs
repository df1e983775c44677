//! The bot's cryptographic identity: its cross-signing keys and the backup of the room keys. Both are stored encrypted on
//! the homeserver, so that they survive the loss of the bot's own store.

use std::time::Duration;

use matrix_sdk::{
    Client,
    encryption::{recovery::RecoveryError, secret_storage::SecretStorageError},
    ruma::{
        api::client::uiaa::{AuthData, MatrixUserIdentifier, Password, UserIdentifier},
        events::GlobalAccountDataEventType,
        serde::Raw,
    },
};
use registration_core::{
    Registrations,
    store::{StoreError, state::BotIdentity},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde_json::json;

use super::account::bot_mxid;
use crate::matrix::sync_settings::settings;

/// The name of the bot's key in the secret storage.
const KEY: &str = "registration-bot";

/// Why the identity could not be set up. The bot works without it.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Synapse's admin API failed.
    #[error(transparent)]
    Synapse(#[from] registration_core::synapse::SynapseError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Synapse's client API failed.
    #[error(transparent)]
    Matrix(#[from] matrix_sdk::Error),
    /// The secret storage cannot be read or written.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
}

/// Ensures that this device is signed and that the identity is stored on the homeserver. An existing identity is used; a
/// new one is created only if it is missing or cannot be opened. `password` is the account's, if it is known; otherwise a
/// new one is set if Synapse asks for it.
pub(crate) async fn ensure(
    client: &Client,
    registrations: &Registrations,
    password: Option<&SecretString>,
) -> Result<(), IdentityError> {
    let (encryption, store, mxid) = (client.encryption(), registrations.bot_store(), bot_mxid(registrations));
    encryption.wait_for_e2ee_initialization_tasks().await;
    let identity = BotIdentity(mxid);
    let is_kept = store.state().get().await?.as_ref() == Some(&identity);
    if is_kept && is_signed(client).await && encryption.backups().are_enabled().await {
        return Ok(());
    }
    let key = encode_recovery_key(&registrations.keys().bot_recovery());
    if encryption.secret_storage().is_enabled().await? && recover(client, &key).await? {
        tracing::info!("restored the bot's identity from the homeserver");
    } else {
        sign_device(client, registrations, password).await?;
        upload_secrets(client, &key).await?;
        tracing::info!("stored the bot's identity on the homeserver");
    }
    Ok(store.state().set(&identity).await?)
}

/// Restores the identity from the homeserver; `false` if that is not possible.
async fn recover(client: &Client, key: &str) -> Result<bool, IdentityError> {
    // A new device uploads its keys with its first sync. Before that, there is nothing to sign.
    client.sync_once(settings(Duration::ZERO)).await?;
    match client.encryption().recovery().recover_and_fix_backup(key).await {
        Ok(()) if is_signed(client).await => Ok(true),
        Ok(()) => {
            tracing::warn!("the bot's identity on the homeserver is incomplete; creating a new one");
            Ok(false)
        }
        Err(error) if is_lost(&error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(
                error,
                "cannot open the bot's identity on the homeserver; creating a new one. Was secret_key changed?"
            );
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Creates a backup of the room keys and uploads all secrets, encrypted with `key`.
///
/// The key has enough entropy, so it is not derived from a passphrase.
async fn upload_secrets(client: &Client, key: &str) -> Result<(), IdentityError> {
    let (encryption, account) = (client.encryption(), client.account());
    let backups = encryption.backups();
    if !backups.are_enabled().await {
        if backups.fetch_exists_on_server().await? {
            // The key of this backup is lost.
            backups.disable_and_delete().await?;
        }
        encryption.recovery().enable_backup().await?;
    }
    let description = json!({ "algorithm": "m.secret_storage.v1.aes-hmac-sha2" });
    for (kind, content) in [
        (format!("m.secret_storage.key.{KEY}"), description),
        ("m.secret_storage.default_key".to_owned(), json!({ "key": KEY })),
    ] {
        let content = Raw::new(&content).map_err(matrix_sdk::Error::from)?.cast_unchecked();
        account.set_account_data_raw(GlobalAccountDataEventType::from(kind), content).await?;
    }
    let secrets = encryption.secret_storage().open_secret_store(key).await.map_err(RecoveryError::from)?;
    secrets.export_secrets().await.map_err(RecoveryError::from)?;
    Ok(())
}

/// Encodes a recovery key as Matrix specifies it: two header bytes, the key and a parity byte in base 58.
fn encode_recovery_key(key: &[u8; 32]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(35));
    bytes.extend([0x8b, 0x01]);
    bytes.extend(key);
    let parity = bytes.iter().fold(0, |parity, byte| parity ^ byte);
    bytes.push(parity);
    Zeroizing::new(bs58::encode(&*bytes).into_string())
}

/// Whether the cross-signing keys exist and this device is signed with them.
async fn is_signed(client: &Client) -> bool {
    let encryption = client.encryption();
    let has_keys = encryption.cross_signing_status().await.is_some_and(|status| status.is_complete());
    let device = encryption.get_own_device().await.ok().flatten();
    has_keys && device.is_some_and(|device| device.is_cross_signed_by_owner())
}

/// Whether the identity is lost for good.
fn is_lost(error: &RecoveryError) -> bool {
    match error {
        RecoveryError::BackupExistsOnServer => true,
        RecoveryError::Sdk(_) => false,
        RecoveryError::SecretStorage(error) => {
            !matches!(error, SecretStorageError::Sdk(_) | SecretStorageError::Storage(_))
        }
    }
}

/// Creates the bot's cross-signing keys. Synapse may ask for the password.
async fn sign_device(
    client: &Client,
    registrations: &Registrations,
    password: Option<&SecretString>,
) -> Result<(), IdentityError> {
    let encryption = client.encryption();
    let Err(error) = encryption.bootstrap_cross_signing(None).await else { return Ok(()) };
    let Some(asked) = error.as_uiaa_response() else { return Err(error.into()) };
    let mxid = bot_mxid(registrations);
    let password = if let Some(password) = password {
        password.clone()
    } else {
        let password = new_password();
        let body = json!({ "password": password.expose_secret(), "logout_devices": false });
        registrations.synapse().put_user(&mxid, &body).await?;
        password
    };
    let mut answer =
        Password::new(UserIdentifier::Matrix(MatrixUserIdentifier::new(mxid)), password.expose_secret().into());
    answer.session.clone_from(&asked.session);
    Ok(encryption.bootstrap_cross_signing(Some(AuthData::Password(answer))).await?)
}

/// A random password that is never stored.
pub(crate) fn new_password() -> SecretString {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_key_is_encoded_as_specified() {
        let text = encode_recovery_key(&[0x77; 32]);
        let bytes = bs58::decode(&*text).into_vec().unwrap();
        assert_eq!((bytes.len(), &bytes[..2], bytes[34]), (35, &[0x8b, 0x01][..], 0x8b ^ 0x01));
        assert!(text.starts_with("Es"), "{}", text.as_str());
    }
}
