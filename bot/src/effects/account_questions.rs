//! One message in the room that lists the accounts that need a decision by a person. It is edited in place and mentions
//! nobody.

use registration_core::{
    Config,
    domain::{AccountAnswer, Mismatch},
    messages::Language,
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
    let slot = active.registrations.bot_store().state::<AccountQuestionsMessage>();
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
    let language = config.room_language();
    if questions.is_empty() {
        return vec![text!(in language, "room-accounts-none")];
    }
    let server = &config.synapse.domain;
    let mut lines = vec![text!(in language, "room-accounts", count = questions.len())];
    for question in questions.iter().take(MAX_LISTED) {
        let (id, mxid) = (question.registration.to_string(), question.localpart.on(server));
        let why = mismatch_text(language, question.why);
        lines.push(text!(in language, "room-accounts-one", id = id.as_str(), mxid = mxid.as_str(), why = why));
        let name = question.localpart.as_str();
        lines.extend(question.answers.iter().map(|answer| answer_line(config, *answer, name)));
    }
    if questions.len() > MAX_LISTED {
        lines.push(text!(in language, "room-accounts-more", count = questions.len() - MAX_LISTED));
    }
    lines
}

/// A possible answer, with the command or the terminal command that gives it.
fn answer_line(config: &Config, answer: AccountAnswer, name: &str) -> String {
    let language = config.room_language();
    let meaning = meaning(language, answer);
    if needs_votes(&config.moderation, answer) {
        return text!(in language, "room-accounts-terminal", answer = answer.as_str(), name = name, meaning = meaning);
    }
    let command = format!("{} {answer} {name}", config.bot.command_prefix);
    text!(in language, "room-accounts-answer", command = command, meaning = meaning)
}

/// Why a person has to decide.
fn mismatch_text(language: Language, why: Mismatch) -> String {
    match why {
        Mismatch::Unsettled => text!(in language, "room-account-unsettled"),
        Mismatch::NoRequest => text!(in language, "room-account-no-request"),
        Mismatch::OtherAccount => text!(in language, "room-account-other"),
        Mismatch::Admin => text!(in language, "room-account-admin"),
        Mismatch::ExternalIds => text!(in language, "room-account-external-ids"),
        Mismatch::Devices => text!(in language, "room-account-devices"),
        Mismatch::Used => text!(in language, "room-account-used"),
        Mismatch::Opened => text!(in language, "room-account-opened"),
        Mismatch::Deactivated => text!(in language, "room-account-deactivated"),
        Mismatch::Reactivated => text!(in language, "room-account-reactivated"),
        Mismatch::Profile => text!(in language, "room-account-profile"),
    }
}

fn meaning(language: Language, answer: AccountAnswer) -> String {
    match answer {
        AccountAnswer::Adopt => text!(in language, "room-account-adopt"),
        AccountAnswer::Keep => text!(in language, "room-account-keep"),
        AccountAnswer::Release => text!(in language, "room-account-release"),
        AccountAnswer::Remove => text!(in language, "room-account-remove"),
    }
}
