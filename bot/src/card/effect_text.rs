//! What an effect was to do, in words, and what somebody can do when it could not be done.

use registration_core::{domain::Effect, store::Parked, text};

use crate::matrix::format::one_line;

/// What could not be done, in a few words.
pub(crate) fn what(parked: &Parked) -> String {
    let room = parked.subject.as_deref().map(one_line).unwrap_or_default();
    match parked.effect {
        Effect::MailVerification => text!("room-parked-mail-verification"),
        Effect::MailReceipt => text!("room-parked-mail-receipt"),
        Effect::MailOperators => text!("room-parked-mail-operators"),
        Effect::MailApproval => text!("room-parked-mail-approval"),
        Effect::MailPasswordLink => text!("room-parked-mail-password-link"),
        Effect::MailDenial => text!("room-parked-mail-denial"),
        Effect::UnlockAccount => text!("room-parked-unlock"),
        Effect::RemoveAccount => text!("room-parked-remove"),
        Effect::GiveConsent => text!("room-parked-consent"),
        Effect::JoinRoom => text!("room-parked-join", room = room),
        Effect::Welcome => text!("room-parked-welcome"),
        Effect::LogDecision => text!("room-parked-log"),
        Effect::ReportTrouble => text!("room-parked-report"),
        Effect::PostCard | Effect::UpdateCard => text!("room-parked-card"),
        Effect::ShowAccountQuestions => text!("room-parked-account-questions"),
    }
}

/// What somebody can do about it.
pub(crate) fn remedy(effect: Effect) -> String {
    match effect {
        Effect::MailVerification
        | Effect::MailReceipt
        | Effect::MailApproval
        | Effect::MailPasswordLink
        | Effect::MailDenial => text!("room-remedy-mail"),
        Effect::MailOperators => text!("room-remedy-mail-operators"),
        Effect::UnlockAccount => text!("room-remedy-unlock"),
        Effect::RemoveAccount => text!("room-remedy-remove"),
        Effect::GiveConsent => text!("room-remedy-consent"),
        Effect::JoinRoom => text!("room-remedy-join"),
        Effect::Welcome => text!("room-remedy-welcome"),
        Effect::LogDecision => text!("room-remedy-log"),
        Effect::PostCard | Effect::UpdateCard | Effect::ReportTrouble | Effect::ShowAccountQuestions => {
            text!("room-remedy-room")
        }
    }
}
