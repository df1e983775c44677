//! Performs the effects of the homeserver lane.

use crate::{
    domain::{Event, HomeserverEffect, Registration},
    registrations::{
        context::Registrations,
        operations::{RoomError, RoomUse},
        workflow::EffectError,
    },
    synapse::SynapseError,
};

impl Registrations {
    /// Carries out `effect`, at least once, and returns the event that it led to.
    pub(crate) async fn perform_on_homeserver(
        &self,
        effect: &HomeserverEffect,
        on: &Registration,
    ) -> Result<Option<Event>, EffectError> {
        match effect {
            HomeserverEffect::UnlockAccount => return self.unlock_account(on).await.map(Some),
            HomeserverEffect::LockAccount => return self.lock_revoked_account(on).await,
            HomeserverEffect::RemoveAccount => return self.remove_account(on).await,
            HomeserverEffect::RemoveFormerAccount { account } => self.remove_former_account(*account, on).await?,
            HomeserverEffect::GiveConsent => self.give_consent(on).await?,
            HomeserverEffect::JoinRoom { room } => self.join_auto_room(room, on).await?,
        }
        Ok(None)
    }

    /// Records that the new account agrees to the server's policy, as its owner did on our page.
    async fn give_consent(&self, on: &Registration) -> Result<(), EffectError> {
        let Some((version, form_secret)) = self.config().consent() else { return Ok(()) };
        Ok(self.synapse().give_consent(&on.localpart, version, form_secret).await?)
    }

    /// Joins the new account to a room of `auto_join`.
    async fn join_auto_room(&self, named: &str, on: &Registration) -> Result<(), EffectError> {
        let synapse = self.synapse();
        let room = match self.pinned_room(RoomUse::AutoJoin, named).await {
            Ok(room) => room,
            Err(error @ RoomError::Moved { .. }) => return Err(EffectError::park(error.to_string())),
            Err(RoomError::Synapse(error)) => {
                return Err(hopeless(named, &error).map_or_else(|| error.into(), EffectError::park));
            }
            Err(RoomError::Store(error)) => return Err(error.into()),
        };
        let mxid = synapse.mxid(&on.localpart);
        match synapse.join_room(&room, &mxid).await {
            Ok(_) => return Ok(()),
            Err(error) if error.errcode() == "M_FORBIDDEN" => {}
            Err(error) => return Err(hopeless(named, &error).map_or_else(|| error.into(), EffectError::park)),
        }
        match synapse.join_room_by_force(&room, &mxid).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_passing() && error.errcode() != "M_FORBIDDEN" => Err(error.into()),
            Err(error) => {
                let admin = synapse.whoami().await?;
                Err(EffectError::park(format!(
                    "{named}: {admin} is not in the room with permission to invite, and no local member can add them \
                 ({}): invite {admin}, give it permission to invite, and retry",
                    error.errcode()
                )))
            }
        }
    }
}

/// How to fix a room that a retry will not find.
fn hopeless(room: &str, error: &SynapseError) -> Option<String> {
    match error {
        SynapseError::Refused { status: 404, .. } => {
            Some(format!("{room}: the room does not exist; check `auto_join`"))
        }
        SynapseError::Refused { status: 400, .. } => {
            Some(format!("{room}: neither a room ID nor an alias; check `auto_join`"))
        }
        _ => None,
    }
}

impl From<SynapseError> for EffectError {
    fn from(error: SynapseError) -> Self {
        let cause = error.to_string();
        if error.is_passing() { Self::Retry { cause, after: error.retry_after() } } else { Self::park(cause) }
    }
}
