//! The name and the picture of the bot, and the picture of the room that it has created. Each is set once, and only where
//! there is none, so that operators can choose their own.

use matrix_sdk::{
    Client, Room,
    ruma::{
        OwnedMxcUri,
        api::{client::state::get_state_event_for_key::v3::Request, error::ErrorKind},
        events::StateEventType,
    },
};
use registration_core::{Registrations, store::state::Appearance, text};

use super::join::created_room;
use crate::error::BotError;

/// Drawn from `picture.svg`.
const PICTURE: &[u8] = include_bytes!("picture.png");

/// Sets what is missing. Repeating it changes nothing, also after a crash.
pub(crate) async fn ensure(room: &Room, registrations: &Registrations) -> Result<(), BotError> {
    let client = room.client();
    let slot = registrations.bot_store().state::<Appearance>();
    let mut appearance = slot.get().await?.unwrap_or_default();
    let (us, id) = (room.own_user_id().to_string(), room.room_id().to_string());
    if !appearance.done.contains(&us) {
        ensure_name(&client, registrations).await?;
        if client.account().get_avatar_url().await?.is_none() {
            let picture = picture(&client, registrations, &mut appearance).await?;
            client.account().set_avatar_url(Some(&picture)).await?;
        }
        appearance.done.insert(us);
        slot.set(&appearance).await?;
    }
    // A room that somebody else has made is theirs to decorate.
    if !appearance.done.contains(&id) && created_room(registrations).await?.as_deref() == Some(id.as_str()) {
        if !has_picture(room).await? {
            let picture = picture(&client, registrations, &mut appearance).await?;
            room.set_avatar_url(&picture, None).await?;
        }
        appearance.done.insert(id);
        slot.set(&appearance).await?;
    }
    Ok(())
}

/// Names the bot, unless it has a name other than its username, which Synapse takes by default.
async fn ensure_name(client: &Client, registrations: &Registrations) -> Result<(), BotError> {
    let name = client.account().get_display_name().await?;
    let username = registrations.config().bot.username.as_str();
    if name.is_none_or(|name| name.trim().is_empty() || name == username) {
        let name = text!(in registrations.config().room_language(), "room-bot-name");
        client.account().set_display_name(Some(&name)).await?;
    }
    Ok(())
}

/// The uploaded picture. It is uploaded once.
async fn picture(
    client: &Client,
    registrations: &Registrations,
    appearance: &mut Appearance,
) -> Result<OwnedMxcUri, BotError> {
    if let Some(uri) = &appearance.picture {
        return Ok(uri.as_str().into());
    }
    let Ok(kind) = "image/png".parse() else { unreachable!("a valid media type") };
    let uri = client.media().upload(&kind, PICTURE.to_vec(), None).await?.content_uri;
    appearance.picture = Some(uri.to_string());
    registrations.bot_store().state().set(appearance).await?;
    Ok(uri)
}

/// Whether the room has a picture, or had one that was removed.
async fn has_picture(room: &Room) -> Result<bool, BotError> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomAvatar, String::new());
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(_) => Ok(true),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_is_a_small_png() {
        assert!(PICTURE.starts_with(b"\x89PNG\r\n\x1a\n") && PICTURE.len() < 8_000, "{} bytes", PICTURE.len());
    }
}
