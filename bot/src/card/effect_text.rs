//! What a parked effect was to do, in words, and how people can fix it.

use registration_core::{
    domain::{Effect, HomeserverEffect as H, MailEffect as M, RoomEffect as R},
    messages::Language,
    text,
};

use crate::matrix::format::one_line;

/// What could not be done, in a few words.
pub(crate) fn effect_description(language: Language, effect: &Effect) -> String {
    match effect {
        Effect::Mail(effect) => match effect {
            M::MailVerification { .. } => text!(in language, "room-parked-mail-verification"),
            M::MailReceipt => text!(in language, "room-parked-mail-receipt"),
            M::MailOperators { .. } => text!(in language, "room-parked-mail-operators"),
            M::MailRoomBroken { .. } => text!(in language, "room-parked-mail-room-broken"),
            M::MailQuestion { .. } => text!(in language, "room-parked-mail-question"),
            M::MailApproval => text!(in language, "room-parked-mail-approval"),
            M::MailPasswordLink { .. } => text!(in language, "room-parked-mail-password-link"),
            M::MailDenial => text!(in language, "room-parked-mail-denial"),
            M::MailRevoked { .. } => text!(in language, "room-parked-mail-revoked"),
        },
        Effect::Homeserver(effect) => match effect {
            H::UnlockAccount => text!(in language, "room-parked-unlock"),
            H::LockAccount => text!(in language, "room-parked-lock"),
            H::RemoveAccount | H::RemoveFormerAccount { .. } => text!(in language, "room-parked-remove"),
            H::GiveConsent => text!(in language, "room-parked-consent"),
            H::JoinRoom { room } => text!(in language, "room-parked-join", room = one_line(room)),
        },
        Effect::Room(effect) => match effect {
            R::Welcome { .. } => text!(in language, "room-parked-welcome"),
            R::LogDecision { .. } => text!(in language, "room-parked-log"),
            R::ReportParked { .. } => text!(in language, "room-parked-report"),
            R::PostCard | R::UpdateCard | R::StrikeCard { .. } | R::PostAnswer { .. } => {
                text!(in language, "room-parked-card")
            }
            R::ShowAccountQuestions => text!(in language, "room-parked-account-questions"),
        },
    }
}

/// How people can fix the cause.
pub(crate) fn remedy(language: Language, effect: &Effect) -> String {
    match effect {
        Effect::Mail(M::MailOperators { .. } | M::MailRoomBroken { .. }) => {
            text!(in language, "room-remedy-mail-operators")
        }
        Effect::Mail(_) => text!(in language, "room-remedy-mail"),
        Effect::Homeserver(effect) => match effect {
            H::UnlockAccount => text!(in language, "room-remedy-unlock"),
            H::LockAccount => text!(in language, "room-remedy-lock"),
            H::RemoveAccount | H::RemoveFormerAccount { .. } => text!(in language, "room-remedy-remove"),
            H::GiveConsent => text!(in language, "room-remedy-consent"),
            H::JoinRoom { .. } => text!(in language, "room-remedy-join"),
        },
        Effect::Room(effect) => match effect {
            R::Welcome { .. } => text!(in language, "room-remedy-welcome"),
            R::LogDecision { .. } => text!(in language, "room-remedy-log"),
            R::PostCard
            | R::UpdateCard
            | R::StrikeCard { .. }
            | R::PostAnswer { .. }
            | R::ReportParked { .. }
            | R::ShowAccountQuestions => text!(in language, "room-remedy-room"),
        },
    }
}
