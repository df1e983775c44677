//! `serve`: runs web server, worker and bot side by side. When one of them ends or a signal arrives, all stop.

use std::sync::Arc;

use anyhow::Context;
use registration_core::{
    Registrations,
    domain::{HomeserverEffect, MailEffect},
    store::Store,
    worker::{self, CorePerformer},
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{cli::Service, reload::Reload};

/// The message about a `secret_key` that does not belong to the database.
pub const OTHER_KEY: &str = "`secret_key` is not the one that this database was created with: mailed links and started \
    forms do not work, and the bot gets a new identity";

/// Runs the parts in `only`, or all parts if it is empty.
pub async fn serve(registrations: Registrations, only: &[Service], reload: Reload) -> anyhow::Result<()> {
    if !registrations.operations().remember_key().await.context("database: cannot read it")? {
        tracing::error!("{OTHER_KEY}");
    }
    registrations.operations().settle_numbers().await.context("database: cannot read it")?;
    announce(&registrations, only).await;
    let runs = |service| only.is_empty() || only.contains(&service);
    let stop = CancellationToken::new();
    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    if runs(Service::Web) {
        let address = registrations.config().listen;
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("listen: cannot listen on {address}"))?;
        tracing::info!(address = %listener.local_addr()?, url = %registrations.config().public_url, "web server is listening");
        let web = registration_web::serve(registrations.clone(), listener, stop.clone());
        tasks.spawn(async {
            web.await;
            Ok(())
        });
    }
    if let Some(address) = registrations.config().metrics {
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("metrics: cannot listen on {address}"))?;
        let metrics = registration_web::metrics::serve(registrations.clone(), listener, stop.clone());
        tasks.spawn(async {
            metrics.await;
            Ok(())
        });
    }
    if runs(Service::Worker) {
        let (ours, until) = (registrations.clone(), stop.clone());
        tasks.spawn(async move {
            let (performer, operations) = (Arc::new(CorePerformer(ours.clone())), ours.operations());
            let accounts = async {
                operations.wait_for_domain(&until).await;
                worker::run::<HomeserverEffect>(ours.clone(), performer.clone(), until.clone()).await;
            };
            tokio::join!(
                worker::run::<MailEffect>(ours.clone(), performer.clone(), until.clone()),
                accounts,
                operations.keep_clean(until.clone()),
            );
            Ok(())
        });
    }
    let (settle, until) = (registrations.clone(), stop.clone());
    tasks.spawn(async move {
        settle.operations().wait_for_domain(&until).await;
        settle.operations().settle_accounts(until).await;
        Ok(())
    });
    if runs(Service::Bot) {
        tasks.spawn(registration_bot::run(registrations.clone(), stop.clone()));
    }
    let (watched, until) = (registrations.clone(), stop.clone());
    tasks.spawn(async move {
        watched.operations().watch(until).await;
        Ok(())
    });
    tasks.spawn(reload.at_hangup(registrations.clone(), stop.clone()));
    tasks.spawn(until_signal(stop.clone()));

    let mut outcome = Ok(());
    while let Some(ended) = tasks.join_next().await {
        stop.cancel();
        outcome = outcome.and(ended.context("a part of the service panicked").flatten());
    }
    // A shutdown does not interrupt the creation of an account.
    registrations.operations().finish_account_work().await;
    tracing::info!("stopped");
    outcome
}

/// The first line of the log: what runs.
async fn announce(registrations: &Registrations, only: &[Service]) {
    let parts = match only {
        [] => "web,worker,bot".to_owned(),
        some => some.iter().map(|part| format!("{part:?}").to_lowercase()).collect::<Vec<_>>().join(","),
    };
    let database = Store::place(registrations.config()).await;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), %database, parts, "synapse-registration starts");
}

/// Waits for a signal to stop.
async fn until_signal(stop: CancellationToken) -> anyhow::Result<()> {
    #[cfg(unix)]
    let terminated = async {
        let mut signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        signal.recv().await;
        anyhow::Ok(())
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<anyhow::Result<()>>();
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        signal = tokio::signal::ctrl_c() => Ok(signal?),
        signal = terminated => signal,
    }
}
