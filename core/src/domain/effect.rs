//! Effects: everything that leaves the database because of a transition, described once.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, Actor, InquiryId, LinkId, Verdict, names::names};

/// What the worker and the reports need to know of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trait {
    /// Later effects of the same registration and lane wait for it, even while it is parked.
    Blocks,
    /// It neither waits for earlier effects of its lane nor delays them.
    Independent,
    /// Moderators are told when it is parked. Effects that themselves speak in the room cannot be reported there.
    Reported,
}

/// Generates the lanes, a payload enum for each lane, and the names and properties of all effects.
macro_rules! effects {
    ($(
        $(#[$lane_doc:meta])*
        $lane:ident($payload:ident) = $lane_name:literal {
            $($(#[$doc:meta])* $effect:ident $({ $($field:ident: $type:ty),+ })? = $name:literal [$($trait:ident)*],)+
        }
    )+) => {
        /// Where effects go. Each lane has its own pace: a mail server that is down delays no decision.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Lane { $($(#[$lane_doc])* $lane),+ }

        names!(Lane { $($lane = $lane_name),+ });

        /// An effect without its payload, as the workflow table lists it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EffectKind { $($($(#[$doc])* $effect,)+)+ }

        impl EffectKind {
            /// Where it goes.
            #[must_use]
            pub const fn lane(self) -> Lane {
                match self { $($(Self::$effect)|+ => Lane::$lane,)+ }
            }

            const fn traits(self) -> &'static [Trait] {
                match self { $($(Self::$effect => &[$(Trait::$trait),*],)+)+ }
            }
        }

        names!(EffectKind { $($($effect = $name,)+)+ });

        /// An effect with its payload, stored as JSON in its outbox row.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "lane")]
        pub enum Effect { $($(#[$lane_doc])* #[serde(rename = $lane_name)] $lane($payload)),+ }

        impl Effect {
            /// Which effect it is.
            #[must_use]
            pub const fn kind(&self) -> EffectKind {
                match self { $(Self::$lane(effect) => effect.kind()),+ }
            }
        }

        $(
            $(#[$lane_doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(tag = "effect")]
            pub enum $payload {
                $($(#[$doc])* #[serde(rename = $name)] $effect $({
                    $(#[expect(missing_docs, reason = "named after its type")] $field: $type),+
                })?,)+
            }

            impl $payload {
                /// Which effect it is.
                #[must_use]
                pub const fn kind(&self) -> EffectKind {
                    match self { $(Self::$effect { .. } => EffectKind::$effect),+ }
                }
            }

            impl From<$payload> for Effect {
                fn from(effect: $payload) -> Self {
                    Self::$lane(effect)
                }
            }

            impl LaneEffect for $payload {
                const LANE: Lane = Lane::$lane;

                fn of(effect: &Effect) -> Option<&Self> {
                    if let Effect::$lane(effect) = effect { Some(effect) } else { None }
                }
            }
        )+
    };
}

// The table: `Name { payload } = "name in the database and in logs" [traits]`. A new row does not compile until
// `registrations/workflow/enqueue.rs` fills its payload, the performer of its lane carries it out, and the reports
// of the room have words for it.
effects! {
    /// The mail server.
    Mail(MailEffect) = "mail" {
        /// Mail the applicant the verification link.
        MailVerification { link: Option<LinkId> } = "mail_verification" [Reported],
        /// Mail the applicant that the request has arrived.
        MailReceipt = "mail_receipt" [Reported],
        /// Tell an operator by mail that a request waits. Without an address: all of them, queued by an old version.
        MailOperators { to: Option<String> } = "mail_operators" [Reported Independent],
        /// Tell an operator by mail that the moderators' room does not work.
        MailRoomBroken { to: String, cause: String, remedy: String, manual: String } = "mail_room_broken" [Independent],
        /// Mail the applicant a question, with the link under which it can be answered.
        MailQuestion { question: InquiryId, link: LinkId } = "mail_question" [Reported],
        /// Mail the applicant that the account is open.
        MailApproval = "mail_approval" [Reported],
        /// Mail the applicant that the request was approved, with the link that sets the password.
        MailPasswordLink { link: Option<LinkId> } = "mail_password_link" [Reported],
        /// Mail the applicant that the request was denied.
        MailDenial = "mail_denial" [Reported],
        /// Mail the applicant that the decision `was` revoked.
        MailRevoked { was: Verdict, message: Option<String> } = "mail_revoked" [Reported],
    }
    /// The homeserver's admin API.
    Homeserver(HomeserverEffect) = "synapse" {
        /// Unlock the account.
        UnlockAccount = "unlock_account" [Blocks Reported],
        /// Lock the account of a revoked approval, if it is still the one that we opened.
        LockAccount = "lock_account" [Blocks Reported],
        /// Deactivate and erase the account if we created it.
        RemoveAccount = "remove_account" [Blocks Reported],
        /// Deactivate and erase the account that a request had under an earlier username.
        RemoveFormerAccount { account: AccountId } = "remove_former_account" [Reported],
        /// Record in Synapse that the new account agrees to the server's policy.
        GiveConsent = "give_consent" [Reported],
        /// Join the new account to a room of `auto_join`.
        JoinRoom { room: String } = "join_room" [Reported],
    }
    /// The moderators' room.
    Room(RoomEffect) = "room" {
        /// Post the card in the room.
        PostCard = "post_card" [Blocks],
        /// Edit the card to show the current state.
        UpdateCard = "update_card" [],
        /// Cross out the card `event`, which no longer counts, and link to the new one.
        StrikeCard { room: String, event: String } = "strike_card" [],
        /// Post the answer to a question under the card, or that there is none.
        PostAnswer { question: InquiryId } = "post_answer" [],
        /// Greet the new account, in `room` once a direct room was created.
        Welcome { room: Option<String> } = "welcome" [Reported],
        /// Post in the log room who decided.
        LogDecision { verdict: Verdict, by: Actor } = "log_decision" [Reported],
        /// Tell the moderators that the effect with the row `parked` is parked, and what to do.
        ReportParked { parked: i64 } = "report_trouble" [],
        /// Show the moderators the accounts that need a decision.
        ShowAccountQuestions = "show_account_questions" [],
    }
}

/// The effects of one lane, for the code that performs them.
pub trait LaneEffect: Sized + Send + Sync + 'static {
    /// The lane.
    const LANE: Lane;

    /// `effect`, if it belongs to this lane.
    fn of(effect: &Effect) -> Option<&Self>;
}

impl Effect {
    /// Its payload as the audit log shows it: a room, an address, a decision.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Mail(MailEffect::MailOperators { to }) => to.clone(),
            Self::Mail(MailEffect::MailRoomBroken { to, .. }) => Some(to.clone()),
            Self::Homeserver(HomeserverEffect::RemoveFormerAccount { account }) => Some(account.0.to_string()),
            Self::Homeserver(HomeserverEffect::JoinRoom { room }) => Some(room.clone()),
            Self::Mail(MailEffect::MailRevoked { was, .. }) => Some(was.to_string()),
            Self::Room(RoomEffect::Welcome { room }) => room.clone(),
            Self::Room(RoomEffect::LogDecision { verdict, by }) => Some(format!("{verdict} {by}")),
            Self::Room(RoomEffect::ReportParked { parked }) => Some(parked.to_string()),
            // No wildcard: a new effect does not compile until its payload has a place in the audit log, or none.
            Self::Mail(
                MailEffect::MailVerification { .. }
                | MailEffect::MailReceipt
                | MailEffect::MailQuestion { .. }
                | MailEffect::MailApproval
                | MailEffect::MailPasswordLink { .. }
                | MailEffect::MailDenial,
            )
            | Self::Homeserver(
                HomeserverEffect::UnlockAccount
                | HomeserverEffect::LockAccount
                | HomeserverEffect::RemoveAccount
                | HomeserverEffect::GiveConsent,
            )
            | Self::Room(
                RoomEffect::PostCard
                | RoomEffect::UpdateCard
                | RoomEffect::StrikeCard { .. }
                | RoomEffect::PostAnswer { .. }
                | RoomEffect::ShowAccountQuestions,
            ) => None,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().as_str())
    }
}

impl EffectKind {
    /// Whether moderators are told when it is parked.
    #[must_use]
    pub fn is_reported(self) -> bool {
        self.traits().contains(&Trait::Reported)
    }

    /// Whether later effects of the same registration and lane wait for it.
    #[must_use]
    pub fn blocks(self) -> bool {
        self.traits().contains(&Trait::Blocks)
    }

    /// Whether a person may drop it: the request goes on without it.
    #[must_use]
    pub fn is_optional(self) -> bool {
        !self.blocks() && self != Self::RemoveFormerAccount
    }

    /// Whether it neither waits for earlier effects of its lane nor delays them.
    #[must_use]
    pub fn is_independent(self) -> bool {
        self.traits().contains(&Trait::Independent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_holds_lane_name_and_fields() {
        let effect = Effect::from(HomeserverEffect::JoinRoom { room: "!a:b".into() });
        let json = serde_json::to_string(&effect).expect("json");
        assert_eq!(json, r#"{"lane":"synapse","effect":"join_room","room":"!a:b"}"#);
        assert_eq!(serde_json::from_str::<Effect>(&json).expect("read"), effect);
        let plain = Effect::from(RoomEffect::PostCard);
        let json = serde_json::to_string(&plain).expect("json");
        assert_eq!(json, r#"{"lane":"room","effect":"post_card"}"#);
        assert_eq!(serde_json::from_str::<Effect>(&json).expect("read"), plain);
    }

    #[test]
    fn missing_optional_payload_is_none() {
        let effect = serde_json::from_str::<Effect>(r#"{"lane":"room","effect":"welcome"}"#).expect("read");
        assert_eq!(effect, RoomEffect::Welcome { room: None }.into());
    }

    #[test]
    fn lane_of_kind_and_of_payload_agree() {
        for kind in EffectKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert!(Lane::ALL.contains(&kind.lane()));
        }
        assert_eq!(Effect::from(RoomEffect::PostCard).kind().lane(), RoomEffect::LANE);
    }
}
