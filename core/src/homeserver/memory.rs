//! A homeserver in memory, for tests: it answers as Synapse does.
//!
//! `tests/system/account_model_answers.rs` sends random calls to this and to a real Synapse, and compares the answers.

use std::collections::BTreeMap;

use super::{Availability, Profile, Put};
use crate::domain::{AccountFields, Localpart, SeenAccount, Usage};

/// An account in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryAccount {
    /// What a read shows.
    pub seen: SeenAccount,
    /// Traces of use.
    pub usage: Usage,
    /// `None` if nobody can log in with a password.
    pub password: Option<String>,
}

/// A homeserver in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryHomeserver {
    /// The accounts by username.
    pub accounts: BTreeMap<String, MemoryAccount>,
    last_created: i64,
}

/// What someone else does to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutsideAct {
    /// An admin creates it with a password, or gives it one: that closes all sessions.
    SetPassword(String),
    /// An admin locks or unlocks it.
    SetLocked(bool),
    /// An admin sets the display name.
    SetDisplayName(String),
    /// An admin sets the e-mail address, and takes it from the account that has it.
    SetEmail(String),
    /// An admin makes it a server admin.
    Promote,
    /// An admin links it to single sign-on, or single sign-on maps its user to it.
    Link,
    /// An admin deactivates it, or its owner does.
    Deactivate {
        /// The profile is erased, too.
        erase: bool,
    },
    /// An admin reactivates it with a new password.
    Reactivate(String),
    /// Someone logs in with this password and stays logged in.
    LogIn(String),
    /// Someone gets a session without the password: from an admin, or through single sign-on.
    OpenSession,
}

impl MemoryHomeserver {
    fn insert(&mut self, name: &str, now: i64) -> &mut MemoryAccount {
        // Two accounts of one name that are created in the same second cannot be told apart, on Synapse either.
        self.last_created = now.max(self.last_created + 1);
        let fields = AccountFields { displayname: Some(name.to_owned()), ..AccountFields::default() };
        let seen = SeenAccount { created_at: self.last_created, fields, ..SeenAccount::default() };
        self.accounts.insert(name.to_owned(), MemoryAccount { seen, ..MemoryAccount::default() });
        self.accounts.entry(name.to_owned()).or_default()
    }

    /// Changes an account as `PUT v2/users` does: one that does not exist is created.
    fn put(&mut self, name: &str, now: i64, change: impl FnOnce(&mut MemoryAccount, Put)) -> (Put, SeenAccount) {
        let (put, account) = if self.accounts.contains_key(name) {
            (Put::Existed, self.accounts.entry(name.to_owned()).or_default())
        } else {
            (Put::Created, self.insert(name, now))
        };
        change(account, put);
        (put, account.seen.clone())
    }

    /// Synapse moves an address without a word.
    fn take_email_from_others(&mut self, name: &str, email: &str) {
        for (other, account) in &mut self.accounts {
            if other != name && account.seen.fields.email.as_deref() == Some(email) {
                account.seen.fields.email = None;
            }
        }
    }

    /// See [`super::Homeserver::availability`].
    #[must_use]
    pub fn availability(&self, name: &Localpart) -> Availability {
        if self.accounts.contains_key(name.as_str()) { Availability::InUse } else { Availability::Free }
    }

    /// The username of the account that has this address.
    #[must_use]
    pub fn owner_of(&self, email: &str) -> Option<&str> {
        let mut owners = self.accounts.iter().filter(|(_, one)| one.seen.fields.email.as_deref() == Some(email));
        owners.next().map(|(name, _)| name.as_str())
    }

    /// See [`super::Homeserver::account`].
    #[must_use]
    pub fn account(&self, name: &Localpart) -> Option<SeenAccount> {
        self.accounts.get(name.as_str()).map(|account| account.seen.clone())
    }

    /// See [`super::Homeserver::thorough_usage`].
    #[must_use]
    pub fn usage(&self, name: &Localpart) -> Usage {
        self.accounts.get(name.as_str()).map_or_else(Usage::default, |account| account.usage)
    }

    /// See [`super::Homeserver::create`]. `None` means that the name is taken.
    pub fn create(&mut self, name: &Localpart, proof: Option<&str>, now: i64) -> Option<SeenAccount> {
        if self.accounts.contains_key(name.as_str()) {
            return None;
        }
        let account = self.insert(name.as_str(), now);
        account.password = proof.map(str::to_owned);
        Some(account.seen.clone())
    }

    /// See [`super::Homeserver::accepts`]. Synapse checks the password before the lock.
    pub fn accepts(&mut self, name: &Localpart, password: &str) -> bool {
        let Some(account) = self.accounts.get_mut(name.as_str()) else { return false };
        let fields = &account.seen.fields;
        let is_right = !fields.deactivated && account.password.as_deref() == Some(password);
        account.seen.was_seen |= is_right && !fields.locked;
        is_right
    }

    /// See [`super::Homeserver::set_locked`]. Synapse ignores the lock of an account that this creates.
    pub fn set_locked(&mut self, name: &Localpart, locked: bool, now: i64) -> (Put, SeenAccount) {
        self.put(name.as_str(), now, |account, put| {
            if put == Put::Existed {
                account.seen.fields.locked = locked;
            }
        })
    }

    /// See [`super::Homeserver::set_profile`]. Synapse ignores the lock of an account that this creates.
    pub fn set_profile(&mut self, name: &Localpart, profile: &Profile<'_>, now: i64) -> (Put, SeenAccount) {
        self.take_email_from_others(name.as_str(), profile.email);
        self.put(name.as_str(), now, |account, put| {
            account.password = Some(profile.password.to_owned());
            (account.seen.erased, account.seen.other_threepids) = (false, false);
            account.seen.fields = AccountFields {
                locked: put == Put::Existed,
                deactivated: false,
                displayname: Some(profile.displayname.to_owned()),
                email: Some(profile.email.to_owned()),
            };
        })
    }

    /// See [`super::Homeserver::deactivate`].
    pub fn deactivate(&mut self, name: &Localpart) {
        self.act(name, &OutsideAct::Deactivate { erase: true }, 0);
    }

    /// Someone else acts. `false` means that Synapse refuses, or that there is no such account.
    pub fn act(&mut self, name: &Localpart, act: &OutsideAct, now: i64) -> bool {
        let name = name.as_str();
        match act {
            OutsideAct::SetPassword(password) => {
                self.put(name, now, |account, _| {
                    account.password = Some(password.clone());
                    account.usage.devices = 0;
                });
                return true;
            }
            OutsideAct::SetEmail(email) if self.accounts.contains_key(name) => {
                self.take_email_from_others(name, email);
            }
            _ => {}
        }
        let Some(account) = self.accounts.get_mut(name) else { return false };
        let fields = &mut account.seen.fields;
        match act {
            OutsideAct::SetPassword(_) => {}
            OutsideAct::SetLocked(locked) => fields.locked = *locked,
            OutsideAct::SetDisplayName(text) => fields.displayname = Some(text.clone()),
            OutsideAct::SetEmail(email) => fields.email = Some(email.clone()),
            OutsideAct::Promote => account.seen.admin = true,
            OutsideAct::Link => account.seen.external_ids = true,
            OutsideAct::Deactivate { erase } => {
                (fields.deactivated, fields.email) = (true, None);
                if *erase {
                    (account.seen.erased, fields.displayname) = (true, None);
                }
                account.seen.other_threepids = false;
                (account.password, account.usage.devices, account.usage.cross_signing) = (None, 0, false);
            }
            OutsideAct::Reactivate(password) => {
                if !fields.deactivated {
                    return false;
                }
                (fields.deactivated, account.seen.erased) = (false, false);
                account.password = Some(password.clone());
            }
            OutsideAct::LogIn(password) => {
                let is_in = !fields.deactivated && !fields.locked && account.password.as_ref() == Some(password);
                account.usage.devices += u64::from(is_in);
                account.seen.was_seen |= is_in;
                return is_in;
            }
            OutsideAct::OpenSession => {
                account.usage.devices += 1;
                account.seen.was_seen = true;
            }
        }
        true
    }
}
