//! Kinds of audit-log entries.

use std::{borrow::Cow, fmt};

use super::{EffectKind, Event, names::names};
use crate::{messages::Language, text};

/// What an audit-log entry says happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditKind {
    /// The registration changed its state.
    Transition(Event),
    /// An effect was performed.
    Performed(EffectKind),
    /// The use cases record something else.
    Action(Action),
    /// Written by another version, or imported from the Django app.
    Other(String),
}

/// What the use cases record besides transitions and effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The applicant gave a username and an e-mail address.
    Started,
    /// The applicant agreed to documents.
    Agreed,
    /// Somebody asked for a mail again.
    MailRequested,
    /// A moderator voted for the decision.
    Vote,
    /// A moderator confirmed what another one had typed.
    Confirmed,
    /// A moderator began to look at the request.
    Claimed,
    /// A moderator no longer looks at the request.
    Unclaimed,
    /// A moderator put the request off.
    Held,
    /// A moderator took the request up again.
    Unheld,
    /// A moderator noted something.
    Noted,
    /// Somebody answered a question about the account.
    AccountAnswered,
    /// An attempt to perform an effect failed.
    Failed,
    /// Somebody had a parked effect tried again.
    Retried,
    /// An operator dropped an effect.
    Dropped,
    /// The request was imported from the Django app.
    Imported,
}

names!(Action {
    Started = "started",
    Agreed = "agreed",
    MailRequested = "mail_requested",
    Vote = "vote",
    Confirmed = "confirmed",
    Claimed = "claimed",
    Unclaimed = "unclaimed",
    Held = "held",
    Unheld = "unheld",
    Noted = "noted",
    AccountAnswered = "account_answered",
    Failed = "failed",
    Retried = "retried",
    Dropped = "dropped",
    Imported = "imported",
});

impl AuditKind {
    /// Its name in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Transition(event) => event.as_str(),
            Self::Performed(effect) => effect.as_str(),
            Self::Action(action) => action.as_str(),
            Self::Other(name) => name,
        }
    }

    /// What happened, for people. A kind that this version does not know is shown by its name, without underscores.
    #[must_use]
    pub fn describe(&self, language: Language) -> String {
        let key = match self {
            Self::Other(name) => Cow::Owned(name.replace('_', " ")),
            known => Cow::Borrowed(known.as_str()),
        };
        text!(in language, "room-event", kind = key)
    }
}

impl From<&str> for AuditKind {
    fn from(name: &str) -> Self {
        None.or_else(|| name.parse().ok().map(Self::Transition))
            .or_else(|| name.parse().ok().map(Self::Performed))
            .or_else(|| name.parse().ok().map(Self::Action))
            .unwrap_or_else(|| Self::Other(name.to_owned()))
    }
}

impl From<Event> for AuditKind {
    fn from(event: Event) -> Self {
        Self::Transition(event)
    }
}

impl From<EffectKind> for AuditKind {
    fn from(effect: EffectKind) -> Self {
        Self::Performed(effect)
    }
}

impl From<Action> for AuditKind {
    fn from(action: Action) -> Self {
        Self::Action(action)
    }
}

impl fmt::Display for AuditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind that this version writes.
    fn all() -> impl Iterator<Item = AuditKind> {
        let events = Event::ALL.into_iter().map(AuditKind::from);
        let effects = EffectKind::ALL.into_iter().map(AuditKind::from);
        events.chain(effects).chain(Action::ALL.into_iter().map(AuditKind::from))
    }

    #[test]
    fn every_kind_has_a_name_of_its_own_and_words() {
        for kind in all() {
            assert_eq!(AuditKind::from(kind.as_str()), kind);
            let is_word = ["vote", "approved", "denied", "reopened", "failed", "claimed"].contains(&kind.as_str());
            assert!(
                is_word || kind.describe(Language::english()) != kind.as_str(),
                "messages/en/room.ftl: room-event lacks {kind}"
            );
        }
    }

    #[test]
    fn unknown_kinds_are_legible() {
        let kind = AuditKind::from("password_form_opened");
        assert_eq!(
            (kind.as_str(), kind.describe(Language::english()).as_str()),
            ("password_form_opened", "password form opened")
        );
    }
}
