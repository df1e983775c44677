//! The bot's session: logs in once, and restores the session at later starts.

pub(crate) mod account;
pub(crate) mod highest_numbers;
mod identity;
pub(crate) mod lease;

use std::{
    fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use matrix_sdk::{
    Client, ClientBuildError, ClientBuilder, SqliteStoreConfig,
    authentication::matrix::MatrixSession,
    config::RequestConfig,
    encryption::{BackupDownloadStrategy, EncryptionSettings},
    reqwest::Client as HttpClient,
    ruma::UserId,
};
use registration_core::{Registrations, config::VerifyCert, synapse::with_trust, text};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde_json::json;

use crate::error::{SetUpError, is_logged_out};
use account::{bot_mxid, ensure_account};

/// A client that is logged in as the bot, and whether its session was restored.
///
/// # Errors
/// The account belongs to a person, or Synapse does not answer.
pub async fn open(registrations: &Registrations) -> Result<(Client, bool), SetUpError> {
    let mxid = bot_mxid(registrations);
    UserId::parse(&mxid).map_err(|_| SetUpError::BadName(mxid.clone()))?;
    ensure_account(registrations, &mxid).await?;
    let files = Files::in_data_dir(&registrations.config().data_dir);
    let restored = restore(registrations, &files).await?;
    let is_restored = restored.is_some();
    let client = if let Some(client) = restored {
        secure(&client, registrations, None).await;
        tracing::info!(bot = mxid, "restored the bot's session");
        client
    } else {
        files.set_aside()?;
        let client = log_in(registrations, &mxid, &files).await?;
        tracing::info!(bot = mxid, "logged in as the bot");
        client
    };
    if let Err(error) = registrations.synapse().lift_rate_limit(&mxid).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "cannot lift Synapse's rate limit for the bot");
    }
    Ok((client, is_restored))
}

/// The files of the session.
struct Files {
    session: PathBuf,
    store: PathBuf,
}

impl Files {
    fn in_data_dir(data_dir: &Path) -> Self {
        let folder = data_dir.join("bot");
        Self { session: folder.join("session.json"), store: folder.join("store") }
    }

    /// The stored session, if it can be read and its encryption keys exist.
    fn read(&self) -> Option<MatrixSession> {
        let text = Zeroizing::new(fs::read_to_string(&self.session).ok()?);
        self.store.join("matrix-sdk-crypto.sqlite3").is_file().then_some(())?;
        serde_json::from_str(&text).ok()
    }

    fn write(&self, session: &MatrixSession) -> io::Result<()> {
        let fresh = self.session.with_extension("json.new");
        let _ = fs::remove_file(&fresh);
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(&Zeroizing::new(serde_json::to_vec(session)?))?;
        file.sync_all()?;
        fs::rename(&fresh, &self.session)
    }

    /// Moves a session that no longer works to a backup name.
    fn set_aside(&self) -> io::Result<()> {
        let old = self.store.with_extension("old");
        if self.store.exists() {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
            fs::rename(&self.store, &old)?;
            tracing::warn!(kept = %old.display(), "moved the bot's previous session to a backup");
        }
        if self.session.exists() {
            fs::rename(&self.session, self.session.with_extension("json.old"))?;
        }
        fs::create_dir_all(&self.store)
    }
}

/// A client with the stored session; `None` if there is none or it no longer works.
async fn restore(registrations: &Registrations, files: &Files) -> Result<Option<Client>, SetUpError> {
    let Some(session) = files.read() else { return Ok(None) };
    if session.meta.user_id.as_str() != bot_mxid(registrations) {
        tracing::warn!("the stored session belongs to another user than bot.username; logging in again");
        return Ok(None);
    }
    let client = match build(registrations, files).await {
        Ok(client) => client,
        Err(SetUpError::Build(error)) if matches!(*error, ClientBuildError::SqliteStore(_)) => {
            tracing::warn!(error = &*error as &dyn std::error::Error, "cannot open the bot's store; logging in again");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if let Err(error) = client.restore_session(session).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "cannot restore the bot's session; logging in again");
        return Ok(None);
    }
    match client.whoami().await.map_err(matrix_sdk::Error::from) {
        Ok(_) => Ok(Some(client)),
        Err(error) if is_logged_out(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Sets a random password, logs in with it, and signs the new device. The password is not stored.
async fn log_in(registrations: &Registrations, mxid: &str, files: &Files) -> Result<Client, SetUpError> {
    let language = registrations.config().room_language();
    let password = identity::new_password();
    registrations
        .synapse()
        .put_user(mxid, &json!({ "password": password.expose_secret(), "logout_devices": true }))
        .await?;
    let client = build(registrations, files).await?;
    let name = text!(in language, "room-bot-name");
    client
        .matrix_auth()
        .login_username(mxid, password.expose_secret())
        .initial_device_display_name(&name)
        .send()
        .await?;
    secure(&client, registrations, Some(&password)).await;
    let session = client.matrix_auth().session().ok_or(matrix_sdk::Error::AuthenticationRequired)?;
    files.write(&session)?;
    Ok(client)
}

/// Signs the device and backs up the keys. Without this, the bot works but clients show a warning.
async fn secure(client: &Client, registrations: &Registrations, password: Option<&SecretString>) {
    if let Err(error) = identity::ensure(client, registrations, password).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "cannot sign the bot's device; trying again at the next start"
        );
    }
}

/// A client with its store. Nothing is sent yet.
async fn build(registrations: &Registrations, files: &Files) -> Result<Client, SetUpError> {
    // The bot uses one room, so it needs no large caches and few connections.
    let store = SqliteStoreConfig::with_low_memory_config(&files.store).key(Some(&*registrations.keys().bot_store()));
    let encryption = EncryptionSettings {
        // After the store was lost, earlier messages can be decrypted again.
        backup_download_strategy: BackupDownloadStrategy::OneShot,
        ..EncryptionSettings::default()
    };
    let builder = builder(registrations)?.with_encryption_settings(encryption);
    Ok(builder.sqlite_store_with_config_and_cache_path(store, None::<&Path>).build().await?)
}

/// A client builder with Synapse's address and its TLS settings.
///
/// # Errors
/// The CA bundle cannot be used.
pub fn builder(registrations: &Registrations) -> Result<ClientBuilder, SetUpError> {
    let config = &registrations.config().synapse;
    let builder = Client::builder()
        .homeserver_url(config.server.as_str())
        .respect_login_well_known(false)
        // The worker and the sync loop do the retries.
        .request_config(RequestConfig::new().disable_retry());
    Ok(match &config.verify_cert {
        VerifyCert::System => builder,
        VerifyCert::Never => builder.disable_ssl_verification(),
        // The SDK cannot be told to trust a certificate as it is.
        bundle @ VerifyCert::Bundle(_) => {
            let http = with_trust(HttpClient::builder(), bundle)
                .map_err(|error| SetUpError::Certificates(error.into()))?
                .build()
                .map_err(|error| SetUpError::Certificates(error.into()))?;
            builder.http_client(http)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_file_is_private_and_moved_with_its_store() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_data_dir(folder.path());
        files.set_aside().unwrap();
        let session: MatrixSession =
            serde_json::from_value(json!({ "user_id": "@bot:x", "device_id": "D", "access_token": "t" })).unwrap();
        files.write(&session).unwrap();
        assert_eq!(fs::metadata(&files.session).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(files.read().is_none(), "its keys are missing");
        fs::write(files.store.join("matrix-sdk-crypto.sqlite3"), "").unwrap();
        assert!(files.read().is_some());
        files.set_aside().unwrap();
        files.set_aside().unwrap();
        assert!(files.read().is_none());
    }
}
