//! What the service remembers between runs, typed: one struct for each concern, in the table `settings`.

mod moderation;
mod moderators;
mod room;
mod session;
#[cfg(test)]
mod tests;
mod value;

use std::marker::PhantomData;

pub use moderation::{
    CommandResult, Confirmation, Confirmations, DecisionRules, EnoughVotes, OfferedReasons, ReminderWish,
};
pub(crate) use moderation::{Digested, Reminded, RoomBrokenMailed};
pub use moderators::{ModeratorRoster, RosterEntry, Standing};
pub use room::{
    AccountQuestionsMessage, Appearance, ExplainedRoom, InvitedModerators, ModerationRoom, ReportedIssues, SyncPosition,
};
pub(crate) use room::{RoomPin, RoomUpgrade};
pub(crate) use session::SecretKeyMark;
pub use session::{BotAccountIntent, BotIdentity, BotLease, MovedTo};

pub use value::State;

use super::{Store, StoreError, Txn, settings::swap};

/// The place of one remembered value.
#[derive(Debug)]
pub struct Slot<'a, S> {
    store: &'a Store,
    key: String,
    of: PhantomData<S>,
}

/// A value as it was read, to be replaced by compare-and-set.
#[derive(Clone, Debug)]
pub struct Seen<S> {
    /// The value, if there is one that can be read.
    pub value: Option<S>,
    text: Option<String>,
}

impl Store {
    /// The place of a value that there is one of.
    #[must_use]
    pub fn state<S: State>(&self) -> Slot<'_, S> {
        Slot { store: self, key: S::KEY.to_owned(), of: PhantomData }
    }

    /// The place of the value of `owner`: a card, an event, a room.
    #[must_use]
    pub fn state_of<S: State>(&self, owner: &str) -> Slot<'_, S> {
        Slot { store: self, key: format!("{} {owner}", S::KEY), of: PhantomData }
    }
}

impl<S: State> Slot<'_, S> {
    /// The value.
    pub async fn get(&self) -> Result<Option<S>, StoreError> {
        Ok(self.seen().await?.value)
    }

    /// The value, for [`replace`](Self::replace).
    pub async fn seen(&self) -> Result<Seen<S>, StoreError> {
        let text = self.store.setting(&self.key).await?;
        Ok(Seen { value: text.as_deref().and_then(S::from_text), text })
    }

    /// Remembers `value`.
    pub async fn set(&self, value: &S) -> Result<(), StoreError> {
        self.store.set_setting(&self.key, &value.to_text()).await
    }

    /// Remembers `value` if nothing has changed since `seen`; `false` means that somebody else was faster.
    pub async fn replace(&self, seen: &Seen<S>, value: &S) -> Result<bool, StoreError> {
        self.store.swap_setting(&self.key, seen.text.as_deref(), &value.to_text()).await
    }

    /// The same as [`replace`](Self::replace), as a part of a transaction.
    pub(crate) async fn replace_in(&self, txn: &Txn, seen: &Seen<S>, value: &S) -> Result<bool, StoreError> {
        swap(txn, &self.key, seen.text.as_deref(), &value.to_text()).await
    }

    /// Forgets the value.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.store.forget_setting(&self.key).await
    }
}
