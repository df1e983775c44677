//! Welcomes a new account: in a direct message, or in a room that the operator names.

use matrix_sdk::{
    Client, Room,
    ruma::{
        OwnedRoomAliasId, OwnedRoomId, OwnedUserId, RoomAliasId, RoomId, UserId,
        api::{
            client::room::create_room::v3::{Request as CreateRoom, RoomPreset},
            error::ErrorKind,
        },
        events::direct::{DirectEventContent, OwnedDirectUserIdentifier},
    },
};
use registration_core::{
    config::{Field, Template},
    domain::{Registration, RoomEffect},
    messages::Language,
    registrations::RoomUse,
    text,
    worker::{EffectError, Task},
};
use serde_json::json;

use super::named_room::{join, named_room, park, park_if_forbidden};
use crate::{
    active_room::ActiveRoom,
    card::template::TemplateValues,
    error::to_effect,
    matrix::{
        format::{FormattedText, lines},
        members::membership_state,
        send::{send_unencrypted, text_message},
    },
    room::{join::raw, privacy},
};

/// Sends the welcome message. `direct` is the room of the direct message, if an earlier attempt created it.
pub(super) async fn send(
    active: &ActiveRoom,
    task: &Task,
    direct: Option<&str>,
    on: &Registration,
) -> Result<(), EffectError> {
    let language = active.registrations.config().room_language();
    let config = active.registrations.config();
    let Some(welcome) = config.matrix_notifications.welcome() else { return Ok(()) };
    let user = OwnedUserId::try_from(on.localpart.on(&config.synapse.domain))
        .map_err(|_| park(text!(in language, "room-welcome-no-user")))?;
    let room = match &welcome.room_id {
        Some(named) => welcome_room(active, named, welcome.message_template.as_ref()).await?,
        None => direct_room(active, task, direct, &user).await?,
    };
    let values = TemplateValues::new(on, &config.synapse.domain, active.room.room_id());
    let greeting = welcome.message_template.as_ref().map_or_else(
        || text!(in active.registrations.language_of(on), "room-welcome", username = values.username.as_str(), server = values.domain.as_str()),
        |template| values.fill(template),
    );
    let mut content = text_message(&FormattedText::from_lines(&lines(&greeting)));
    content["m.mentions"] = json!({ "user_ids": [user] });
    // The room may be encrypted by default, but a new account has no device that could receive the key.
    let sent = send_unencrypted(&room, &content, &format!("{}-welcome", task.key)).await;
    sent.map_err(|error| {
        park_if_forbidden(&error, || text!(in language, "room-welcome-silenced", room = room.room_id().as_str()))
    })?;
    tracing::info!(registration = %on.id, room = %room.room_id(), "welcome message sent");
    Ok(())
}

/// The operator's room for welcome messages. A template with the e-mail address or the reason is not used in a room that
/// anyone can read.
async fn welcome_room(active: &ActiveRoom, named: &str, template: Option<&Template>) -> Result<Room, EffectError> {
    let language = active.registrations.config().room_language();
    let room = named_room(active, RoomUse::Welcome, named).await?;
    let is_personal = template.is_some_and(|template| template.names(Field::Email) || template.names(Field::Reason));
    if is_personal && privacy::is_exposed_now(&active.registrations, room.room_id().as_str()).await? {
        return Err(park(text!(in language, "room-welcome-public", room = named)));
    }
    Ok(room)
}

/// A direct-message room with `user`. It is created only once, even if the effect is retried: until the effect has
/// stored the room's ID, an alias that nobody can guess leads to the room.
async fn direct_room(
    active: &ActiveRoom,
    task: &Task,
    known: Option<&str>,
    user: &UserId,
) -> Result<Room, EffectError> {
    let language = active.registrations.config().room_language();
    let client = active.room.client();
    let alias = alias_of(language, task, &active.registrations.config().synapse.domain)?;
    let room = if let Some(known) = known {
        let left = || text!(in language, "room-welcome-left");
        let id = RoomId::parse(known).map_err(|_| park(left()))?;
        join(&client, &id).await.map_err(|error| park_if_forbidden(&error, left))?
    } else {
        let room = create_or_find(language, &client, &alias, user).await?;
        let effect = RoomEffect::Welcome { room: Some(room.room_id().to_string()) };
        if !active.registrations.bot_store().update_effect(task, effect).await? {
            return Err(retry(text!(in language, "room-welcome-taken-over")));
        }
        room
    };
    remove_alias(&client, &alias).await?;
    // The user is invited when the room is created, unless Synapse crashed then. A user who has left is not invited again.
    if membership_state(&room, user).await.map_err(|error| to_effect(&error))?.is_none() {
        room.invite_user_by_id(user).await.map_err(|error| to_effect(&error))?;
    }
    mark_direct(&client, room.room_id(), user).await.map_err(|error| to_effect(&error))?;
    Ok(room)
}

/// Creates the room, or finds the one that an earlier attempt created. The bot does not ask for encryption.
async fn create_or_find(
    language: Language,
    client: &Client,
    alias: &RoomAliasId,
    user: &UserId,
) -> Result<Room, EffectError> {
    let mut request = CreateRoom::new();
    request.preset = Some(RoomPreset::TrustedPrivateChat);
    request.is_direct = true;
    request.invite = vec![user.to_owned()];
    request.room_alias_name = Some(alias.alias().to_owned());
    // Without this, clients would show the alias as the room's name.
    let no_canonical_alias = json!({ "type": "m.room.canonical_alias", "state_key": "", "content": {} });
    request.initial_state = raw(&[no_canonical_alias]).map_err(|error| to_effect(&error))?;
    match client.create_room(request).await {
        Ok(room) => return Ok(room),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::RoomInUse) => {}
        Err(error) => return Err(to_effect(&error)),
    }
    let found = client.resolve_room_alias(alias).await.map_err(|error| to_effect(&error.into()))?;
    match join(client, &found.room_id).await {
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::Forbidden) => {
            // Synapse crashed before anyone joined, so the room is empty.
            remove_alias(client, alias).await?;
            Err(retry(text!(in language, "room-welcome-unfinished")))
        }
        joined => joined.map_err(|error| to_effect(&error)),
    }
}

async fn remove_alias(client: &Client, alias: &RoomAliasId) -> Result<(), EffectError> {
    match client.remove_room_alias(alias).await {
        Err(error) if error.client_api_error_kind() != Some(&ErrorKind::NotFound) => Err(to_effect(&error.into())),
        _ => Ok(()),
    }
}

/// Adds the room to the direct messages in the bot's account data.
async fn mark_direct(client: &Client, room: &RoomId, user: &UserId) -> matrix_sdk::Result<()> {
    let account = client.account();
    let known = account.fetch_account_data_static::<DirectEventContent>().await?;
    let known = known.map(|raw| raw.deserialize()).transpose()?.unwrap_or_default();
    let is_in = |rooms: &Vec<OwnedRoomId>| rooms.iter().any(|one| one == room);
    if known.get(&OwnedDirectUserIdentifier::from(user.to_owned())).is_some_and(is_in) {
        return Ok(());
    }
    account.mark_as_dm(room, &[user.to_owned()]).await
}

fn alias_of(language: Language, task: &Task, domain: &str) -> Result<OwnedRoomAliasId, EffectError> {
    RoomAliasId::parse(format!("#welcome-{}:{domain}", task.key))
        .map_err(|_| park(text!(in language, "room-welcome-no-user")))
}

const fn retry(cause: String) -> EffectError {
    EffectError::Retry { cause, after: None }
}
