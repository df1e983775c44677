//! The sections `bot` and `matrix_notifications`: the bot and its rooms.

use serde::{Deserialize, Deserializer, de::Error};

use super::{Template, matrix, moderation, values};

/// The bot.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotConfig {
    /// The bot's username; the account is created if it is missing.
    pub username: String,
    /// The moderators' room, as an ID or an alias; created if it is not set.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub admin_room: Option<String>,
    /// The users that the bot invites to a room that it creates.
    #[serde(deserialize_with = "moderation::user_ids")]
    pub moderators: Vec<String>,
    /// The prefix of commands.
    #[serde(deserialize_with = "prefix")]
    pub command_prefix: String,
    /// Whether a room that the bot creates is encrypted.
    pub encrypted: bool,
    /// The language of the room and of mails to operators. Without it, the default language.
    pub language: Option<String>,
}

impl Default for BotConfig {
    fn default() -> Self {
        Self {
            username: "registration-bot".into(),
            admin_room: None,
            moderators: vec![],
            command_prefix: "!reg".into(),
            encrypted: true,
            language: None,
        }
    }
}

/// One word, such as `!reg`.
fn prefix<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let word = text.trim();
    if !word.is_empty() && word.chars().count() <= 32 && !word.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Ok(word.to_owned())
    } else {
        Err(D::Error::custom("expected one word without spaces, like !reg"))
    }
}

/// The Django app's keys for its Matrix notices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatrixNotifications {
    /// Whether they are on.
    pub enabled: bool,
    /// The moderators' room, unless `bot.admin_room` names another.
    #[serde(deserialize_with = "values::or_default")]
    pub admin_room: AdminRoomConfig,
    /// The welcome message to new accounts.
    #[serde(deserialize_with = "values::or_default")]
    pub welcome: WelcomeConfig,
}

impl MatrixNotifications {
    /// The moderators' room, if notices are on.
    #[must_use]
    pub fn admin_room_id(&self) -> Option<&str> {
        self.admin_room.room_id.as_deref().filter(|_| self.enabled)
    }

    /// The text at the top of each card, if notices are on.
    #[must_use]
    pub fn card_template(&self) -> Option<&Template> {
        self.admin_room.message_template.as_ref().filter(|_| self.enabled)
    }

    /// The welcome message, if notices and it are on.
    #[must_use]
    pub fn welcome(&self) -> Option<&WelcomeConfig> {
        Some(&self.welcome).filter(|welcome| self.enabled && welcome.enabled)
    }
}

/// The Django app's room for moderators.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdminRoomConfig {
    /// Its ID or alias.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub room_id: Option<String>,
    /// The app's message about a new request: the text at the top of each card.
    pub message_template: Option<Template>,
}

/// The welcome message to new accounts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WelcomeConfig {
    /// Whether it is sent.
    pub enabled: bool,
    /// Its text.
    pub message_template: Option<Template>,
    /// The room in which it is sent, instead of a direct message.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub room_id: Option<String>,
}
