//! A homeserver in memory: what others do to its accounts is remembered, and every write of ours is judged.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::{
    domain::{AccountFields, Localpart, SeenAccount, Usage},
    homeserver::Put,
};

/// What somebody else does to the account of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// An administrator or an application service creates it.
    Create,
    /// Single sign-on creates it, or maps its user to the one that exists.
    SignOn,
    Unlock,
    Password,
    Login,
    Deactivate,
    Reactivate,
    Promote,
    Rename,
    /// A backup of the whole homeserver is made.
    Backup,
    /// The whole homeserver is put back to the last backup.
    Restore,
}

/// What of that an account shows when it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trace {
    Native,
    ExternalIds,
    Device,
    Admin,
    Opened,
    Deactivated,
    Reactivated,
    Profile,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub seen: SeenAccount,
    pub password: String,
    pub devices: u64,
    pub traces: BTreeSet<Trace>,
    /// Its state came from a backup at least once.
    pub is_restored: bool,
}

impl Held {
    /// What others did in the moment between a look and this write, and the write has undone, nobody can see any more.
    pub fn overwrites(&mut self, write: Write) {
        use Trace as T;
        self.traces.retain(|trace| match write {
            Write::Lock => *trace != T::Opened,
            Write::Unlock => true,
            Write::Profile => !matches!(trace, T::Opened | T::Profile | T::Deactivated | T::Reactivated),
            Write::Deactivate => !matches!(trace, T::Profile | T::Deactivated | T::Reactivated | T::Device),
        });
    }
}

/// What a process has last been shown of a name, without any failed write since.
#[derive(Clone, Debug, Default)]
struct Shown {
    created_at: Option<i64>,
    traces: BTreeSet<Trace>,
    deactivated: bool,
}

/// A write of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Lock,
    Unlock,
    Profile,
    Deactivate,
}

#[derive(Debug, Default)]
pub(super) struct Server {
    pub accounts: HashMap<String, Held>,
    backup: HashMap<String, Held>,
    shown: HashMap<(u64, String), Shown>,
    /// Accounts that a person has called ours, or has had removed.
    pub adopted: HashSet<(String, i64)>,
    /// Requests that are approved.
    pub approved: HashSet<i64>,
    /// Names at which others have been at work at any time.
    pub disturbed: HashSet<String>,
    pub was_restored: bool,
    last_created: i64,
    pub violations: Vec<String>,
    pub log: Vec<String>,
}

impl Server {
    fn insert(&mut self, name: &str, now: i64) -> &mut Held {
        // Two accounts of one name that are created within a second cannot be told apart, on Synapse either.
        self.last_created = now.max(self.last_created + 1);
        let fields = AccountFields { displayname: Some(name.to_owned()), ..AccountFields::default() };
        let seen = SeenAccount { created_at: self.last_created, fields, ..SeenAccount::default() };
        self.accounts.insert(name.to_owned(), Held { seen, ..Held::default() });
        self.accounts.get_mut(name).expect("just inserted")
    }

    /// Somebody else acts.
    pub fn disturb(&mut self, name: &str, how: Foreign, now: i64) {
        self.log.push(format!("  others: {how:?} {name}"));
        match how {
            Foreign::Backup => return self.backup.clone_from(&self.accounts),
            Foreign::Restore => {
                self.accounts.clone_from(&self.backup);
                self.accounts.values_mut().for_each(|one| one.is_restored = true);
                self.was_restored = true;
                return;
            }
            _ => {}
        }
        if !self.accounts.contains_key(name) {
            if matches!(how, Foreign::Create | Foreign::SignOn) {
                let new = self.insert(name, now);
                new.traces.insert(Trace::Native);
                "foreign".clone_into(&mut new.password);
                new.seen.external_ids = how == Foreign::SignOn;
                self.disturbed.insert(name.to_owned());
            }
            return;
        }
        self.disturbed.insert(name.to_owned());
        let Some(one) = self.accounts.get_mut(name) else { return };
        let trace = match how {
            Foreign::SignOn => {
                one.seen.external_ids = true;
                Trace::ExternalIds
            }
            Foreign::Unlock if one.seen.fields.locked => {
                one.seen.fields.locked = false;
                Trace::Opened
            }
            Foreign::Login if !one.seen.fields.locked && !one.seen.fields.deactivated => {
                one.devices += 1;
                one.seen.was_seen = true;
                Trace::Device
            }
            Foreign::Deactivate if !one.seen.fields.deactivated => {
                (one.seen.fields.deactivated, one.devices) = (true, 0);
                one.seen.fields.email = None;
                Trace::Deactivated
            }
            Foreign::Reactivate if one.seen.fields.deactivated => {
                (one.seen.fields.deactivated, one.seen.erased) = (false, false);
                "foreign".clone_into(&mut one.password);
                Trace::Reactivated
            }
            Foreign::Promote => {
                one.seen.admin = true;
                Trace::Admin
            }
            Foreign::Rename => {
                one.seen.fields.displayname = Some("Somebody".to_owned());
                Trace::Profile
            }
            Foreign::Password => {
                "foreign".clone_into(&mut one.password);
                return;
            }
            _ => return,
        };
        one.traces.insert(trace);
    }

    /// What a look at an account shows.
    pub fn look(&mut self, by: u64, name: &Localpart) -> Option<SeenAccount> {
        let key = (by, name.as_str().to_owned());
        let Some(one) = self.accounts.get(name.as_str()) else {
            self.shown.remove(&key);
            return None;
        };
        let mut traces = one.traces.clone();
        traces.remove(&Trace::Device);
        let deactivated = one.seen.fields.deactivated;
        self.shown.insert(key, Shown { created_at: Some(one.seen.created_at), traces, deactivated });
        Some(one.seen.clone())
    }

    pub fn look_at_usage(&mut self, by: u64, name: &Localpart) -> Usage {
        let Some(one) = self.accounts.get(name.as_str()) else { return Usage::default() };
        let shown = self.shown.entry((by, name.as_str().to_owned())).or_default();
        if one.devices > 0 && shown.created_at == Some(one.seen.created_at) {
            shown.traces.insert(Trace::Device);
        }
        Usage { devices: one.devices, ..Usage::default() }
    }

    /// Creates the account, if there is none.
    pub fn create(&mut self, by: u64, name: &Localpart, password: &str, now: i64) -> Option<SeenAccount> {
        if self.accounts.contains_key(name.as_str()) {
            return None;
        }
        password.clone_into(&mut self.insert(name.as_str(), now).password);
        self.look(by, name)
    }

    /// Judges a write before it happens: nothing that the last look could show may be overwritten.
    pub fn judge(&mut self, by: u64, name: &Localpart, write: Write) {
        let Some(one) = self.accounts.get(name.as_str()) else { return };
        let Some(shown) = self.shown.get(&(by, name.as_str().to_owned())) else {
            return self.violations.push(format!("{write:?} of {name} without a look"));
        };
        let is_other = shown.created_at.is_some_and(|at| at != one.seen.created_at);
        let is_adopted = self.adopted.contains(&(name.as_str().to_owned(), one.seen.created_at));
        let is_repeat = write == Write::Deactivate && shown.deactivated;
        let forbids = |trace: &&Trace| {
            write != Write::Unlock || !matches!(trace, Trace::Opened | Trace::Profile | Trace::Reactivated)
        };
        if let Some(trace) = shown.traces.iter().find(forbids)
            && !is_other
            && !is_adopted
            && !is_repeat
        {
            self.violations.push(format!("{write:?} of {name} although the last look showed {trace:?}"));
        }
        let request = one.password.strip_prefix("pw-").and_then(|id| id.parse().ok());
        if write == Write::Unlock && request.is_some_and(|id| !self.approved.contains(&id)) && !is_other {
            self.violations.push(format!("{name} was opened without an approval"));
        }
    }

    /// Writes to an account; one that does not exist is created.
    pub fn write(&mut self, by: u64, name: &Localpart, now: i64, change: impl FnOnce(&mut Held)) -> (Put, SeenAccount) {
        let put = if self.accounts.contains_key(name.as_str()) { Put::Existed } else { Put::Created };
        if put == Put::Created {
            self.insert(name.as_str(), now);
        }
        change(self.accounts.get_mut(name.as_str()).expect("just looked up"));
        (put, self.look(by, name).expect("just written"))
    }

    /// After a write without an answer nothing is known any more.
    pub fn forget_shown(&mut self, by: u64, name: &Localpart) {
        self.shown.remove(&(by, name.as_str().to_owned()));
    }
}
