//! Pausing new requests, for example during a wave of spam.

use std::time::Duration;

use crate::{
    domain::{Actor, Pause},
    registrations::context::{Moderation, Registrations},
    store::StoreError,
};

/// Another process may have changed it.
const FRESH: Duration = Duration::from_secs(3);

impl Moderation {
    /// Stops accepting new requests. Requests that were started before go on.
    pub async fn pause(&self, reason: Option<String>, by: &Actor) -> Result<(), StoreError> {
        let reason = reason.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
        let pause = Pause { reason, by: by.to_string(), since: self.clock().now() };
        self.store().state().set(&pause).await?;
        tracing::warn!(%by, "new requests are paused");
        self.0.pause.clear();
        Ok(())
    }

    /// Accepts new requests again.
    pub async fn resume(&self, by: &Actor) -> Result<(), StoreError> {
        self.store().state::<Pause>().clear().await?;
        tracing::info!(%by, "new requests are accepted again");
        self.0.pause.clear();
        Ok(())
    }
}

impl Registrations {
    /// The pause, if new requests are not accepted; at most a few seconds late.
    pub async fn paused(&self) -> Result<Option<Pause>, StoreError> {
        let now = self.clock().uptime();
        if let Some(pause) = self.0.pause.fresh(now, FRESH) {
            return Ok(pause);
        }
        let pause = self.store().state::<Pause>().get().await?;
        self.0.pause.set(now, pause.clone());
        Ok(pause)
    }
}
