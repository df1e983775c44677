//! What a parked effect was to do, in words, and how people can fix it.

use registration_core::{
    domain::{Effect, HomeserverEffect as H, MailEffect as M, RoomEffect as R},
    text,
};

use crate::matrix::format::one_line;

/// What could not be done, in a few words.
pub(crate) fn effect_description(effect: &Effect) -> String {
    match effect {
        Effect::Mail(effect) => match effect {
            M::MailVerification { .. } => text!("room-parked-mail-verification"),
            M::MailReceipt => text!("room-parked-mail-receipt"),
            M::MailOperators { .. } => text!("room-parked-mail-operators"),
            M::MailApproval => text!("room-parked-mail-approval"),
            M::MailPasswordLink { .. } => text!("room-parked-mail-password-link"),
            M::MailDenial => text!("room-parked-mail-denial"),
        },
        Effect::Homeserver(effect) => match effect {
            H::UnlockAccount => text!("room-parked-unlock"),
            H::RemoveAccount { .. } => text!("room-parked-remove"),
            H::GiveConsent => text!("room-parked-consent"),
            H::JoinRoom { room } => text!("room-parked-join", room = one_line(room)),
        },
        Effect::Room(effect) => match effect {
            R::Welcome { .. } => text!("room-parked-welcome"),
            R::LogDecision { .. } => text!("room-parked-log"),
            R::ReportParked { .. } => text!("room-parked-report"),
            R::PostCard | R::UpdateCard => text!("room-parked-card"),
            R::ShowAccountQuestions => text!("room-parked-account-questions"),
        },
    }
}

/// How people can fix the cause.
pub(crate) fn remedy(effect: &Effect) -> String {
    match effect {
        Effect::Mail(M::MailOperators { .. }) => text!("room-remedy-mail-operators"),
        Effect::Mail(_) => text!("room-remedy-mail"),
        Effect::Homeserver(effect) => match effect {
            H::UnlockAccount => text!("room-remedy-unlock"),
            H::RemoveAccount { .. } => text!("room-remedy-remove"),
            H::GiveConsent => text!("room-remedy-consent"),
            H::JoinRoom { .. } => text!("room-remedy-join"),
        },
        Effect::Room(effect) => match effect {
            R::Welcome { .. } => text!("room-remedy-welcome"),
            R::LogDecision { .. } => text!("room-remedy-log"),
            R::PostCard | R::UpdateCard | R::ReportParked { .. } | R::ShowAccountQuestions => {
                text!("room-remedy-room")
            }
        },
    }
}
