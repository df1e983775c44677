//! The workflow: every legal move of a registration, and what each one causes.

use super::names::names;

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

/// What leaves the database because of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Mail the applicant the verification link.
    MailVerification,
    /// Mail the applicant that the request has arrived.
    MailReceipt,
    /// Mail the operators that somebody waits.
    MailOperators,
    /// Mail the applicant that the account is open.
    MailApproval,
    /// Mail the applicant that the request was approved, with the link that sets the password.
    MailPasswordLink,
    /// Mail the applicant that the request was refused.
    MailDenial,
    /// Unlock the account.
    UnlockAccount,
    /// Deactivate and erase the account, if we made one.
    RemoveAccount,
    /// Tell Synapse that the new account agrees to the server's policy.
    GiveConsent,
    /// Join the new account to a room of `auto_join`: an effect for each.
    JoinRoom,
    /// Greet the new account.
    Welcome,
    /// Tell the public log who has decided.
    LogDecision,
    /// Tell the moderators that an effect is parked, and what to do.
    ReportTrouble,
    /// Post the card in the room.
    PostCard,
    /// Edit the card to show how things stand.
    UpdateCard,
    /// Show the moderators the accounts about which somebody has to decide.
    ShowAccountQuestions,
}

/// Where effects go. Each lane has its own pace: a mail server that is down delays no decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// The mail server.
    Mail,
    /// Synapse's admin API.
    Synapse,
    /// The moderators' room.
    Room,
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
pub const STARTED: &[Effect] = &[Effect::MailVerification];

/// Every legal move. A pair that is not here cannot happen.
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "a row of the table is a move")]
pub fn step(state: State, event: Event) -> Result<(State, &'static [Effect]), IllegalMove> {
    use {Effect as Do, Event as E, State as S};
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
    /// Every state, in the order of a registration's life.
    pub const ALL: [Self; 8] = [
        Self::AwaitingEmail,
        Self::AwaitingDetails,
        Self::AwaitingReview,
        Self::Provisioning,
        Self::AwaitingPassword,
        Self::Active,
        Self::Denied,
        Self::Expired,
    ];

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

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Synapse, Self::Room];
}

impl Effect {
    /// Where it goes.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::MailVerification
            | Self::MailReceipt
            | Self::MailOperators
            | Self::MailApproval
            | Self::MailPasswordLink
            | Self::MailDenial => Lane::Mail,
            Self::UnlockAccount | Self::RemoveAccount | Self::GiveConsent | Self::JoinRoom => Lane::Synapse,
            Self::PostCard
            | Self::UpdateCard
            | Self::Welcome
            | Self::LogDecision
            | Self::ReportTrouble
            | Self::ShowAccountQuestions => Lane::Room,
        }
    }

    /// Whether moderators are told when it is parked. What speaks in their room itself could not say so.
    #[must_use]
    pub const fn can_be_reported(self) -> bool {
        !matches!(self, Self::PostCard | Self::UpdateCard | Self::ReportTrouble | Self::ShowAccountQuestions)
    }

    /// Whether what follows in its lane has to wait for it.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::UnlockAccount | Self::RemoveAccount | Self::PostCard)
    }

    /// What waits for nothing that comes before it in its lane: it goes to others than the rest.
    pub const INDEPENDENT: [Self; 1] = [Self::MailOperators];
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
names!(Effect {
    MailVerification = "mail_verification",
    MailReceipt = "mail_receipt",
    MailOperators = "mail_operators",
    MailApproval = "mail_approval",
    MailPasswordLink = "mail_password_link",
    MailDenial = "mail_denial",
    UnlockAccount = "unlock_account",
    RemoveAccount = "remove_account",
    GiveConsent = "give_consent",
    JoinRoom = "join_room",
    Welcome = "welcome",
    LogDecision = "log_decision",
    ReportTrouble = "report_trouble",
    PostCard = "post_card",
    UpdateCard = "update_card",
    ShowAccountQuestions = "show_account_questions",
});
names!(Lane { Mail = "mail", Synapse = "synapse", Room = "room" });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [Event; 14] = [
        Event::EmailVerified,
        Event::Renamed,
        Event::AddressRefused,
        Event::Submitted,
        Event::Approved,
        Event::AccountReady,
        Event::PasswordNeeded,
        Event::PasswordSet,
        Event::NameLost,
        Event::Denied,
        Event::Reopened,
        Event::AccountRemoved,
        Event::Kept,
        Event::TimedOut,
    ];

    /// Plays `events` from the start, skipping illegal ones, as the database does.
    fn play(events: &[Event]) -> (State, Vec<Event>, Vec<Effect>) {
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
        fn no_account_opens_without_an_approval(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..40)) {
            let (state, happened, effects) = play(&events);
            let approved = happened.contains(&Event::Approved);
            let kept = happened.contains(&Event::Kept);
            prop_assert!(approved || kept || state != State::Active);
            prop_assert!(approved || !effects.contains(&Effect::UnlockAccount));
            prop_assert!(approved || !effects.contains(&Effect::MailApproval));
        }

        #[test]
        fn what_is_done_and_told_follows_the_last_verdict(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..60)) {
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
                        Effect::UnlockAccount | Effect::MailApproval | Effect::MailPasswordLink | Effect::JoinRoom
                        | Effect::GiveConsent | Effect::Welcome => prop_assert_eq!(verdict, Some(Event::Approved)),
                        Effect::MailDenial => prop_assert_eq!(verdict, Some(Event::Denied)),
                        Effect::RemoveAccount => prop_assert!(matches!(state, State::Denied | State::Expired)),
                        _ => {}
                    }
                }
            }
        }

        #[test]
        fn a_card_is_posted_once_each_time_it_is_open_and_only_for_a_proven_address(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..40)) {
            let (_, happened, effects) = play(&events);
            let reopened = happened.iter().filter(|event| **event == Event::Reopened).count();
            prop_assert!(effects.iter().filter(|e| **e == Effect::PostCard).count() <= 1 + reopened);
            prop_assert!(!effects.contains(&Effect::PostCard) || happened.contains(&Event::EmailVerified));
            let first = |effect| effects.iter().position(|e| *e == effect);
            prop_assert!(first(Effect::UpdateCard).is_none() || first(Effect::PostCard) < first(Effect::UpdateCard));
        }
    }

    #[test]
    fn only_people_move_a_final_state_and_every_other_has_a_way_out() {
        for state in State::ALL {
            let by_itself = EVENTS.iter().filter(|event| !matches!(event, Event::Reopened | Event::Kept));
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
                for event in EVENTS {
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
        for event in EVENTS {
            assert_eq!(event.as_str().parse(), Ok(event));
        }
    }
}
