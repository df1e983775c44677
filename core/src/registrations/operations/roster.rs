//! The roster of moderators: who was added or removed in the room or at the terminal. The bot changes the room.

use crate::{
    registrations::context::Operations,
    store::{
        StoreError,
        state::{ModeratorRoster, RosterEntry},
    },
    synapse::SynapseError,
};

/// Why an account cannot be a moderator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitModerator {
    /// It is the bot's.
    #[error("this is the bot")]
    Bot,
    /// `moderation.only` names who decides.
    #[error("`moderation.only` names the people who decide: add the user ID there, and restart the service")]
    NotNamed,
    /// `moderation.only_local` is set.
    #[error("`moderation.only_local` is set, and the account is on another server")]
    Remote,
    /// There is no such account.
    #[error("there is no such account on this server")]
    Unknown,
    /// The account is locked or deactivated, such as that of an applicant.
    #[error("the account is locked or deactivated")]
    Locked,
}

impl Operations {
    /// Why this account cannot be a moderator's. Accounts of other servers are not known here.
    pub async fn unfit_moderator(&self, user: &str) -> Result<Option<UnfitModerator>, SynapseError> {
        let config = self.config();
        let (domain, rules) = (&config.synapse.domain, &config.moderation);
        let Some((name, server)) = user.strip_prefix('@').and_then(|user| user.split_once(':')) else {
            return Ok(Some(UnfitModerator::Unknown));
        };
        if (name, server) == (config.bot.username.as_str(), domain.as_str()) {
            return Ok(Some(UnfitModerator::Bot));
        }
        if !rules.only.is_empty() && !rules.only.iter().any(|one| one == user) {
            return Ok(Some(UnfitModerator::NotNamed));
        }
        if server != domain {
            return Ok(rules.only_local.then_some(UnfitModerator::Remote));
        }
        Ok(match self.synapse().user(user).await? {
            None => Some(UnfitModerator::Unknown),
            Some(account) => (account.locked || account.deactivated).then_some(UnfitModerator::Locked),
        })
    }

    /// The roster.
    pub async fn roster(&self) -> Result<ModeratorRoster, StoreError> {
        Ok(self.store().state().get().await?.unwrap_or_default())
    }

    /// Changes the roster, however many processes do so at once.
    pub async fn change_roster(&self, change: impl Fn(&mut ModeratorRoster)) -> Result<(), StoreError> {
        let slot = self.store().state::<ModeratorRoster>();
        loop {
            let seen = slot.seen().await?;
            let mut roster = seen.value.clone().unwrap_or_default();
            change(&mut roster);
            if seen.value.as_ref() == Some(&roster) || slot.replace(&seen, &roster).await? {
                return Ok(());
            }
        }
    }

    /// Records that `user` shall be a moderator, or no longer. The bot has yet to change the room.
    pub async fn want_moderator(&self, user: &str, entry: RosterEntry) -> Result<(), StoreError> {
        self.change_roster(|roster| {
            let level = roster.0.get(user).and_then(|before| before.level);
            roster.0.insert(user.to_owned(), RosterEntry { level, pending: true, problem: None, ..entry.clone() });
        })
        .await?;
        // Moderators come and go seldom, and with a shell or a quorum: who does it is worth a line.
        tracing::info!(user, standing = ?entry.standing, by = %entry.by, "the roster of moderators changes");
        Ok(())
    }
}
