//! A wave of spam can be waited out: new requests are not taken until somebody says so. What is
//! under way goes on.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    registrations::Registrations,
    {domain::Actor, store::StoreError},
};

/// New requests are not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// What applicants are told, if anything.
    pub reason: Option<String>,
    /// Who said so.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

/// Whether there is a pause, as it was last read.
#[derive(Debug, Default)]
pub(crate) struct CachedPause(Mutex<Option<(Duration, Option<Pause>)>>);

const PAUSE: &str = "pause";
/// Another process may have been told.
const FRESH: Duration = Duration::from_secs(3);

impl Registrations {
    /// Takes no new requests from now on.
    pub async fn pause(&self, reason: Option<String>, by: &Actor) -> Result<(), StoreError> {
        let reason = reason.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
        let pause = Pause { reason, by: by.to_string(), since: self.clock().now() };
        let text = serde_json::to_string(&pause).unwrap_or_default();
        self.store().set_setting(PAUSE, &text).await?;
        tracing::warn!(%by, "new requests are not taken from now on");
        self.remember_pause(None);
        Ok(())
    }

    /// Takes new requests again.
    pub async fn resume(&self, by: &Actor) -> Result<(), StoreError> {
        self.store().set_setting(PAUSE, "").await?;
        tracing::info!(%by, "new requests are taken again");
        self.remember_pause(None);
        Ok(())
    }

    /// Whether new requests are not taken, at most a few seconds late.
    pub async fn paused(&self) -> Result<Option<Pause>, StoreError> {
        let now = self.clock().uptime();
        let cached = self.0.pause.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, pause)) = cached
            && now.saturating_sub(at) < FRESH
        {
            return Ok(pause);
        }
        let text = self.store().setting(PAUSE).await?;
        let pause = text.and_then(|text| serde_json::from_str(&text).ok());
        self.remember_pause(Some((now, pause.clone())));
        Ok(pause)
    }

    fn remember_pause(&self, pause: Option<(Duration, Option<Pause>)>) {
        *self.0.pause.0.lock().unwrap_or_else(PoisonError::into_inner) = pause;
    }
}
