//! The one request that may create an account, and giving out a removed account again.

use std::time::Duration;

use super::{
    super::context::Registrations,
    access::{WriteError, lease},
    provision::AccountError as Error,
};
use crate::{
    domain::{AccountFields, AccountProof, AccountRecord, Registration, SeenAccount},
    homeserver::Creation,
};

/// How often a login is tried after a lost answer, and how long to wait for a request that is still under way.
const PROOF_ATTEMPTS: u32 = 3;
const PROOF_INTERVAL: Duration = Duration::from_millis(if cfg!(test) { 5 } else { 2000 });

impl Registrations {
    /// Sends the one request that may create the account, and settles the intent.
    pub(super) async fn create_account(&self, intent: &AccountRecord) -> Result<(AccountRecord, SeenAccount), Error> {
        let homeserver = self.homeserver();
        // The lease has ended because this process was suspended. An account created now would be so much younger than
        // its intent that settling the intent would treat it as somebody else's.
        if !intent.is_busy(self.clock().now(), 2 * lease()) {
            self.store().withdraw_intent(intent).await?;
            return Err(Error::Busy);
        }
        let proof = homeserver.takes_proof().then(|| self.keys().account_proof(&intent.nonce));
        let error = match homeserver.create(&intent.localpart, proof.as_ref()).await {
            Creation::Created(seen) if proof.is_none() => {
                let confirmed = seen.fields.clone();
                return self.record_ours(intent, (AccountProof::Created, seen), confirmed).await;
            }
            // Someone may have changed the account before this read.
            Creation::Created(seen) => {
                let new = AccountFields::of_new_account(&intent.localpart);
                return self.record_ours(intent, (AccountProof::Created, seen), new).await;
            }
            Creation::Exists => {
                self.store().withdraw_intent(intent).await?;
                return Err(Error::Taken);
            }
            Creation::Refused => {
                self.store().withdraw_intent(intent).await?;
                return Err(Error::Refused);
            }
            Creation::Failed(error) => {
                self.store().withdraw_intent(intent).await?;
                return Err(error.into());
            }
            Creation::Unknown(error) => error,
        };
        for _ in 0..PROOF_ATTEMPTS {
            let Some(proof) = &proof else { break };
            if let Ok(true) = homeserver.accepts(&intent.localpart, proof).await
                && let Ok(Some(seen)) = homeserver.account(&intent.localpart).await
            {
                let new = AccountFields::of_new_account(&intent.localpart);
                return self.record_ours(intent, (AccountProof::Login, seen), new).await;
            }
            tokio::time::sleep(PROOF_INTERVAL).await;
        }
        let seen = homeserver.account(&intent.localpart).await.ok().flatten();
        let now = self.clock().now();
        // If another process has settled the intent, this request may have taken effect after that.
        if self.store().leave_over(intent, seen.as_ref(), now).await?
            || self.store().record_late(intent, seen.as_ref(), now).await?
        {
            tracing::warn!(registration = %intent.registration, "it is not known whether an account was created");
            self.show_questions(intent.registration).await?;
        }
        Err(if seen.is_some() { Error::Unsettled } else { error.into() })
    }

    /// Records an account as ours, and the lock that follows as pending.
    async fn record_ours(
        &self,
        intent: &AccountRecord,
        (proof, seen): (AccountProof, SeenAccount),
        confirmed: AccountFields,
    ) -> Result<(AccountRecord, SeenAccount), Error> {
        let locked = AccountFields { locked: true, ..confirmed.clone() };
        if let Some(record) = self.store().record_ours(intent, (proof, &seen), &confirmed, Some(&locked)).await? {
            return Ok((record, seen));
        }
        // This process was suspended for so long that another one has settled the intent.
        if self.store().record_late(intent, Some(&seen), self.clock().now()).await? {
            tracing::warn!(registration = %intent.registration, "an account was created after its intent was settled");
            self.show_questions(intent.registration).await?;
        }
        Err(Error::Overtaken)
    }

    /// Takes the removed account of a name for another request. Everything is compared first.
    pub(super) async fn reissue(&self, to: &Registration, removed: &AccountRecord) -> Result<AccountRecord, Error> {
        let (seen, usage) = match self.look_at_account(removed).await {
            Ok(seen) => seen,
            Err(WriteError::Vanished) => {
                self.forget_vanished(removed).await?;
                return Err(Error::Busy);
            }
            Err(error) => return Err(error.into()),
        };
        if removed.check_reissue(&seen, usage, self.clock().now()).is_err() {
            return Err(Error::Taken);
        }
        self.store().reissue_account(removed, to, &seen).await?.ok_or(Error::Overtaken)
    }
}
