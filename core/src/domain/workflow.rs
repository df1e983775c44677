//! The workflow: every legal move of a registration, and what each one causes.

use super::{EffectKind, names::names};

/// How far a registration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// A link was mailed. Nothing is held yet.
    AwaitingEmail,
    /// The address is proven, the username held; password and reason are missing.
    AwaitingDetails,
    /// A locked account exists, and a moderator decides.
    AwaitingReview,
    /// Approved; the account is being opened.
    Provisioning,
    /// Approved; no account exists, and a link was mailed with which its password is set.
    AwaitingPassword,
    /// The account is open.
    Active,
    /// Refused; the account is deactivated and erased.
    Denied,
    /// Given up; nothing is left of it in Synapse.
    Expired,
}

/// What can happen to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The mailed link was followed and its button pressed.
    EmailVerified,
    /// Another username was chosen, because the first was taken meanwhile.
    Renamed,
    /// The mail server refused the address for good.
    AddressRefused,
    /// Password and reason were given, and the locked account exists.
    Submitted,
    /// A moderator said yes.
    Approved,
    /// Synapse has unlocked the account.
    AccountReady,
    /// There is no account to unlock: its password has to be set first.
    PasswordNeeded,
    /// The password was set, and the locked account exists.
    PasswordSet,
    /// The username was given to somebody else in Synapse before the password was set.
    NameLost,
    /// A moderator said no.
    Denied,
    /// A moderator thinks again about a no.
    Reopened,
    /// The account of a denied or expired request is gone, or there was none.
    AccountRemoved,
    /// A person decided that the account of a denied or expired request stays as it is.
    Kept,
    /// Nobody came back in time.
    TimedOut,
}

/// A move that the table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} cannot happen to a registration that is {state}")]
pub struct IllegalMove {
    /// Where the registration stood.
    pub state: State,
    /// What was asked of it.
    pub event: Event,
}

/// What a new registration causes.
pub const STARTED: &[EffectKind] = &[EffectKind::MailVerification];

/// Every legal move. A pair that is not here cannot happen.
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "a row of the table is a move")]
pub fn step(state: State, event: Event) -> Result<(State, &'static [EffectKind]), IllegalMove> {
    use {EffectKind as Do, Event as E, State as S};
    Ok(match (state, event) {
        (S::AwaitingEmail,   E::EmailVerified)  => (S::AwaitingDetails, &[]),
        (S::AwaitingEmail,   E::Renamed)        => (S::AwaitingEmail,   &[]),
        (S::AwaitingEmail,   E::AddressRefused) => (S::Expired,         &[]),
        (S::AwaitingEmail,   E::TimedOut)       => (S::Expired,         &[]),
        (S::AwaitingDetails, E::Renamed)        => (S::AwaitingDetails, &[]),
        (S::AwaitingDetails, E::Submitted)      => (S::AwaitingReview,  &[Do::PostCard, Do::MailReceipt, Do::MailOperators]),
        (S::AwaitingDetails, E::TimedOut)       => (S::Expired,         &[Do::RemoveAccount]),
        (S::AwaitingReview,  E::Approved)       => (S::Provisioning,    &[Do::UnlockAccount, Do::UpdateCard, Do::LogDecision]),
        (S::AwaitingReview,  E::Denied)         => (S::Denied,          &[Do::RemoveAccount, Do::UpdateCard, Do::LogDecision]),
        (S::AwaitingReview,  E::TimedOut)       => (S::Expired,         &[Do::RemoveAccount, Do::UpdateCard]),
        (S::Provisioning,    E::AccountReady)   => (S::Active,          &[Do::MailApproval, Do::GiveConsent, Do::JoinRoom, Do::Welcome, Do::UpdateCard]),
        (S::Provisioning,    E::PasswordNeeded) => (S::AwaitingPassword, &[Do::MailPasswordLink, Do::UpdateCard]),
        (S::AwaitingPassword, E::PasswordSet)   => (S::Provisioning,    &[Do::UnlockAccount]),
        (S::AwaitingPassword, E::NameLost)      => (S::Expired,         &[Do::UpdateCard]),
        (S::AwaitingPassword, E::TimedOut)      => (S::Expired,         &[Do::RemoveAccount, Do::UpdateCard]),
        (S::Denied,          E::AccountRemoved) => (S::Denied,          &[Do::MailDenial]),
        (S::Denied,          E::Reopened)       => (S::AwaitingReview,  &[Do::PostCard]),
        (S::Denied,          E::Kept)           => (S::Active,          &[Do::UpdateCard]),
        (S::Expired,         E::Kept)           => (S::Active,          &[Do::UpdateCard]),
        (state, event) => return Err(IllegalMove { state, event }),
    })
}

impl State {
    /// Nothing more happens by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Active | Self::Denied | Self::Expired)
    }

    /// Holds its username and its address against others. The partial unique indexes say the same.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            Self::AwaitingDetails | Self::AwaitingReview | Self::Provisioning | Self::AwaitingPassword | Self::Active
        )
    }
}

names!(State {
    AwaitingEmail = "awaiting_email",
    AwaitingDetails = "awaiting_details",
    AwaitingReview = "awaiting_review",
    Provisioning = "provisioning",
    AwaitingPassword = "awaiting_password",
    Active = "active",
    Denied = "denied",
    Expired = "expired",
});
names!(Event {
    EmailVerified = "email_verified",
    Renamed = "renamed",
    AddressRefused = "address_refused",
    Submitted = "submitted",
    Approved = "approved",
    AccountReady = "account_ready",
    PasswordNeeded = "password_needed",
    PasswordSet = "password_set",
    NameLost = "name_lost",
    Denied = "denied",
    Reopened = "reopened",
    AccountRemoved = "account_removed",
    Kept = "kept",
    TimedOut = "timed_out",
});
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Plays `events` from the start, skipping illegal ones, as the database does.
    fn play(events: &[Event]) -> (State, Vec<Event>, Vec<EffectKind>) {
        let (mut state, mut happened, mut effects) = (State::AwaitingEmail, vec![], STARTED.to_vec());
        for event in events {
            if let Ok((next, caused)) = step(state, *event) {
                state = next;
                happened.push(*event);
                effects.extend(caused);
            }
        }
        (state, happened, effects)
    }

    proptest! {
        #[test]
        fn no_account_opens_without_an_approval(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..40)) {
            let (state, happened, effects) = play(&events);
            let approved = happened.contains(&Event::Approved);
            let kept = happened.contains(&Event::Kept);
            prop_assert!(approved || kept || state != State::Active);
            prop_assert!(approved || !effects.contains(&EffectKind::UnlockAccount));
            prop_assert!(approved || !effects.contains(&EffectKind::MailApproval));
        }

        #[test]
        fn what_is_done_and_told_follows_the_last_verdict(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..60)) {
            let (mut state, mut verdict) = (State::AwaitingEmail, None);
            for event in events {
                let Ok((next, effects)) = step(state, event) else { continue };
                state = next;
                match event {
                    Event::Approved | Event::Denied => verdict = Some(event),
                    Event::Reopened => verdict = None,
                    _ => {}
                }
                for effect in effects {
                    match effect {
                        EffectKind::UnlockAccount | EffectKind::MailApproval | EffectKind::MailPasswordLink | EffectKind::JoinRoom
                        | EffectKind::GiveConsent | EffectKind::Welcome => prop_assert_eq!(verdict, Some(Event::Approved)),
                        EffectKind::MailDenial => prop_assert_eq!(verdict, Some(Event::Denied)),
                        EffectKind::RemoveAccount => prop_assert!(matches!(state, State::Denied | State::Expired)),
                        _ => {}
                    }
                }
            }
        }

        #[test]
        fn a_card_is_posted_once_each_time_it_is_open_and_only_for_a_proven_address(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..40)) {
            let (_, happened, effects) = play(&events);
            let reopened = happened.iter().filter(|event| **event == Event::Reopened).count();
            prop_assert!(effects.iter().filter(|e| **e == EffectKind::PostCard).count() <= 1 + reopened);
            prop_assert!(!effects.contains(&EffectKind::PostCard) || happened.contains(&Event::EmailVerified));
            let first = |effect| effects.iter().position(|e| *e == effect);
            prop_assert!(first(EffectKind::UpdateCard).is_none() || first(EffectKind::PostCard) < first(EffectKind::UpdateCard));
        }
    }

    #[test]
    fn only_people_move_a_final_state_and_every_other_has_a_way_out() {
        for state in State::ALL {
            let by_itself = Event::ALL.iter().filter(|event| !matches!(event, Event::Reopened | Event::Kept));
            let ways = by_itself.filter_map(|event| step(state, *event).ok()).filter(|(next, _)| *next != state);
            assert_eq!(ways.count() == 0, state.is_final(), "{state}");
        }
    }

    #[test]
    fn every_state_can_reach_a_final_one() {
        for from in State::ALL {
            let mut reached = vec![from];
            let mut next = 0;
            while next < reached.len() {
                for event in Event::ALL {
                    if let Ok((to, _)) = step(reached[next], event)
                        && !reached.contains(&to)
                    {
                        reached.push(to);
                    }
                }
                next += 1;
            }
            assert!(reached.iter().any(|state| state.is_final()), "{from}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for event in Event::ALL {
            assert_eq!(event.as_str().parse(), Ok(event));
        }
    }
}
