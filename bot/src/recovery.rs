//! The bot's identity: cross-signing keys that its devices are signed with, and a backup of the
//! rooms' keys. Both lie encrypted on the server, so that they outlive the bot's own store.

use matrix_sdk::{
    Client,
    encryption::{
        recovery::{RecoveryError, RecoveryState},
        secret_storage::SecretStorageError,
    },
    ruma::api::client::uiaa::{AuthData, MatrixUserIdentifier, Password, UserIdentifier},
};
use registration_core::Registrations;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::session::bot_mxid;

/// Why the identity is not as it should be. The bot works all the same.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Synapse does not do what it is asked.
    #[error(transparent)]
    Synapse(#[from] registration_core::synapse::SynapseError),
    /// Its client API does not.
    #[error(transparent)]
    Matrix(#[from] matrix_sdk::Error),
    /// The secrets on the server cannot be read or written.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
}

/// Sees to it that this device is signed and everything is kept on the server: what is there is
/// used, and made anew only if it is missing or cannot be opened. `password` is the account's, if
/// it is known; otherwise a new one is set where Synapse asks for it.
pub(crate) async fn secure(
    client: &Client,
    registrations: &Registrations,
    password: Option<&str>,
) -> Result<(), IdentityError> {
    let encryption = client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    let recovery = encryption.recovery();
    if is_signed(client).await && recovery.state() == RecoveryState::Enabled {
        return Ok(());
    }
    let key = registrations.keys().bot_recovery();
    if encryption.secret_storage().is_enabled().await? {
        match recovery.recover_and_fix_backup(key.expose_secret()).await {
            Ok(()) if is_signed(client).await => {
                tracing::info!("the bot's identity is taken up again from the server");
                return Ok(());
            }
            Ok(()) => tracing::warn!("what the server keeps of the bot's identity is not complete"),
            Err(error) if is_lost(&error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    error,
                    "what the server keeps of the bot's identity cannot be opened; was secret_key changed?"
                );
            }
            Err(error) => return Err(error.into()),
        }
    }
    sign_device(client, registrations, password).await?;
    let backups = encryption.backups();
    if !backups.are_enabled().await && backups.fetch_exists_on_server().await? {
        // Nobody has its key any more.
        backups.disable_and_delete().await?;
    }
    recovery.enable().with_passphrase(key.expose_secret()).await?;
    tracing::info!("the bot has a new identity, which is kept on the server");
    Ok(())
}

/// Whether we have our cross-signing keys, and others see that this device is ours.
async fn is_signed(client: &Client) -> bool {
    let encryption = client.encryption();
    let has_keys = encryption.cross_signing_status().await.is_some_and(|status| status.is_complete());
    let device = encryption.get_own_device().await.ok().flatten();
    has_keys && device.is_some_and(|device| device.is_cross_signed_by_owner())
}

/// Whether trying again cannot help.
fn is_lost(error: &RecoveryError) -> bool {
    match error {
        RecoveryError::BackupExistsOnServer => true,
        RecoveryError::Sdk(_) => false,
        RecoveryError::SecretStorage(error) => {
            !matches!(error, SecretStorageError::Sdk(_) | SecretStorageError::Storage(_))
        }
    }
}

/// Makes the bot's cross-signing keys, with its password where Synapse asks for it.
async fn sign_device(
    client: &Client,
    registrations: &Registrations,
    password: Option<&str>,
) -> Result<(), IdentityError> {
    let encryption = client.encryption();
    let Err(error) = encryption.bootstrap_cross_signing(None).await else { return Ok(()) };
    let Some(asked) = error.as_uiaa_response() else { return Err(error.into()) };
    let mxid = bot_mxid(registrations);
    let password = match password {
        Some(password) => password.to_owned(),
        None => {
            let password = new_password();
            let body = json!({ "password": password, "logout_devices": false });
            registrations.synapse().put_user(&mxid, &body).await?;
            password
        }
    };
    let mut answer = Password::new(UserIdentifier::Matrix(MatrixUserIdentifier::new(mxid)), password);
    answer.session.clone_from(&asked.session);
    Ok(encryption.bootstrap_cross_signing(Some(AuthData::Password(answer))).await?)
}

/// A password that is used for a moment and then forgotten.
pub(crate) fn new_password() -> String {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>())
}
