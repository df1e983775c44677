//! Commands from the room: each is carried out, and answered in words.

mod again;
mod answer;
mod decide;
mod find;
mod help;
mod look;
pub mod many;
mod pause;
mod remind;
mod rules;
mod stats;
mod status;

use matrix_sdk::{Room, ruma::RoomId};
use registration_core::{Registrations, store::StoreError, text};

pub use answer::Answer;
pub(crate) use stats::in_words;

use crate::{
    command::{self, Bot, Command, CommandError},
    decisions::CountError,
    message::Message,
    moderators::is_moderator,
    outcome,
    post::{mark, reply},
    questions, reasons,
};

/// Carries a message out, if it is a moderator's command.
pub async fn hear(room: &Room, registrations: &Registrations, message: &Message) -> Result<(), CountError> {
    if message.sender == room.own_user_id() {
        return Ok(());
    }
    let Some(read) = understand(room, registrations, message).await? else { return Ok(()) };
    let act = respond(room, registrations, message, read);
    let Some(mut answer) = outcome::once(registrations, &message.event, act).await? else { return Ok(()) };
    if let Some(done) = answer.done {
        let key = if done { "✅" } else { "❌" };
        mark(room, &message.event, key, &format!("{}-mark", message.event)).await?;
    }
    if let Some(action) = answer.ask.take() {
        return questions::ask(room, registrations, message, &answer, action).await;
    }
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &answer.words(), &txn).await?)
}

/// Carries out what was read; `None` where there is nothing to say.
async fn respond(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
    read: Result<Command, CommandError>,
) -> Result<Option<Answer>, CountError> {
    let config = registrations.config();
    if is_moderator(room, &message.sender, &config.moderation).await? {
        return Ok(Some(match read {
            Ok(command) => Box::pin(answer_to(room, registrations, command, message.sender.as_str())).await,
            Err(error) => answer::explain(&error, &config.bot.command_prefix),
        }));
    }
    tracing::info!(sender = %message.sender, "a command of somebody who may not give any");
    // Once a day is polite; more would be noise.
    let is_first = registrations.is_first_today("refusal", message.sender.as_str()).await?;
    Ok(is_first.then(|| Answer::refused(answer::refusal(&config.moderation, &config.synapse.domain))))
}

/// Says to whoever speaks to the bot in another room that it takes no orders there: once a day.
pub async fn hear_elsewhere(room: &Room, registrations: &Registrations, message: &Message) -> Result<(), CountError> {
    if message.sender == room.own_user_id() {
        return Ok(());
    }
    let is_direct = room.is_direct().await.map_err(matrix_sdk::Error::from)?;
    let is_for_us = is_direct || understand(room, registrations, message).await?.is_some();
    if !is_for_us || !registrations.is_first_today("refusal elsewhere", message.sender.as_str()).await? {
        return Ok(());
    }
    let answer = Answer::refused(text!("room-refused-elsewhere"));
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &answer.words(), &txn).await?)
}

/// What the message asks of the bot, by the prefix, by its name, or in reply to a card.
async fn understand(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
) -> Result<Option<Result<Command, CommandError>>, CountError> {
    let config = registrations.config();
    let (prefix, domain) = (&config.bot.command_prefix, &config.synapse.domain);
    if let Some(read) = command::parse(&message.body, prefix, domain) {
        return Ok(Some(read));
    }
    let mxid = room.own_user_id().to_string();
    let is_meant = message.mentions.contains(&mxid);
    let member = room.get_member_no_sync(room.own_user_id()).await?;
    let name = member.and_then(|member| member.display_name().map(str::to_owned)).unwrap_or_default();
    if let Some(rest) = command::addressed(&message.body, &Bot { mxid, name }, is_meant) {
        return Ok(Some(command::command(rest, domain)));
    }
    let Some(event) = &message.reply_to else { return Ok(None) };
    if let Some(card) = registrations.store().card_by_event(room.room_id().as_str(), event).await? {
        return Ok(command::reply(&message.body, card.registration));
    }
    let card = reasons::card_under(room, registrations, event).await?;
    Ok(card.map(|card| command::reason(&message.body, card.registration, domain)))
}

async fn answer_to(room: &Room, registrations: &Registrations, command: Command, by: &str) -> Answer {
    Box::pin(carry_out(room.room_id(), registrations, command, by)).await.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a command failed");
        Answer::refused(text!("room-error-internal"))
    })
}

async fn carry_out(
    room: &RoomId,
    registrations: &Registrations,
    command: Command,
    by: &str,
) -> Result<Answer, StoreError> {
    match command {
        Command::Help(topic) => Ok(help::help(topic, &registrations.config().bot.command_prefix)),
        Command::List(shelf, page) => look::list(registrations, shelf, page).await,
        Command::Show(who) => look::show(registrations, &who, room).await,
        Command::Search(words) => look::search(registrations, &words).await,
        Command::Decide(order) => decide::decide(registrations, order, by).await,
        Command::Reopen(who) => again::reopen(registrations, who, by).await,
        Command::Resend(who) => again::resend(registrations, who, by).await,
        Command::Retry(who) => again::retry(registrations, who, by).await,
        Command::Parked => look::parked(registrations).await,
        Command::Stats(days) => stats::stats(registrations, days).await,
        Command::Status => Ok(Box::pin(status::status(registrations)).await),
        Command::Block(order) => rules::block(registrations, order, by).await,
        Command::Unblock(id) => rules::unblock(registrations, id, by).await,
        Command::Blocks => rules::blocks(registrations).await,
        Command::Pause(reason) => pause::pause(registrations, reason, by).await,
        Command::Resume => pause::resume(registrations, by).await,
        Command::Remind(wish) => remind::remind(registrations, wish).await,
    }
}
