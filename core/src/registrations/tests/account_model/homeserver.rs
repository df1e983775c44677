//! The homeserver of the model: it remembers what others do to its accounts, and judges every write of ours.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::{
    domain::{AccountFields, Localpart, SeenAccount, Usage},
    homeserver::{
        Put,
        memory::{MemoryHomeserver, OutsideAct},
    },
};

/// What someone else does to the account of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// An administrator or an application service creates it.
    Create,
    /// Single sign-on creates it, or maps its user to the existing account.
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
    /// The whole homeserver is restored from the last backup.
    Restore,
}

/// What someone else has done, as far as a read of the account shows it.
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

/// What the model remembers of an account.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    pub traces: BTreeSet<Trace>,
    /// Its state came from a backup at least once.
    pub is_restored: bool,
    /// Nobody has received the answer to our last lock. Until then our record allows the unlocked account, too, and
    /// someone else's unlocking shows nowhere.
    lock_is_unanswered: bool,
    /// The fields before someone else deactivated it. If it looks the same after it was reactivated, nobody can see that
    /// it was deactivated.
    before_deactivation: Option<AccountFields>,
}

impl Marks {
    /// A write of ours undoes what others did between the last read and this write: nobody can see that any more.
    fn overwritten_by(&mut self, write: Write) {
        use Trace as T;
        self.lock_is_unanswered |= write == Write::Lock;
        self.traces.retain(|trace| match write {
            Write::Lock => *trace != T::Opened,
            Write::Unlock => true,
            Write::Profile => !matches!(trace, T::Opened | T::Profile | T::Deactivated | T::Reactivated),
            Write::Deactivate => !matches!(trace, T::Profile | T::Deactivated | T::Reactivated | T::Device),
        });
    }
}

/// What a process has last been shown of a name, without a failed write since.
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
    pub homeserver: MemoryHomeserver,
    pub marks: HashMap<String, Marks>,
    backup: (MemoryHomeserver, HashMap<String, Marks>),
    shown: HashMap<(u64, String), Shown>,
    /// Accounts that a person has called ours, or has had removed.
    pub adopted: HashSet<(String, i64)>,
    /// Requests that are approved.
    pub approved: HashSet<i64>,
    /// Names at which others have been at work at any time.
    pub disturbed: HashSet<String>,
    pub was_restored: bool,
    pub violations: Vec<String>,
    pub log: Vec<String>,
}

impl Server {
    /// Someone else acts.
    pub fn disturb(&mut self, name: &Localpart, how: Foreign, now: i64) {
        self.log.push(format!("  others: {how:?} {name}"));
        match how {
            Foreign::Backup => self.backup = (self.homeserver.clone(), self.marks.clone()),
            Foreign::Restore => {
                (self.homeserver, self.marks) = self.backup.clone();
                self.marks.values_mut().for_each(|marks| marks.is_restored = true);
                self.was_restored = true;
            }
            Foreign::Create | Foreign::SignOn if self.homeserver.account(name).is_none() => {
                self.homeserver.act(name, &foreign_password(), now);
                let mut traces = BTreeSet::from([Trace::Native]);
                if how == Foreign::SignOn {
                    self.homeserver.act(name, &OutsideAct::Link, now);
                    traces.insert(Trace::ExternalIds);
                }
                self.marks.insert(name.as_str().to_owned(), Marks { traces, ..Marks::default() });
                self.disturbed.insert(name.as_str().to_owned());
            }
            _ => self.disturb_account(name, how, now),
        }
    }

    /// Someone else changes an existing account.
    fn disturb_account(&mut self, name: &Localpart, how: Foreign, now: i64) {
        let Some(seen) = self.homeserver.account(name) else { return };
        self.disturbed.insert(name.as_str().to_owned());
        let fields = &seen.fields;
        let (act, trace) = match how {
            Foreign::SignOn => (OutsideAct::Link, Some(Trace::ExternalIds)),
            Foreign::Unlock if fields.locked => {
                let is_hidden = self.marks.get(name.as_str()).is_some_and(|marks| marks.lock_is_unanswered);
                (OutsideAct::SetLocked(false), (!is_hidden).then_some(Trace::Opened))
            }
            Foreign::Login if !fields.locked && !fields.deactivated => (OutsideAct::OpenSession, Some(Trace::Device)),
            Foreign::Deactivate if !fields.deactivated => {
                (OutsideAct::Deactivate { erase: false }, Some(Trace::Deactivated))
            }
            Foreign::Reactivate if fields.deactivated => {
                (OutsideAct::Reactivate("foreign".to_owned()), Some(Trace::Reactivated))
            }
            Foreign::Promote => (OutsideAct::Promote, Some(Trace::Admin)),
            Foreign::Rename => (OutsideAct::SetDisplayName("Somebody".to_owned()), Some(Trace::Profile)),
            Foreign::Password => (foreign_password(), None),
            _ => return,
        };
        self.homeserver.act(name, &act, now);
        let now = self.homeserver.account(name).map(|seen| seen.fields);
        let marks = self.marks.entry(name.as_str().to_owned()).or_default();
        match how {
            Foreign::Password => drop(marks.traces.remove(&Trace::Device)),
            Foreign::Deactivate => marks.before_deactivation = Some(seen.fields),
            Foreign::Reactivate if marks.before_deactivation.is_some() && marks.before_deactivation == now => {
                marks.traces.remove(&Trace::Deactivated);
                return;
            }
            _ => {}
        }
        marks.traces.extend(trace);
    }

    /// A process of ours reads an account.
    pub fn read(&mut self, by: u64, name: &Localpart) -> Option<SeenAccount> {
        let key = (by, name.as_str().to_owned());
        let Some(seen) = self.homeserver.account(name) else {
            self.shown.remove(&key);
            return None;
        };
        let mut traces = self.marks.get(name.as_str()).map(|marks| marks.traces.clone()).unwrap_or_default();
        traces.remove(&Trace::Device);
        let deactivated = seen.fields.deactivated;
        self.shown.insert(key, Shown { created_at: Some(seen.created_at), traces, deactivated });
        Some(seen)
    }

    pub fn read_usage(&mut self, by: u64, name: &Localpart) -> Usage {
        let usage = self.homeserver.usage(name);
        let created_at = self.homeserver.account(name).map(|seen| seen.created_at);
        let shown = self.shown.entry((by, name.as_str().to_owned())).or_default();
        if usage.devices > 0 && shown.created_at == created_at {
            shown.traces.insert(Trace::Device);
        }
        usage
    }

    /// Creates the account, if there is none.
    pub fn create(&mut self, by: u64, name: &Localpart, proof: Option<&str>, now: i64) -> Option<SeenAccount> {
        self.homeserver.create(name, proof, now)?;
        self.marks.insert(name.as_str().to_owned(), Marks::default());
        self.read(by, name)
    }

    /// Judges a write before it happens: nothing that the last read could show may be overwritten.
    pub fn judge(&mut self, by: u64, name: &Localpart, write: Write) {
        let Some(account) = self.homeserver.accounts.get(name.as_str()) else { return };
        let Some(shown) = self.shown.get(&(by, name.as_str().to_owned())) else {
            return self.violations.push(format!("{write:?} of {name} without a look"));
        };
        let created_at = account.seen.created_at;
        let is_other = shown.created_at.is_some_and(|at| at != created_at);
        let is_adopted = self.adopted.contains(&(name.as_str().to_owned(), created_at));
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
        let password = account.password.as_deref();
        let request = password.and_then(|password| password.strip_prefix("pw-")?.parse().ok());
        if write == Write::Unlock && request.is_some_and(|id| !self.approved.contains(&id)) && !is_other {
            self.violations.push(format!("{name} was opened without an approval"));
        }
    }

    /// A process of ours writes to an account. One that does not exist is created.
    pub fn write(
        &mut self,
        by: u64,
        (name, write): (&Localpart, Write),
        change: impl FnOnce(&mut MemoryHomeserver) -> Put,
    ) -> (Put, SeenAccount) {
        self.judge(by, name, write);
        let created_at = self.homeserver.account(name).map(|seen| seen.created_at);
        let shown = self.shown.get(&(by, name.as_str().to_owned()));
        // The account was created in the same second as the one that the last read has shown. After this write nobody can
        // tell them apart.
        let is_twin = matches!(write, Write::Lock | Write::Profile)
            && shown.is_some_and(|shown| shown.created_at == created_at && !shown.traces.contains(&Trace::Native));
        let put = change(&mut self.homeserver);
        let marks = self.marks.entry(name.as_str().to_owned()).or_default();
        match put {
            Put::Created => *marks = Marks::default(),
            Put::Existed => {
                marks.overwritten_by(write);
                marks.traces.retain(|trace| !is_twin || *trace != Trace::Native);
            }
        }
        (put, self.read(by, name).expect("just written"))
    }

    /// A write has been answered.
    pub fn answered(&mut self, name: &Localpart) {
        if let Some(marks) = self.marks.get_mut(name.as_str()) {
            marks.lock_is_unanswered = false;
        }
    }

    /// After a write without an answer nothing is known any more.
    pub fn forget_shown(&mut self, by: u64, name: &Localpart) {
        self.shown.remove(&(by, name.as_str().to_owned()));
    }
}

fn foreign_password() -> OutsideAct {
    OutsideAct::SetPassword("foreign".to_owned())
}
