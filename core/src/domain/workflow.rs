//! The workflow table: every legal transition of a registration and the effects that it causes.

use super::{
    effect::EffectKind,
    state::{Event, State},
};

/// A transition that the table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not possible in the state {state}")]
pub struct IllegalMove {
    /// The state of the registration.
    pub state: State,
    /// The event that was applied.
    pub event: Event,
}

/// The effects of a new registration.
pub const STARTED: &[EffectKind] = &[EffectKind::MailVerification];

/// Every legal transition. A pair that is not listed cannot happen.
///
/// ```
/// use registration_core::domain::{EffectKind, Event, State, step};
///
/// let (state, effects) = step(State::AwaitingReview, Event::Denied).expect("a legal move");
/// assert_eq!(state, State::Denied);
/// assert!(effects.contains(&EffectKind::RemoveAccount));
/// assert!(step(State::Denied, Event::Approved).is_err());
/// ```
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "each row of the table is a transition")]
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
        (S::AwaitingReview,  E::Asked)          => (S::AwaitingReview,  &[Do::MailQuestion, Do::UpdateCard]),
        (S::AwaitingReview,  E::Answered)       => (S::AwaitingReview,  &[Do::PostAnswer, Do::UpdateCard]),
        (S::AwaitingReview,  E::Unanswered)     => (S::AwaitingReview,  &[Do::PostAnswer, Do::UpdateCard]),
        (S::AwaitingReview,  E::Approved)       => (S::Provisioning,    &[Do::UnlockAccount, Do::UpdateCard, Do::LogDecision]),
        (S::AwaitingReview,  E::Denied)         => (S::Denied,          &[Do::RemoveAccount, Do::UpdateCard, Do::LogDecision]),
        (S::AwaitingReview,  E::TimedOut)       => (S::Expired,         &[Do::RemoveAccount, Do::UpdateCard]),
        (S::Provisioning,    E::AccountReady)   => (S::Active,          &[Do::MailApproval, Do::GiveConsent, Do::JoinRoom, Do::Welcome, Do::UpdateCard]),
        (S::Provisioning,    E::PasswordNeeded) => (S::AwaitingPassword, &[Do::MailPasswordLink, Do::UpdateCard]),
        (S::AwaitingPassword, E::PasswordSet)   => (S::Provisioning,    &[Do::UnlockAccount]),
        (S::AwaitingPassword, E::NameLost)      => (S::Expired,         &[Do::UpdateCard]),
        (S::AwaitingPassword, E::TimedOut)      => (S::Expired,         &[Do::RemoveAccount, Do::UpdateCard]),
        (S::Provisioning,    E::Undone)         => (S::AwaitingReview,  &[Do::UpdateCard]),
        (S::Denied,          E::Undone)         => (S::AwaitingReview,  &[Do::UpdateCard]),
        (S::Denied,          E::AccountRemoved) => (S::Denied,          &[Do::MailDenial, Do::UpdateCard]),
        (S::Denied,          E::Reopened)       => (S::AwaitingReview,  &[Do::PostCard]),
        (S::Active,          E::Revoked)        => (S::Revoked,         &[Do::LockAccount, Do::UpdateCard]),
        (S::Revoked,         E::AccountLocked)  => (S::Revoked,         &[Do::MailRevoked, Do::UpdateCard]),
        (S::Revoked,         E::Reopened)       => (S::AwaitingReview,  &[Do::PostCard]),
        (S::AwaitingPassword, E::Revoked)       => (S::Denied,          &[Do::RemoveAccount, Do::UpdateCard]),
        (S::Denied,          E::Revoked)        => (S::AwaitingReview,  &[Do::PostCard, Do::MailRevoked]),
        (S::Denied,          E::Kept)           => (S::Active,          &[Do::UpdateCard]),
        (S::Expired,         E::Kept)           => (S::Active,          &[Do::UpdateCard]),
        (state, event) => return Err(IllegalMove { state, event }),
    })
}

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
        fn no_account_is_unlocked_without_approval(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..40)) {
            let (state, happened, effects) = play(&events);
            let approved = happened.contains(&Event::Approved);
            let kept = happened.contains(&Event::Kept);
            prop_assert!(approved || kept || state != State::Active);
            prop_assert!(approved || !effects.contains(&EffectKind::UnlockAccount));
            prop_assert!(approved || !effects.contains(&EffectKind::MailApproval));
        }

        #[test]
        fn effects_match_the_last_verdict(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..60)) {
            let (mut state, mut verdict) = (State::AwaitingEmail, None);
            for event in events {
                let Ok((next, effects)) = step(state, event) else { continue };
                state = next;
                match event {
                    Event::Approved | Event::Denied => verdict = Some(event),
                    Event::Revoked if state == State::AwaitingReview => verdict = None,
                    Event::Revoked => verdict = Some(Event::Denied),
                    Event::Reopened | Event::Undone => verdict = None,
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
        fn card_is_posted_once_per_submission_or_reopening(events in prop::collection::vec(prop::sample::select(&Event::ALL[..]), 0..40)) {
            let (_, happened, effects) = play(&events);
            // A kept account belongs to a request that was submitted.
            let before_kept = happened.split(|event| *event == Event::Kept).next().unwrap_or_default();
            prop_assume!(!happened.contains(&Event::Kept) || before_kept.contains(&Event::Submitted));
            let reopened = happened.iter().filter(|event| matches!(event, Event::Reopened | Event::Revoked)).count();
            prop_assert!(effects.iter().filter(|e| **e == EffectKind::PostCard).count() <= 1 + reopened);
            // An account that a person keeps makes even an unconfirmed request active; then it can be reopened.
            let was_kept = happened.contains(&Event::Kept);
            prop_assert!(was_kept || !effects.contains(&EffectKind::PostCard) || happened.contains(&Event::EmailVerified));
            let first = |effect| effects.iter().position(|e| *e == effect);
            prop_assert!(was_kept || first(EffectKind::UpdateCard).is_none() || first(EffectKind::PostCard) < first(EffectKind::UpdateCard));
        }
    }

    #[test]
    fn only_people_leave_final_states() {
        for state in State::ALL {
            let by_itself = Event::ALL
                .iter()
                .filter(|event| !matches!(event, Event::Undone | Event::Reopened | Event::Revoked | Event::Kept));
            let ways = by_itself.filter_map(|event| step(state, *event).ok()).filter(|(next, _)| *next != state);
            assert_eq!(ways.count() == 0, state.is_final(), "{state}");
        }
    }

    #[test]
    fn every_state_reaches_a_final_one() {
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
    fn names_round_trip() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for event in Event::ALL {
            assert_eq!(event.as_str().parse(), Ok(event));
        }
    }
}
