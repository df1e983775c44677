//! What the service remembers between runs, typed: one struct for each concern, in the table `settings`.

mod moderation;
mod room;
mod session;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;

pub use moderation::{CommandResult, Confirmation, Confirmations, OfferedReasons, ReminderWish};
pub(crate) use moderation::{Digested, Reminded};
pub use room::{AccountQuestionsMessage, InvitedModerators, ModerationRoom, ReportedIssues, SyncPosition};
pub(crate) use room::{RoomPin, RoomUpgrade};
pub(crate) use session::SecretKeyMark;
pub use session::{BotAccountIntent, BotIdentity, BotLease};

use super::{Store, StoreError};

/// A remembered value. Keys and texts are those of earlier versions.
pub trait State: Sized {
    /// Its key. Where there is one value for each card, event or room, that follows the key after a space.
    const KEY: &'static str;

    /// Reads what [`to_text`](Self::to_text) wrote; `None` if another version wrote something that this one cannot
    /// read.
    fn from_text(text: &str) -> Option<Self>;

    /// The value as it is stored.
    fn to_text(&self) -> String;
}

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

    /// Forgets the value.
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.store.forget_setting(&self.key).await
    }
}

/// Values that are stored as they are.
macro_rules! text_state {
    ($($type:ident = $key:literal),+ $(,)?) => {
        $(impl $crate::store::state::State for $type {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                Some(Self(text.to_owned()))
            }

            fn to_text(&self) -> String {
                self.0.clone()
            }
        })+
    };
}

/// Values that are stored as two words: the second one may contain spaces.
macro_rules! pair_state {
    ($($type:ident { $first:ident, $second:ident } = $key:literal),+ $(,)?) => {
        $(impl $crate::store::state::State for $type {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                let ($first, $second) = text.split_once(' ')?;
                Some(Self { $first: $first.to_owned(), $second: $second.to_owned() })
            }

            fn to_text(&self) -> String {
                format!("{} {}", self.$first, self.$second)
            }
        })+
    };
}

/// Values that are stored as JSON.
macro_rules! json_state {
    ($($type:ident $(<$of:ident>)? = $key:literal),+ $(,)?) => {
        $(impl $(<$of: serde::Serialize + serde::de::DeserializeOwned>)? $crate::store::state::State for $type $(<$of>)? {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                serde_json::from_str(text).ok()
            }

            fn to_text(&self) -> String {
                serde_json::to_string(self).unwrap_or_default()
            }
        })+
    };
}

use {json_state, pair_state, text_state};
