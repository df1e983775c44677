//! Commands from the room: each is carried out, and answered in words.

mod accounts;
pub(crate) mod command_result;
pub(crate) mod confirmation;
mod decide;
mod execute;
mod explain;
mod find;
mod help;
mod list_show_search;
pub mod parse;
mod pause;
mod pending_action;
mod remind;
mod reopen_resend_retry;
mod reply_target;
mod response;
mod rules;
mod stats;
mod status;
mod text;

use matrix_sdk::{Room, ruma::RoomId};
use registration_core::{
    Registrations,
    domain::RegistrationId,
    store::{Card, StoreError},
    text,
};

use crate::{
    error::BotError,
    matrix::{
        message::Message,
        send::{react, reply, reply_content, send},
    },
    room::privacy::{self, Privacy},
    voting::{moderators::is_moderator, vote_display::VoteDisplay},
};
pub(crate) use accounts::needs_votes;
use parse::{BotName, Command, CommandError};
use reply_target::ReplyTarget;
use response::Response;

/// What somebody asks of the bot.
struct Interpreted {
    asked: Input,
    /// The card that they reply to.
    card: Option<Card>,
}

enum Input {
    /// A command, or why it is none.
    Command(Result<Command, CommandError>),
    /// A reply to a card that is neither a decision nor a command.
    UnclearReply(RegistrationId),
    /// A reply to a card that counts no more.
    StaleCard,
}

/// Carries a message out, if it is a moderator's command.
pub async fn handle(
    room: &Room,
    registrations: &Registrations,
    vote_display: &VoteDisplay,
    message: &Message,
) -> Result<(), BotError> {
    if message.sender == room.own_user_id() {
        return Ok(());
    }
    let Some(Interpreted { asked, card }) = interpret(room, registrations, message).await? else { return Ok(()) };
    let act = respond(room, registrations, &vote_display.privacy, message, asked);
    let Some(mut said) = command_result::run_once(registrations, &message.event, act).await? else { return Ok(()) };
    // A rule may have been made, whose number is told now.
    vote_display.numbers.save(&room.client(), registrations.operations().numbers()).await?;
    if let Some(done) = said.done {
        let key = if done { "✅" } else { "❌" };
        react(room, &message.event, key, &format!("{}-mark", message.event)).await?;
    }
    if let Some(action) = said.ask.take() {
        return confirmation::ask(room, registrations, message, &said, action).await;
    }
    let mut content = reply_content(&message.event, message.sender.as_str(), &said.words());
    if let Some(card) = card {
        content = reply_target::about(content, &card);
    }
    send(room, "m.room.message", content, &format!("{}-answer", message.event)).await?;
    Ok(())
}

/// Carries out what was read; `None` where there is nothing to say.
async fn respond(
    room: &Room,
    registrations: &Registrations,
    privacy: &Privacy,
    message: &Message,
    asked: Input,
) -> Result<Option<Response>, BotError> {
    let (config, who) = (registrations.config(), message.sender.as_str());
    if is_moderator(room, &message.sender, &config.moderation).await? {
        return Ok(match asked {
            // An answer may name applicants.
            _ if !privacy.is_private(room) => Some(Response::refused(privacy::refusal_text())),
            Input::Command(Ok(command)) => Some(Box::pin(answer_to(room, registrations, command, who)).await),
            Input::Command(Err(error)) => Some(explain::explain(&error, &config.bot.command_prefix)),
            Input::StaleCard => Some(Response::refused(text!("room-card-gone"))),
            // People also talk about a request under its card.
            Input::UnclearReply(id) => {
                let is_first =
                    registrations.moderation().is_first_today("unclear reply", &format!("{id} {who}")).await?;
                is_first.then(|| Response::refused(explain::unclear(id, &config.moderation.reactions)))
            }
        });
    }
    if !matches!(asked, Input::Command(_)) {
        return Ok(None);
    }
    tracing::info!(sender = %message.sender, "a command of somebody who may not give any");
    // Once a day is polite; more would be noise.
    let is_first = registrations.moderation().is_first_today("refusal", who).await?;
    Ok(is_first.then(|| Response::refused(explain::refusal(&config.moderation, &config.synapse.domain))))
}

/// Says to whoever speaks to the bot in another room that it takes no orders there: once a day.
pub async fn handle_elsewhere(room: &Room, registrations: &Registrations, message: &Message) -> Result<(), BotError> {
    if message.sender == room.own_user_id() {
        return Ok(());
    }
    let is_direct = room.is_direct().await.map_err(matrix_sdk::Error::from)?;
    let is_for_us = is_direct || called(room, registrations, message).await?.is_some();
    if !is_for_us || !registrations.moderation().is_first_today("refusal elsewhere", message.sender.as_str()).await? {
        return Ok(());
    }
    let answer = Response::refused(text!("room-refused-elsewhere"));
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &answer.words(), &txn).await?)
}

/// What the message asks of the bot, by the prefix, by its name, or in reply to a card.
async fn interpret(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
) -> Result<Option<Interpreted>, BotError> {
    let config = registrations.config();
    let (domain, reactions) = (&config.synapse.domain, &config.moderation.reactions);
    let called = called(room, registrations, message).await?;
    let Some(event) = &message.reply_to else {
        return Ok(called.map(|read| Interpreted { asked: Input::Command(read), card: None }));
    };
    let meant = reply_target::find(room, registrations, event).await?;
    Ok(match (called, meant) {
        // “!reg deny” in reply to a card is about that card.
        (Some(Err(CommandError::MissingTarget(name))), ReplyTarget::Card(card) | ReplyTarget::DenyReasons(card)) => {
            let read = parse::reply(name.as_str(), card.registration, reactions);
            Some(Interpreted {
                asked: Input::Command(read.unwrap_or(Err(CommandError::MissingTarget(name)))),
                card: Some(card),
            })
        }
        (Some(read), _) => Some(Interpreted { asked: Input::Command(read), card: None }),
        (None, ReplyTarget::Card(card)) => {
            let read = parse::reply(&message.body, card.registration, reactions);
            let asked = read.map_or(Input::UnclearReply(card.registration), Input::Command);
            Some(Interpreted { asked, card: Some(card) })
        }
        (None, ReplyTarget::DenyReasons(card)) => {
            let read = parse::reason(&message.body, card.registration, domain, reactions);
            Some(Interpreted { asked: Input::Command(read), card: Some(card) })
        }
        (None, ReplyTarget::StaleCard) => {
            let is_order = parse::reply(&message.body, RegistrationId(0), reactions).is_some();
            is_order.then_some(Interpreted { asked: Input::StaleCard, card: None })
        }
        (None, ReplyTarget::Other) => None,
    })
}

/// What follows the prefix or the bot's name.
async fn called(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
) -> Result<Option<Result<Command, CommandError>>, BotError> {
    let config = registrations.config();
    let (prefix, domain) = (&config.bot.command_prefix, &config.synapse.domain);
    if let Some(read) = parse::parse(&message.body, prefix, domain) {
        return Ok(Some(read));
    }
    let mxid = room.own_user_id().to_string();
    let is_meant = message.mentions.contains(&mxid);
    let member = room.get_member_no_sync(room.own_user_id()).await?;
    let name = member.and_then(|member| member.display_name().map(str::to_owned)).unwrap_or_default();
    let rest = parse::addressed(&message.body, &BotName { mxid, name }, is_meant);
    Ok(rest.map(|rest| parse::command(rest, domain)))
}

async fn answer_to(room: &Room, registrations: &Registrations, command: Command, by: &str) -> Response {
    Box::pin(carry_out(room.room_id(), registrations, command, by)).await.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a command failed");
        Response::refused(text!("room-error-internal"))
    })
}

async fn carry_out(
    room: &RoomId,
    registrations: &Registrations,
    command: Command,
    by: &str,
) -> Result<Response, StoreError> {
    match command {
        Command::Help(topic) => Ok(help::help(topic, &registrations.config().bot.command_prefix)),
        Command::List(shelf, page) => list_show_search::list(registrations, shelf, page).await,
        Command::Show(who) => list_show_search::show(registrations, &who, room).await,
        Command::Search(words) => list_show_search::search(registrations, &words).await,
        Command::Decide(order) => decide::decide(registrations, order, by).await,
        Command::Reopen(who) => reopen_resend_retry::reopen(registrations, who, by).await,
        Command::Resend(who) => reopen_resend_retry::resend(registrations, who, by).await,
        Command::Retry(who) => reopen_resend_retry::retry(registrations, who, by).await,
        Command::Parked => list_show_search::parked(registrations).await,
        Command::Stats(days) => stats::stats(registrations, days).await,
        Command::Status => Ok(Box::pin(status::status(registrations)).await),
        Command::Block(order) => rules::block(registrations, order, by).await,
        Command::Unblock(id) => rules::unblock(registrations, id, by).await,
        Command::Blocks => rules::blocks(registrations).await,
        Command::Account(answer, who) => Box::pin(accounts::answer(registrations, answer, &who, by)).await,
        Command::Pause(reason) => pause::pause(registrations, reason, by).await,
        Command::Resume => pause::resume(registrations, by).await,
        Command::ReminderSetting(wish) => remind::remind(registrations, wish).await,
    }
}
