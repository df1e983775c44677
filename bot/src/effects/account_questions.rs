//! One message in the room that lists the accounts that need a decision by a person. It is edited in place and mentions
//! nobody.

use registration_core::{
    Config,
    domain::{AccountAnswer, Mismatch},
    registrations::AccountQuestion,
    store::state::AccountQuestionsMessage,
    text,
    worker::Task,
};

use crate::{
    active_room::ActiveRoom,
    commands::needs_votes,
    error::BotError,
    matrix::{
        format::FormattedText,
        send::{edit_content, send, text_message},
    },
};

/// Maximum accounts in the message. They fit, however long their names are.
const MAX_LISTED: usize = 10;

/// Posts the list, or edits it to show the current questions.
pub(super) async fn show(active: &ActiveRoom, task: &Task) -> Result<(), BotError> {
    let slot = active.registrations.store().state::<AccountQuestionsMessage>();
    let questions = active.registrations.moderation().account_questions().await?;
    let posted = slot.get().await?.filter(|posted| posted.room == active.id());
    if questions.is_empty() && posted.is_none() {
        return Ok(());
    }
    let lines = lines(active.registrations.config(), &questions);
    let text = FormattedText::from_lines(&lines);
    let content = match &posted {
        Some(posted) => edit_content(&posted.event, &lines[0], &text),
        None => text_message(&text),
    };
    let event = send(&active.room, "m.room.message", content, &format!("{}-accounts", task.key)).await?;
    match posted {
        // The next question gets a new message, at the bottom of the room.
        Some(_) if questions.is_empty() => slot.clear().await?,
        Some(_) => {}
        None => slot.set(&AccountQuestionsMessage { room: active.id().to_owned(), event }).await?,
    }
    Ok(())
}

fn lines(config: &Config, questions: &[AccountQuestion]) -> Vec<String> {
    if questions.is_empty() {
        return vec![text!("room-accounts-none")];
    }
    let server = &config.synapse.domain;
    let mut lines = vec![text!("room-accounts", count = questions.len())];
    for question in questions.iter().take(MAX_LISTED) {
        let (id, mxid) = (question.registration.to_string(), question.localpart.on(server));
        let why = mismatch_text(question.why);
        lines.push(text!("room-accounts-one", id = id.as_str(), mxid = mxid.as_str(), why = why));
        let name = question.localpart.as_str();
        lines.extend(question.answers.iter().map(|answer| answer_line(config, *answer, name)));
    }
    if questions.len() > MAX_LISTED {
        lines.push(text!("room-accounts-more", count = questions.len() - MAX_LISTED));
    }
    lines
}

/// A possible answer, with the command or the terminal command that gives it.
fn answer_line(config: &Config, answer: AccountAnswer, name: &str) -> String {
    let meaning = meaning(answer);
    if needs_votes(&config.moderation, answer) {
        return text!("room-accounts-terminal", answer = answer.as_str(), name = name, meaning = meaning);
    }
    let command = format!("{} {answer} {name}", config.bot.command_prefix);
    text!("room-accounts-answer", command = command, meaning = meaning)
}

/// Why a person has to decide.
fn mismatch_text(why: Mismatch) -> String {
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
