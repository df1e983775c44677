//! One message in the room that lists the accounts about which a person has to decide. It is edited, and mentions
//! nobody.

use registration_core::{
    Config,
    domain::{AccountAnswer, Mismatch},
    registrations::AccountQuestion,
    store::state::AccountQuestionsMessage,
    text,
    worker::{EffectError, Task},
};

use crate::{
    commands::needs_votes,
    effects::performer::RoomPerformer,
    error::to_effect,
    matrix::{
        format::FormattedText,
        send::{edit_content, send, text_message},
    },
};

/// So many fit into one message, however long their names are.
const SHOWN: usize = 10;

impl RoomPerformer {
    /// Posts the list, or edits it to show what is asked now.
    pub(crate) async fn show_account_questions(&self, task: &Task) -> Result<(), EffectError> {
        let questions = self.registrations.moderation().account_questions().await?;
        let here = self.room.room_id().as_str();
        let slot = self.registrations.store().state::<AccountQuestionsMessage>();
        let posted = slot.get().await?.filter(|posted| posted.room == here);
        if questions.is_empty() && posted.is_none() {
            return Ok(());
        }
        let lines = lines(self.registrations.config(), &questions);
        let words = FormattedText::from_lines(&lines);
        let txn = format!("{}-accounts", task.key);
        let (content, is_last) = match &posted {
            Some(posted) => (edit_content(&posted.event, &lines[0], &words), questions.is_empty()),
            None => (text_message(&words), false),
        };
        let event = send(&self.room, "m.room.message", content, &txn).await.map_err(|error| to_effect(&error))?;
        match posted {
            // The next question comes as a message of its own, where people see it.
            Some(_) if is_last => slot.clear().await?,
            Some(_) => {}
            None => slot.set(&AccountQuestionsMessage { room: here.to_owned(), event }).await?,
        }
        Ok(())
    }
}

fn lines(config: &Config, questions: &[AccountQuestion]) -> Vec<String> {
    if questions.is_empty() {
        return vec![text!("room-accounts-none")];
    }
    let server = &config.synapse.domain;
    let mut lines = vec![text!("room-accounts", count = questions.len())];
    for question in questions.iter().take(SHOWN) {
        let (id, mxid) = (question.registration.to_string(), question.localpart.on(server));
        let why = why(question.why);
        lines.push(text!("room-accounts-one", id = id.as_str(), mxid = mxid.as_str(), why = why));
        let name = question.localpart.as_str();
        lines.extend(question.answers.iter().map(|answer| possible(config, *answer, name)));
    }
    if questions.len() > SHOWN {
        lines.push(text!("room-accounts-more", count = questions.len() - SHOWN));
    }
    lines
}

/// An answer, and where it can be given.
fn possible(config: &Config, answer: AccountAnswer, name: &str) -> String {
    let meaning = meaning(answer);
    if needs_votes(&config.moderation, answer) {
        return text!("room-accounts-terminal", answer = answer.as_str(), name = name, meaning = meaning);
    }
    let command = format!("{} {answer} {name}", config.bot.command_prefix);
    text!("room-accounts-answer", command = command, meaning = meaning)
}

/// Why a person has to decide.
fn why(why: Mismatch) -> String {
    match why {
        Mismatch::Unsettled => text!("room-account-unsettled"),
        Mismatch::OtherAccount => text!("room-account-other"),
        Mismatch::Admin => text!("room-account-admin"),
        Mismatch::ExternalIds => text!("room-account-external-ids"),
        Mismatch::Devices => text!("room-account-devices"),
        Mismatch::Used => text!("room-account-used"),
        Mismatch::Opened => text!("room-account-opened"),
        Mismatch::Deactivated => text!("room-account-deactivated"),
        Mismatch::Reactivated => text!("room-account-reactivated"),
        Mismatch::Profile => text!("room-account-profile"),
    }
}

fn meaning(answer: AccountAnswer) -> String {
    match answer {
        AccountAnswer::Adopt => text!("room-account-adopt"),
        AccountAnswer::Keep => text!("room-account-keep"),
        AccountAnswer::Release => text!("room-account-release"),
        AccountAnswer::Remove => text!("room-account-remove"),
    }
}
