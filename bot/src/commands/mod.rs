//! Commands from the room: interprets messages, executes commands, and replies.

mod accounts;
mod alike;
mod answer;
mod ask;
mod cause;
mod change_moderators;
pub(crate) mod command_result;
pub(crate) mod confirmation;
mod counts;
mod decide;
mod decided;
pub(crate) mod edit;
mod execute;
mod explain;
mod find;
mod help;
mod list_show_search;
mod moderators;
pub(crate) mod parse;
mod pause;
mod pending_action;
mod remind;
mod reopen_resend_retry;
mod reply_target;
mod report;
mod response;
mod revoke;
mod rules;
pub(crate) mod shown;
pub(crate) mod shown_mark;
mod stats;
mod status;
mod text;
mod triage;
mod undo;
pub(crate) mod undo_mark;

use matrix_sdk::Room;
use registration_core::{Registrations, domain::RegistrationId, store::Card, text};

use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        bot_reactions,
        message::Message,
        reaction::instant,
        send::{react, reply, reply_content},
    },
    room::privacy,
    voting::moderators::is_moderator,
};
pub(crate) use accounts::needs_votes;
use cause::Cause;
use parse::{BotName, Command, CommandError, Target};
use reply_target::ReplyTarget;
use response::Response;

/// A message that is addressed to the bot.
struct Addressed {
    input: Input,
    /// The card that the message replies to.
    card: Option<Card>,
}

enum Input {
    /// A command, or why it is not valid.
    Command(Result<Command, CommandError>),
    /// A reply to a card that is neither a decision nor a command.
    UnclearReply(RegistrationId),
    /// A reply to a card that is no longer valid.
    StaleCard,
}

/// Handles a message in the moderators' room. Messages that are not addressed to the bot are ignored.
pub(crate) async fn handle(active: &ActiveRoom, message: &Message) -> Result<(), BotError> {
    if message.sender == active.room.own_user_id() {
        return Ok(());
    }
    let Some(addressed) = interpret(active, message).await? else { return Ok(()) };
    handle_addressed(active, message, addressed).await
}

/// Executes what a message asks of the bot, and answers.
async fn handle_addressed(active: &ActiveRoom, message: &Message, addressed: Addressed) -> Result<(), BotError> {
    let (room, registrations) = (&active.room, &active.registrations);
    let Addressed { input, card } = addressed;
    let respond = respond(active, message, input);
    let Some(mut response) = command_result::run_once(registrations, &message.event, respond).await? else {
        return Ok(());
    };
    // The command may have added a block. Its number is saved before the reply mentions it.
    active.numbers.save(&room.client(), registrations.operations().numbers()).await?;
    if let Some(done) = response.done {
        let key = if done { "✅" } else { "❌" };
        if message.original.is_some() {
            bot_reactions::remove(room, message.target()).await?;
        }
        react(room, message.target(), key, &format!("{}-mark", message.event)).await?;
    }
    if let Some(action) = response.ask.take() {
        return confirmation::ask(active, message, response, action).await;
    }
    let mut content = reply_content(message.target(), message.sender.as_str(), &response.text());
    if let Some(card) = card {
        content = reply_target::about_card(content, &card.event);
    }
    answer::post(active, content, &response, &format!("{}-answer", message.event)).await
}

/// Executes the command if the sender may give it. `None` means that the bot does not reply.
async fn respond(active: &ActiveRoom, message: &Message, input: Input) -> Result<Option<Response>, BotError> {
    let language = active.registrations.config().room_language();
    let ActiveRoom { room, registrations, .. } = active;
    let (config, who) = (registrations.config(), message.sender.as_str());
    if is_moderator(room, &message.sender, &config.moderation).await? {
        return Ok(match input {
            // The response may contain personal data.
            _ if !active.is_private() => Some(Response::refused(privacy::refusal_text(language))),
            Input::Command(Ok(command)) => {
                let (event, at) = (message.target(), instant(message.at));
                let cause = Cause { by: &message.sender, confirmed_by: None, event, at };
                Some(execute_or_report(active, command, &cause).await)
            }
            Input::Command(Err(error)) => Some(explain::error(language, &error, &config.bot.command_prefix)),
            Input::StaleCard => Some(Response::refused(text!(in language, "room-card-gone"))),
            // Moderators also discuss a request under its card.
            Input::UnclearReply(id) => {
                let is_first =
                    registrations.moderation().is_first_today("unclear reply", &format!("{id} {who}")).await?;
                is_first.then(|| Response::refused(explain::unclear_reply(language, id, &config.moderation.reactions)))
            }
        });
    }
    if !matches!(input, Input::Command(_)) {
        return Ok(None);
    }
    tracing::info!(sender = who, "command refused: the sender is not a moderator");
    let is_first = registrations.moderation().is_first_today("refusal", who).await?;
    Ok(is_first.then(|| Response::refused(explain::refusal(language, &config.moderation, &config.synapse.domain))))
}

/// Tells people who address the bot in another room that it takes no commands there, once a day.
pub(crate) async fn handle_elsewhere(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
) -> Result<(), BotError> {
    let language = registrations.config().room_language();
    if message.sender == room.own_user_id() {
        return Ok(());
    }
    let is_direct = room.is_direct().await.map_err(matrix_sdk::Error::from)?;
    let is_addressed = is_direct || addressed_text(room, registrations, message).await?.is_some();
    if !is_addressed || !registrations.moderation().is_first_today("refusal elsewhere", message.sender.as_str()).await?
    {
        return Ok(());
    }
    let response = Response::refused(text!(in language, "room-refused-elsewhere"));
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &response.text(), &txn).await?)
}

/// What the message asks of the bot: by the prefix, by the bot's name, or in reply to a card.
async fn interpret(active: &ActiveRoom, message: &Message) -> Result<Option<Addressed>, BotError> {
    let config = active.registrations.config();
    let (domain, reactions) = (&config.synapse.domain, &config.moderation.reactions);
    let addressed = addressed_text(&active.room, &active.registrations, message).await?;
    // In a thread, only a command with the prefix or the bot's name is about the card; the rest is discussion.
    let thread = message.thread.as_ref().filter(|_| addressed.is_some());
    let Some(event) = message.reply_to.as_ref().or(thread) else {
        let read = addressed.map(|text| parse::command(&text, domain));
        return Ok(read.map(|read| Addressed { input: Input::Command(read), card: None }));
    };
    let target = reply_target::find(active, event).await?;
    Ok(match (addressed, target) {
        (Some(text), ReplyTarget::Card(card) | ReplyTarget::DenyReasons(card)) => {
            let read = parse::command(&text, domain);
            // “!reg deny spam” under a card is about that card, unless there is a request of “spam”.
            let is_about_card = names_no_request(active, &read).await?;
            let reply = parse::reply(&text, card.registration, reactions).filter(|_| is_about_card);
            Some(match reply {
                Some(read) => Addressed { input: Input::Command(read), card: Some(card) },
                None => Addressed { input: Input::Command(read), card: None },
            })
        }
        (Some(text), _) => Some(Addressed { input: Input::Command(parse::command(&text, domain)), card: None }),
        (None, ReplyTarget::Card(card)) => {
            let read = parse::reply(&message.body, card.registration, reactions);
            let input = read.map_or(Input::UnclearReply(card.registration), Input::Command);
            Some(Addressed { input, card: Some(card) })
        }
        (None, ReplyTarget::DenyReasons(card)) => {
            let read = parse::reason(&message.body, card.registration, domain, reactions);
            Some(Addressed { input: Input::Command(read), card: Some(card) })
        }
        (None, ReplyTarget::StaleCard) => {
            let is_command = parse::reply(&message.body, RegistrationId(0), reactions).is_some();
            is_command.then_some(Addressed { input: Input::StaleCard, card: None })
        }
        (None, ReplyTarget::Other) => None,
    })
}

/// Whether the command lacks a request, or its only one is a username that nobody has asked for.
async fn names_no_request(active: &ActiveRoom, read: &Result<Command, CommandError>) -> Result<bool, BotError> {
    Ok(match read {
        Err(CommandError::MissingTarget(_)) => true,
        Ok(Command::Decide(decision)) => match &decision.who[..] {
            [Target::Name(name)] => active.registrations.moderation().newest_of_name(name, None).await?.is_none(),
            _ => false,
        },
        _ => false,
    })
}

/// The text after the prefix or the bot's name; `None` if the message begins with neither.
async fn addressed_text(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
) -> Result<Option<String>, BotError> {
    if let Some(text) = parse::after_prefix(&message.body, &registrations.config().bot.command_prefix) {
        return Ok(Some(text));
    }
    let mxid = room.own_user_id().to_string();
    let is_mentioned = message.mentions.contains(&mxid);
    let member = room.get_member_no_sync(room.own_user_id()).await?;
    let name = member.and_then(|member| member.display_name().map(str::to_owned)).unwrap_or_default();
    let rest = parse::addressed(&message.body, &BotName { mxid, name }, is_mentioned);
    Ok(rest.map(str::to_owned))
}

async fn execute_or_report(active: &ActiveRoom, command: Command, cause: &Cause<'_>) -> Response {
    let language = active.registrations.config().room_language();
    Box::pin(execute(active, command, cause)).await.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "command failed");
        Response::refused(text!(in language, "room-error-internal"))
    })
}

async fn execute(active: &ActiveRoom, command: Command, cause: &Cause<'_>) -> Result<Response, BotError> {
    let by = cause.by.as_str();
    let language = active.registrations.config().room_language();
    let registrations = &active.registrations;
    Ok(match command {
        Command::Help(topic) => help::help(language, topic, &registrations.config().bot.command_prefix),
        Command::List(filter, page) => return list_show_search::list(active, filter, page).await,
        Command::Show(who) => return list_show_search::show(active, &who).await,
        Command::Search(words) => return list_show_search::search(active, &words).await,
        Command::Decide(decision) => decide::decide(active, decision, cause).await?,
        Command::Undo(who) => undo::undo(active, &who, cause).await?,
        Command::Withdraw(who) => undo::withdraw(active, &who, cause).await?,
        Command::Ask(who, question) => ask::ask(active, &who, &question, cause).await?,
        Command::Claim(who) => triage::change(active, &who, cause, triage::Change::Claim).await?,
        Command::Unclaim(who) => triage::change(active, &who, cause, triage::Change::Unclaim).await?,
        Command::Hold(args) => triage::hold(active, args, cause).await?,
        Command::Unhold(who) => triage::change(active, &who, cause, triage::Change::Unhold).await?,
        Command::Note(who, note) => triage::note(active, &who, &note, cause).await?,
        Command::Revoke(args) => revoke::revoke(active, args, cause).await?,
        Command::Reopen(who) => reopen_resend_retry::reopen(registrations, who, by).await?,
        Command::Resend(who) => reopen_resend_retry::resend(registrations, who, by).await?,
        Command::Retry(who) => reopen_resend_retry::retry(registrations, who, by).await?,
        Command::Parked => list_show_search::parked(registrations).await?,
        Command::Stats(days) => stats::stats(registrations, days).await?,
        Command::Report(month) => report::report(registrations, month).await?,
        Command::Moderators => moderators::moderators(active).await?,
        Command::AddModerator(user) => change_moderators::propose(active, &user, true, cause).await?,
        Command::RemoveModerator(user) => change_moderators::propose(active, &user, false, cause).await?,
        Command::Status => Box::pin(status::status(active)).await,
        Command::Block(block) => rules::block(registrations, block, by).await?,
        Command::Unblock(id) => rules::unblock(registrations, id, by).await?,
        Command::Blocks => rules::blocks(registrations).await?,
        Command::Account(answer, who) => Box::pin(accounts::answer(registrations, answer, &who, by)).await?,
        Command::Pause(reason) => pause::pause(registrations, reason, by).await?,
        Command::Resume => pause::resume(registrations, by).await?,
        Command::Remind(setting) => remind::remind(registrations, setting).await?,
    })
}
