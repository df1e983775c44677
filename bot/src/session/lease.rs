//! One bot at a time: whoever holds the lease is it, and all others wait.
//!
//! The lease is a row of the database that its holder changes again and again. Whoever has seen it
//! unchanged for a whole term takes it; a holder that could not change it for two thirds of a term
//! has stopped by then. Each goes by its own clock, so no two of them have to agree.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, Write},
    time::Duration,
};

use registration_core::{
    Registrations, fault_injection,
    store::{StoreError, state::BotLease},
};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

/// After so long without a sign of the holder, another takes over.
const TERM: Duration = Duration::from_secs(30);

/// Why the lease cannot be taken now.
#[derive(Debug, thiserror::Error)]
enum LeaseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot write bot.lease in data_dir")]
    File(#[from] io::Error),
}

/// The right to be the bot.
pub(crate) struct Lease<'a> {
    registrations: &'a Registrations,
    /// Drawn anew whenever the lease is taken.
    name: String,
    count: u64,
    renewed: Instant,
    /// Locked as long as it is open: a second process with our `data_dir` waits, too. It tells us our
    /// own name after a restart, so that we need not wait for ourselves.
    _file: File,
}

/// What somebody who waits has seen.
#[derive(Default)]
struct Watch(Option<(BotLease, Instant)>);

impl<'a> Lease<'a> {
    /// Waits until nobody else is the bot; `None` when told to stop.
    pub(crate) async fn acquire(registrations: &'a Registrations, stop: &CancellationToken) -> Option<Self> {
        let mut watch = Watch::default();
        let mut has_said = false;
        loop {
            match Self::try_acquire(registrations, &mut watch).await {
                Ok(Some(lease)) => return Some(lease),
                Ok(None) if has_said => {}
                Ok(None) => {
                    tracing::info!("another process is the bot; this one waits, and takes over when that one ends");
                    registrations.operations().note_waiting();
                    has_said = true;
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "cannot tell who is the bot");
                }
            }
            tokio::select! {
                () = stop.cancelled() => return None,
                () = sleep(term() / 6) => {}
            }
        }
    }

    async fn try_acquire(registrations: &'a Registrations, watch: &mut Watch) -> Result<Option<Self>, LeaseError> {
        let Some((mut file, former)) = lock(registrations)? else { return Ok(None) };
        let before = Instant::now();
        let slot = registrations.store().state();
        let seen = slot.seen().await?;
        match &seen.value {
            Some(held @ BotLease::Held { holder, .. }) if *holder != former && !watch.is_unchanged(held, before) => {
                return Ok(None);
            }
            _ => {}
        }
        let (name, renewed) = (format!("{:032x}", rand::random::<u128>()), Instant::now());
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(name.as_bytes())?;
        let is_ours = slot.replace(&seen, &BotLease::Held { holder: name.clone(), count: 0 }).await?;
        Ok(is_ours.then_some(Self { registrations, name, count: 0, renewed, _file: file }))
    }

    /// Keeps the lease for as long as possible, and returns when we must not act any more.
    pub(crate) async fn hold(&mut self) {
        let third = term() / 3;
        loop {
            let deadline = self.renewed + 2 * third;
            sleep(third.min(deadline.saturating_duration_since(Instant::now()) / 2)).await;
            let began = Instant::now();
            match timeout_at(deadline, self.renew()).await {
                Ok(Ok(true)) => self.renewed = began,
                Ok(Ok(false)) => {
                    tracing::warn!("another process has become the bot; this one stops acting");
                    return;
                }
                Ok(Err(error)) if Instant::now() < deadline => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the bot cannot renew its lease yet");
                }
                Ok(Err(_)) | Err(_) => {
                    tracing::warn!("the bot cannot renew its lease, and stops acting until it can");
                    return;
                }
            }
        }
    }

    /// `false` means that somebody else has it. An earlier try may have been written although no
    /// answer came, so what counts is the name.
    async fn renew(&mut self) -> Result<bool, StoreError> {
        self.count += 1;
        let renewed = BotLease::Held { holder: self.name.clone(), count: self.count };
        self.replace(&renewed).await
    }

    /// Writes `lease` if this process still holds it.
    async fn replace(&self, lease: &BotLease) -> Result<bool, StoreError> {
        let slot = self.registrations.store().state();
        let seen = slot.seen().await?;
        match &seen.value {
            Some(BotLease::Held { holder, .. }) if *holder == self.name => slot.replace(&seen, lease).await,
            _ => Ok(false),
        }
    }

    /// Lets the next one begin at once.
    pub(crate) async fn release(self) {
        if let Err(error) = self.replace(&BotLease::Free).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the bot's lease is left to run out");
        }
    }
}

impl Watch {
    /// Whether this has been seen for a whole term.
    fn is_unchanged(&mut self, value: &BotLease, at: Instant) -> bool {
        match &self.0 {
            Some((seen, since)) if seen == value => at.duration_since(*since) >= term(),
            _ => {
                self.0 = Some((value.clone(), Instant::now()));
                false
            }
        }
    }
}

/// Our file, locked, and the name that it holds; `None` if another process has it.
fn lock(registrations: &Registrations) -> Result<Option<(File, String)>, io::Error> {
    let folder = &registrations.config().data_dir;
    fs::create_dir_all(folder)?;
    let path = folder.join("bot.lease");
    let mut file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut name = String::new();
    file.read_to_string(&mut name)?;
    Ok(Some((file, name)))
}

fn term() -> Duration {
    fault_injection::lease().unwrap_or(TERM)
}
