//! Retrying parked effects.

use crate::{
    domain::{Action, EffectKind, Origin, RegistrationId},
    registrations::context::Operations,
    store::{self, StoreError, write},
};

impl Operations {
    /// Tries parked effects again, of one registration or of all; returns their number.
    pub async fn retry(&self, of: Option<RegistrationId>, by: &Origin) -> Result<usize, StoreError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        let parked = write::unpark(&txn, of, now).await?;
        for one in &parked {
            store::record(&txn, one.registration, now, Action::Retried, by, Some(one.effect.kind().as_str())).await?;
        }
        self.store().commit(txn).await?;
        let count = parked.len();
        self.notify(&[EffectKind::MailVerification, EffectKind::UnlockAccount, EffectKind::PostCard]);
        Ok(count)
    }
}
