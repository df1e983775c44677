//! Runs the parts side by side. When one ends or a signal comes, all stop.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use registration_core::{
    Registrations,
    domain::{HomeserverEffect, MailEffect},
    worker::{self, CorePerformer},
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::cli::Service;

/// What is said of a key that is not the database's own.
pub const OTHER_KEY: &str = "`secret_key` is not the one with which this database was begun: links that were mailed \
    before, and forms that were begun before, do not work, and the bot takes a new identity";

/// How often Synapse is asked whose the token is, until it answers.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// Runs the parts that are asked for, all of them if none is named.
pub async fn serve(registrations: Registrations, only: &[Service]) -> anyhow::Result<()> {
    if !registrations.store().remember_key(registrations.keys()).await.context("database: cannot be read")? {
        tracing::error!("{OTHER_KEY}");
    }
    registrations.settle_numbers().await.context("database: cannot be read")?;
    let runs = |service| only.is_empty() || only.contains(&service);
    let stop = CancellationToken::new();
    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    if runs(Service::Web) {
        let address = registrations.config().listen;
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("listen: cannot listen on {address}"))?;
        tracing::info!(address = %listener.local_addr()?, url = %registrations.config().public_url, "web server listens");
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
            let performer = Arc::new(CorePerformer(ours.clone()));
            tokio::join!(
                worker::run::<MailEffect>(ours.clone(), performer.clone(), until.clone()),
                worker::run::<HomeserverEffect>(ours.clone(), performer, until.clone()),
                ours.keep_clean(until),
            );
            Ok(())
        });
    }
    let (settle, until) = (registrations.clone(), stop.clone());
    tasks.spawn(async move {
        settle.settle_accounts(until).await;
        Ok(())
    });
    if runs(Service::Bot) {
        tasks.spawn(registration_bot::run(registrations.clone(), stop.clone()));
    }
    tasks.spawn(until_another_domain(registrations.clone(), stop.clone()));
    tasks.spawn(until_signal(stop.clone()));

    let mut outcome = Ok(());
    while let Some(ended) = tasks.join_next().await {
        stop.cancel();
        outcome = outcome.and(ended.context("a part of the service panicked").flatten());
    }
    // An account that is being created is never left half done by a shutdown.
    registrations.finish_account_work().await;
    tracing::info!("stopped");
    outcome
}

/// Ends the service if `synapse.domain` is not the server's name, as soon as Synapse tells whose the token is:
/// nothing could work, and every account would be looked for under a wrong ID.
async fn until_another_domain(registrations: Registrations, stop: CancellationToken) -> anyhow::Result<()> {
    let domain = &registrations.config().synapse.domain;
    loop {
        if let Ok(user) = registrations.synapse().whoami().await {
            match user.split_once(':') {
                Some((_, server)) if server != domain => anyhow::bail!(
                    "synapse.domain is {domain}, but users of this Synapse are called @name:{server}: write `domain: {server}`"
                ),
                _ => break,
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(ASK_AGAIN) => {}
        }
    }
    stop.cancelled().await;
    Ok(())
}

/// Ends when the process is asked to stop.
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
