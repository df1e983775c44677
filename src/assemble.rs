//! Connects the parts of the service: database, keys, Synapse and mail server.

use anyhow::Context;
use registration_core::{
    Config, Registrations,
    clock::Clock,
    keys::Keys,
    mail::Mailer,
    store::{Store, state::MovedTo},
    synapse::Synapse,
};

use crate::permissions;

/// Opens the database, after creating the data folder if it is missing.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    permissions::create_private_dir(&config.data_dir)
        .with_context(|| format!("data_dir: cannot create {}", config.data_dir.display()))?;
    Store::connect(config).await.context("database: cannot open it")
}

/// Opens and migrates the database, and connects it with Synapse and the mail server.
pub async fn assemble(config: Config) -> anyhow::Result<Registrations> {
    let store = open(&config).await?;
    if let Some(moved) = store.state::<MovedTo>().get().await.ok().flatten() {
        anyhow::bail!("database: {moved}");
    }
    let keys = Keys::new(&config.secret_key()?);
    store.migrate().await.context("database: cannot migrate it")?;
    let synapse = Synapse::new(&config.synapse)?;
    let mailer = Mailer::new(&config.email)?;
    Ok(Registrations::new(config, keys, store, synapse, mailer, Clock::system()))
}
