//! What is wrong when the bot cannot start or its room does not work.

use std::error::Error;

use registration_core::{
    Registrations,
    finding::{Code, ConnectionProblem, Finding, Part},
    messages::Language,
    registrations::how_to_confirm,
};

use crate::{error::SetUpError, room::security::RoomIssue};

impl SetUpError {
    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn finding(&self, registrations: &Registrations) -> Finding {
        let (part, code) = match self {
            Self::Synapse(error) => return registrations.synapse().finding(error),
            Self::WrongDomain(wrong) => return wrong.finding(),
            Self::Store(error) => return error.finding(),
            Self::Build(error) => return of_client(error.as_ref(), self, registrations),
            Self::Matrix(error) => return of_client(error.as_ref(), self, registrations),
            Self::NotOurs(_) => (Part::Bot, Code::BotNameTaken),
            Self::Deactivated(_) => (Part::Bot, Code::BotDeactivated),
            Self::BadName(_) => (Part::Bot, Code::BotNameInvalid),
            Self::BadRoom(_) => (Part::Room, Code::RoomInvalid),
            Self::UnknownRoom(_) => (Part::Room, Code::RoomUnknown),
            Self::NoSuchAlias(_) => (Part::Room, Code::AliasUnknown),
            Self::Moved(_) => (Part::Room, Code::RoomUnconfirmed),
            Self::Unconfirmed { now, .. } => {
                let finding = Finding::new(Part::Room, Code::RoomUnconfirmed, self.to_string());
                return finding.with_remedy(format!("{}.", capitalized(&how_to_confirm(now))));
            }
            Self::CannotJoin { .. } => (Part::Room, Code::RoomCannotJoin),
            Self::Certificates(_) => (Part::Synapse, Code::CertificateFile),
            Self::NotSynced(_) | Self::File(_) => (Part::Bot, Code::BotFailed),
        };
        Finding::new(part, code, with_causes(self))
    }
}

/// An error of the Matrix client.
fn of_client(error: &(dyn Error + 'static), whole: &SetUpError, registrations: &Registrations) -> Finding {
    match ConnectionProblem::of(error) {
        ConnectionProblem::Other => Finding::new(Part::Bot, Code::BotFailed, with_causes(whole)),
        problem => {
            let cause = format!("Synapse cannot be reached at {}: {problem}", registrations.synapse().address());
            Finding::new(Part::Synapse, problem.code(), cause)
        }
    }
}

/// An error with its causes in one sentence.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        next = cause.source();
    }
    text
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

impl RoomIssue {
    /// The same as a finding about `room`.
    #[must_use]
    pub fn finding(&self, room: &str) -> Finding {
        let code = match self {
            Self::Public | Self::PublicSpace(_) | Self::WorldReadable => Code::RoomExposed,
            Self::Guests => Code::RoomGuests,
            Self::Unencrypted => Code::RoomUnencrypted,
            Self::Powerless { .. } => Code::BotPowerless,
        };
        Finding::new(Part::Room, code, format!("{} ({room})", self.text(Language::english())))
    }
}
