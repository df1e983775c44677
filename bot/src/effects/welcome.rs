//! Greets a new account: in a direct message, or in a room that the operator names.

use matrix_sdk::{
    Client, Room, RoomState,
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
    registrations::{RoomError, RoomUse},
    synapse::SynapseError,
    text,
    worker::{EffectError, Task},
};
use serde_json::json;

use crate::{
    card::template::TemplateValues,
    effects::performer::RoomPerformer,
    error::to_effect,
    matrix::{
        format::{FormattedText, lines},
        members::membership,
        send::{send_readable, text_message},
    },
    room::{join::raw, privacy},
    session::account::bot_mxid,
};

impl RoomPerformer {
    /// Greets whose account has just been opened.
    pub(crate) async fn welcome(
        &self,
        task: &Task,
        direct: Option<&str>,
        on: &Registration,
    ) -> Result<(), EffectError> {
        let config = self.registrations.config();
        let Some(welcome) = config.matrix_notifications.welcome() else { return Ok(()) };
        let user = OwnedUserId::try_from(on.localpart.on(&config.synapse.domain))
            .map_err(|_| park(text!("room-welcome-no-user")))?;
        let room = match &welcome.room_id {
            Some(named) => self.welcome_room(named, welcome.message_template.as_ref()).await?,
            None => self.direct_room(task, direct, &user).await?,
        };
        let values = TemplateValues::new(on, &config.synapse.domain, self.room.room_id());
        let greeting = welcome.message_template.as_ref().map_or_else(
            || text!("room-welcome", username = values.username.as_str(), server = values.domain.as_str()),
            |template| values.fill(template),
        );
        let mut content = text_message(&FormattedText::from_lines(&lines(&greeting)));
        content["m.mentions"] = json!({ "user_ids": [user] });
        // Synapse may encrypt rooms by itself, and a new account has no device yet to which a key could be given.
        let sent = send_readable(&room, &content, &format!("{}-welcome", task.key)).await;
        sent.map_err(|error| refused(&error, || text!("room-welcome-silenced", room = room.room_id().as_str())))?;
        tracing::info!(registration = %on.id, room = %room.room_id(), "a new account is greeted");
        Ok(())
    }

    /// The room in which new accounts are greeted. What only the applicant and the moderators know is not said where
    /// anybody can read it.
    async fn welcome_room(&self, named: &str, template: Option<&Template>) -> Result<Room, EffectError> {
        let room = self.named_room(RoomUse::Welcome, named).await?;
        let tells = template.is_some_and(|template| template.names(Field::Email) || template.names(Field::Reason));
        if tells && privacy::is_exposed_now(&self.registrations, room.room_id().as_str()).await? {
            return Err(park(text!("room-welcome-public", room = named)));
        }
        Ok(room)
    }

    /// The room that the operator names; the bot goes in if it is not there yet. An alias that leads to another room
    /// than before is not followed until an operator confirms it.
    pub(crate) async fn named_room(&self, usage: RoomUse, named: &str) -> Result<Room, EffectError> {
        let key = usage.key();
        let unknown = || text!("room-welcome-no-room", room = named, key = key);
        let id = self.registrations.pinned_room(usage, named).await.map_err(|error| match error {
            RoomError::Moved { .. } => park(error.to_string()),
            RoomError::Synapse(error) => hopeless(error, unknown),
            RoomError::Store(error) => error.into(),
        })?;
        let id = RoomId::parse(id).map_err(|_| park(unknown()))?;
        let client = self.room.client();
        match enter(&client, &id).await {
            Err(error) if error.client_api_error_kind().is_some() => {}
            entered => return entered.map_err(|error| to_effect(&error)),
        }
        self.let_in(&id, named, key).await?;
        enter(&client, &id).await.map_err(|error| to_effect(&error))
    }

    /// Has the server's admin bring the bot into a room that does not let it in by itself.
    async fn let_in(&self, id: &RoomId, named: &str, key: &str) -> Result<(), EffectError> {
        let (synapse, bot) = (self.registrations.synapse(), bot_mxid(&self.registrations));
        let mut joined = synapse.join_room(id.as_str(), &bot).await;
        if joined.as_ref().is_err_and(|error| error.errcode() == "M_FORBIDDEN") {
            joined = synapse.join_room_by_force(id.as_str(), &bot).await;
        }
        match joined {
            Ok(_) => Ok(()),
            Err(SynapseError::Refused { status: 404, .. }) => {
                Err(park(text!("room-welcome-no-room", room = named, key = key)))
            }
            Err(SynapseError::Refused { .. }) => {
                Err(park(text!("room-welcome-shut-out", room = named, bot = bot.as_str())))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A direct room with `user`, made once however often this is repeated. Until the task's row
    /// knows the room, an alias leads to it that Synapse gives away only once, and that nobody else
    /// can guess; from then on, the row does, and goes in the same transaction that says "done".
    async fn direct_room(&self, task: &Task, known: Option<&str>, user: &UserId) -> Result<Room, EffectError> {
        let client = self.room.client();
        let alias = alias_of(task, &self.registrations.config().synapse.domain)?;
        let room = if let Some(known) = known {
            let id = RoomId::parse(known).map_err(|_| park(text!("room-welcome-left")))?;
            enter(&client, &id).await.map_err(|error| refused(&error, || text!("room-welcome-left")))?
        } else {
            let room = make_or_find(&client, &alias, user).await?;
            let effect = RoomEffect::Welcome { room: Some(room.room_id().to_string()) };
            if !self.registrations.store().update_effect(task, effect).await? {
                return Err(retry(text!("room-welcome-taken-over")));
            }
            room
        };
        remove(&client, &alias).await?;
        // Invited when the room was made, unless Synapse fell over then. Who has left is let be.
        if membership(&room, user).await.map_err(|error| to_effect(&error))?.is_none() {
            room.invite_user_by_id(user).await.map_err(|error| to_effect(&error))?;
        }
        mark_direct(&client, room.room_id(), user).await.map_err(|error| to_effect(&error))?;
        Ok(room)
    }
}

/// Makes the room, or finds the one that an earlier attempt has made. We do not ask for encryption.
async fn make_or_find(client: &Client, alias: &RoomAliasId, user: &UserId) -> Result<Room, EffectError> {
    let mut request = CreateRoom::new();
    request.preset = Some(RoomPreset::TrustedPrivateChat);
    request.is_direct = true;
    request.invite = vec![user.to_owned()];
    request.room_alias_name = Some(alias.alias().to_owned());
    // The alias is for us alone: it must not become the name that the room is shown under.
    let nameless = json!({ "type": "m.room.canonical_alias", "state_key": "", "content": {} });
    request.initial_state = raw(&[nameless]).map_err(|error| to_effect(&error))?;
    match client.create_room(request).await {
        Ok(room) => return Ok(room),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::RoomInUse) => {}
        Err(error) => return Err(to_effect(&error)),
    }
    let found = client.resolve_room_alias(alias).await.map_err(|error| to_effect(&error.into()))?;
    match enter(client, &found.room_id).await {
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::Forbidden) => {
            // Synapse fell over before anybody was in it, so nothing was ever said there.
            remove(client, alias).await?;
            Err(retry(text!("room-welcome-unfinished")))
        }
        entered => entered.map_err(|error| to_effect(&error)),
    }
}

/// Goes into a room; being in it already is a success.
async fn enter(client: &Client, id: &RoomId) -> matrix_sdk::Result<Room> {
    match client.get_room(id).filter(|room| room.state() == RoomState::Joined) {
        Some(room) => Ok(room),
        None => client.join_room_by_id(id).await,
    }
}

async fn remove(client: &Client, alias: &RoomAliasId) -> Result<(), EffectError> {
    match client.remove_room_alias(alias).await {
        Err(error) if error.client_api_error_kind() != Some(&ErrorKind::NotFound) => Err(to_effect(&error.into())),
        _ => Ok(()),
    }
}

/// Has the bot's own clients show the room among its direct messages.
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

fn alias_of(task: &Task, domain: &str) -> Result<OwnedRoomAliasId, EffectError> {
    RoomAliasId::parse(format!("#welcome-{}:{domain}", task.key)).map_err(|_| park(text!("room-welcome-no-user")))
}

/// What a second try does not mend is parked with words for it.
fn hopeless(error: SynapseError, words: impl Fn() -> String) -> EffectError {
    match error {
        SynapseError::Refused { status: 400 | 404, .. } => park(words()),
        error => error.into(),
    }
}

/// The same of the room itself.
pub(crate) fn refused(error: &matrix_sdk::Error, words: impl Fn() -> String) -> EffectError {
    match error.client_api_error_kind() {
        Some(ErrorKind::Forbidden) => park(words()),
        _ => to_effect(error),
    }
}

fn park(cause: String) -> EffectError {
    EffectError::Park { cause }
}

fn retry(cause: String) -> EffectError {
    EffectError::Retry { cause, after: None }
}
