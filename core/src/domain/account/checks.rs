//! The checks before every write that overwrites or destroys something. No other code may allow such a write.

use jiff::Timestamp;

use super::{AccountFields, AccountProof, AccountRecord, AccountStatus, Mismatch, SeenAccount, Usage};
use crate::domain::Localpart;

/// What unlocking has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// Nothing: the account is unlocked.
    AlreadyOpen,
    /// Unlock it.
    Unlock,
}

/// What removing has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Deactivate and erase the account.
    Remove,
    /// Nothing: our request did it, and its answer was lost.
    Done,
    /// Nothing: someone else deactivated it.
    ByOthers,
}

impl SeenAccount {
    /// Whether it looks exactly like an account of ours that waits for a decision, and nobody has ever used it. That
    /// alone does not make it ours: a person decides.
    #[must_use]
    pub fn looks_forgotten(&self, name: &Localpart, usage: Usage) -> bool {
        let AccountFields { locked, deactivated, displayname, email } = &self.fields;
        let is_plain = !self.erased && !self.admin && !self.special && !self.external_ids && !self.other_threepids;
        let is_as_we_leave_it =
            *locked && !deactivated && displayname.as_deref() == Some(name.as_str()) && email.is_some();
        is_plain && is_as_we_leave_it && !self.was_seen && usage == Usage::default()
    }
}

impl AccountRecord {
    /// Whether the account may be unlocked now.
    ///
    /// # Errors
    /// It does not match the record.
    pub fn check_unlock(&self, seen: &SeenAccount, usage: Usage) -> Result<Unlocking, Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated {
            return Err(Mismatch::Deactivated);
        }
        if !seen.fields.locked {
            return Ok(Unlocking::AlreadyOpen);
        }
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        // An account that its owner has used is unlocked again after a revoked approval.
        if self.proof != Some(AccountProof::Adopted) && self.status != AccountStatus::Locked {
            if seen.external_ids {
                return Err(Mismatch::ExternalIds);
            }
            if usage.devices > 0 {
                return Err(Mismatch::Devices);
            }
        }
        Ok(Unlocking::Unlock)
    }

    /// Whether an account that we opened may be locked now. Locking destroys nothing, so its use is no obstacle.
    ///
    /// # Errors
    /// It is another account, or a server admin.
    pub fn check_lock(&self, seen: &SeenAccount) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if seen.admin { Err(Mismatch::Admin) } else { Ok(()) }
    }

    /// Whether lock, password and profile may be written now.
    ///
    /// # Errors
    /// It does not match the record.
    pub fn check_write(&self, seen: &SeenAccount, usage: Usage) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if !self.expects(|fields| fields.deactivated == seen.fields.deactivated) {
            return Err(if seen.fields.deactivated { Mismatch::Deactivated } else { Mismatch::Reactivated });
        }
        self.check_unused(seen, usage)
    }

    /// Whether the account may be deactivated and erased now.
    ///
    /// # Errors
    /// It does not match the record.
    pub fn check_removal(&self, seen: &SeenAccount, usage: Usage) -> Result<Removal, Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated {
            return Ok(match self.expects(|fields| fields.deactivated) {
                true if seen.erased && seen.fields.locked => Removal::Done,
                true if !seen.admin => Removal::Remove,
                _ => Removal::ByOthers,
            });
        }
        // Our removal clears the display name when it erases the profile. Reactivating the account undoes the erasure.
        let began = self.pending.as_ref().is_some_and(|pending| pending.deactivated);
        if began && seen.fields.displayname.is_none() && !seen.erased {
            return Err(Mismatch::Reactivated);
        }
        self.check_unused(seen, usage)?;
        Ok(Removal::Remove)
    }

    /// Whether the name may be given out again now: the account must still be exactly as the denial left it.
    ///
    /// # Errors
    /// It is not, or the denial was too long ago to tell.
    pub fn check_reissue(&self, seen: &SeenAccount, usage: Usage, now: Timestamp) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        let SeenAccount { fields, .. } = seen;
        if !self.is_reissuable(now) || seen.was_seen && !self.was_proven_by_login() {
            return Err(Mismatch::Used);
        }
        if !fields.deactivated || !seen.erased || !fields.locked {
            return Err(Mismatch::Reactivated);
        }
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        if seen.external_ids {
            return Err(Mismatch::ExternalIds);
        }
        if usage != Usage::default() {
            return Err(Mismatch::Devices);
        }
        if fields.displayname.is_some() || fields.email.is_some() || seen.other_threepids || seen.special {
            return Err(Mismatch::Profile);
        }
        Ok(())
    }

    /// Whether a write had the result that was recorded as pending before it was sent.
    ///
    /// # Errors
    /// Someone else wrote in between.
    pub fn check_answer(&self, pending: &AccountFields, seen: &SeenAccount) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated == pending.deactivated
            && seen.fields.displayname == pending.displayname
            && seen.fields.email == pending.email
        {
            Ok(())
        } else {
            Err(Mismatch::Profile)
        }
    }

    /// Whether an account without a request may be removed because an operator said so: it must be exactly as it was
    /// when the question was asked, or as our own unfinished removal left it.
    ///
    /// # Errors
    /// It is not, so it may belong to someone.
    pub fn check_forgotten(&self, seen: &SeenAccount, usage: Usage) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        let began = self.pending.as_ref().is_some_and(|pending| pending.deactivated);
        if began && seen.fields.deactivated {
            return Ok(());
        }
        if usage != Usage::default() || seen.was_seen {
            return Err(Mismatch::Used);
        }
        let is_as_asked = self.confirmed.as_ref() == Some(&seen.fields);
        if is_as_asked && seen.looks_forgotten(&self.localpart, usage) { Ok(()) } else { Err(Mismatch::Profile) }
    }

    fn check_identity(&self, seen: &SeenAccount) -> Result<(), Mismatch> {
        if self.is_same(seen) { Ok(()) } else { Err(Mismatch::OtherAccount) }
    }

    fn check_unused(&self, seen: &SeenAccount, usage: Usage) -> Result<(), Mismatch> {
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        if self.proof == Some(AccountProof::Adopted) {
            return Ok(());
        }
        if seen.external_ids {
            return Err(Mismatch::ExternalIds);
        }
        if usage.devices > 0 {
            return Err(Mismatch::Devices);
        }
        if seen.was_seen && !self.was_proven_by_login() {
            return Err(Mismatch::Used);
        }
        if !self.expects(|fields| fields.locked == seen.fields.locked) {
            return Err(if seen.fields.locked { Mismatch::Profile } else { Mismatch::Opened });
        }
        let has_profile =
            |fields: &AccountFields| fields.displayname == seen.fields.displayname && fields.email == seen.fields.email;
        if !self.expects(has_profile) || seen.other_threepids || seen.special {
            return Err(Mismatch::Profile);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting() -> SeenAccount {
        let fields = AccountFields {
            locked: true,
            deactivated: false,
            displayname: Some("alice".into()),
            email: Some("a@example.org".into()),
        };
        SeenAccount { created_at: 1, fields, ..SeenAccount::default() }
    }

    #[test]
    fn only_an_untouched_account_looks_forgotten() {
        let name = Localpart::stored("alice").expect("a name");
        assert!(waiting().looks_forgotten(&name, Usage::default()));
        let changes: [fn(&mut SeenAccount); 11] = [
            |seen| seen.fields.locked = false,
            |seen| seen.fields.deactivated = true,
            |seen| seen.fields.displayname = Some("Alice".into()),
            |seen| seen.fields.displayname = None,
            |seen| seen.fields.email = None,
            |seen| seen.erased = true,
            |seen| seen.admin = true,
            |seen| seen.special = true,
            |seen| seen.external_ids = true,
            |seen| seen.other_threepids = true,
            |seen| seen.was_seen = true,
        ];
        for (index, change) in changes.iter().enumerate() {
            let mut seen = waiting();
            change(&mut seen);
            assert!(!seen.looks_forgotten(&name, Usage::default()), "change {index}");
        }
        for usage in [
            Usage { devices: 1, ..Usage::default() },
            Usage { cross_signing: true, ..Usage::default() },
            Usage { media: true, ..Usage::default() },
        ] {
            assert!(!waiting().looks_forgotten(&name, usage), "{usage:?}");
        }
    }
}
