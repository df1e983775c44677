//! The bot lease: only the process that holds it runs the bot, and all others wait.
//!
//! The lease is a row in the database that its holder updates regularly. A process that has seen it unchanged for a whole
//! term takes it over. A holder that could not update it for two thirds of a term has stopped by then. Each process uses
//! only its own clock, so the clocks need not agree.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, Write},
    time::Duration,
};

use registration_core::{
    Registrations, fault_injection,
    finding::{Code, Finding, Part},
    store::{StoreError, state::BotLease},
};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

/// How long the lease must be unchanged before another process takes over.
const TERM: Duration = Duration::from_secs(30);

/// Why the lease cannot be acquired now.
#[derive(Debug, thiserror::Error)]
enum LeaseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot write bot.lease in data_dir")]
    File(#[from] io::Error),
}

/// The bot lease, held by this process.
pub(crate) struct Lease<'a> {
    registrations: &'a Registrations,
    /// Random for each acquisition.
    name: String,
    count: u64,
    renewed: Instant,
    /// Locked while it is open, so that a second process with the same `data_dir` waits, too. It holds the name, so that
    /// a restarted process need not wait for its own lease to expire.
    _file: File,
}

/// The last value that a waiting process has seen.
#[derive(Default)]
struct Watch {
    seen: Option<(BotLease, Instant)>,
    /// Whether another process has renewed it meanwhile: then that process is alive.
    has_changed: bool,
}

/// The result of trying to acquire the lease.
enum Attempt<'a> {
    /// This process holds it now.
    Acquired(Lease<'a>),
    /// Another process holds it.
    IsHeld,
    /// Another process holds it, or has died while holding it.
    MayBeHeld,
}

impl<'a> Lease<'a> {
    /// Waits until no other process holds the lease; `None` when told to stop.
    pub(crate) async fn acquire(registrations: &'a Registrations, stop: &CancellationToken) -> Option<Self> {
        let mut watch = Watch::default();
        let mut has_logged = false;
        loop {
            match Self::try_acquire(registrations, &mut watch).await {
                Ok(Attempt::Acquired(lease)) => return Some(lease),
                // The lease of a process that has died looks the same, until it expires.
                Ok(Attempt::MayBeHeld) => registrations.operations().note_starting(),
                Ok(Attempt::IsHeld) => {
                    registrations.operations().note_waiting();
                    if !has_logged {
                        tracing::info!("another process is the bot; this one waits and takes over when it ends");
                    }
                    has_logged = true;
                }
                Err(LeaseError::Store(error)) => registrations.note_down(Part::Database, &error.finding()),
                Err(error @ LeaseError::File(_)) => {
                    let cause = anyhow::Error::from(error);
                    let finding = Finding::new(Part::Bot, Code::FolderNotWritable, format!("{cause:#}"));
                    registrations.operations().note_failing(&finding);
                }
            }
            tokio::select! {
                () = stop.cancelled() => return None,
                () = sleep(term() / 6) => {}
            }
        }
    }

    async fn try_acquire(registrations: &'a Registrations, watch: &mut Watch) -> Result<Attempt<'a>, LeaseError> {
        let Some((mut file, former)) = lock(registrations)? else { return Ok(Attempt::IsHeld) };
        let before = Instant::now();
        let slot = registrations.bot_store().state();
        let seen = slot.seen().await?;
        match &seen.value {
            Some(held @ BotLease::Held { holder, .. }) if *holder != former && !watch.is_unchanged(held, before) => {
                return Ok(if watch.has_changed { Attempt::IsHeld } else { Attempt::MayBeHeld });
            }
            _ => {}
        }
        let (name, renewed) = (format!("{:032x}", rand::random::<u128>()), Instant::now());
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(name.as_bytes())?;
        let is_ours = slot.replace(&seen, &BotLease::Held { holder: name.clone(), count: 0 }).await?;
        let lease = Self { registrations, name, count: 0, renewed, _file: file };
        Ok(if is_ours { Attempt::Acquired(lease) } else { Attempt::IsHeld })
    }

    /// Renews the lease for as long as possible. Returns when the bot must stop acting.
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
                    self.registrations.note_down(Part::Database, &error.finding());
                }
                Ok(Err(_)) | Err(_) => {
                    tracing::warn!("the bot cannot renew its lease, and stops acting until it can");
                    return;
                }
            }
        }
    }

    /// Returns `false` if another process has the lease. Only the name is compared: an earlier renewal may have been written
    /// although it timed out.
    async fn renew(&mut self) -> Result<bool, StoreError> {
        self.count += 1;
        self.replace(&BotLease::Held { holder: self.name.clone(), count: self.count }).await
    }

    /// Writes `lease` if this process still holds it.
    async fn replace(&self, lease: &BotLease) -> Result<bool, StoreError> {
        let slot = self.registrations.bot_store().state();
        let seen = slot.seen().await?;
        match &seen.value {
            Some(BotLease::Held { holder, .. }) if *holder == self.name => slot.replace(&seen, lease).await,
            _ => Ok(false),
        }
    }

    /// Releases the lease, so that another process can take over at once.
    pub(crate) async fn release(self) {
        if let Err(error) = self.replace(&BotLease::Free).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "cannot release the bot lease; it will expire");
        }
    }
}

impl Watch {
    /// Whether the value has been the same for a whole term.
    fn is_unchanged(&mut self, value: &BotLease, at: Instant) -> bool {
        match &self.seen {
            Some((seen, since)) if seen == value => at.duration_since(*since) >= term(),
            seen => {
                self.has_changed = seen.is_some();
                self.seen = Some((value.clone(), Instant::now()));
                false
            }
        }
    }
}

/// The locked file and the name in it; `None` if another process has locked it.
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
