//! The bot and its rooms.

use serde::{Deserialize, Deserializer, de::Error};

use super::{Template, matrix, moderation, values};

/// The bot.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotConfig {
    /// Its username on our homeserver; the account is made when it is missing.
    pub username: String,
    /// The moderators' room, as an ID or an alias; made when absent.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub admin_room: Option<String>,
    /// Invited to a room that the bot makes.
    #[serde(deserialize_with = "moderation::user_ids")]
    pub moderators: Vec<String>,
    /// What a command begins with.
    #[serde(deserialize_with = "prefix")]
    pub command_prefix: String,
    /// Whether a room that the bot makes is encrypted.
    pub encrypted: bool,
    /// The tag of the language of the room and of mails to operators; the default language when absent.
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

/// The Django app's Matrix notices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatrixNotifications {
    /// Whether it sends any.
    pub enabled: bool,
    /// Its room for moderators: ours too, unless `bot.admin_room` names another.
    #[serde(deserialize_with = "values::or_default")]
    pub admin_room: AdminRoomConfig,
    /// What a new account is greeted with.
    #[serde(deserialize_with = "values::or_default")]
    pub welcome: WelcomeConfig,
}

impl MatrixNotifications {
    /// The room, if notices are on and one is named.
    #[must_use]
    pub fn admin_room_id(&self) -> Option<&str> {
        self.admin_room.room_id.as_deref().filter(|_| self.enabled)
    }

    /// What opens a card, if notices are on and the words are given.
    #[must_use]
    pub fn card_template(&self) -> Option<&Template> {
        self.admin_room.message_template.as_ref().filter(|_| self.enabled)
    }

    /// How new accounts are greeted, if they are.
    #[must_use]
    pub fn welcome(&self) -> Option<&WelcomeConfig> {
        Some(&self.welcome).filter(|welcome| self.enabled && welcome.enabled)
    }
}

/// The Django app's room for moderators.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdminRoomConfig {
    /// Its ID.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub room_id: Option<String>,
    /// What the app says there of a new request: it opens our card.
    pub message_template: Option<Template>,
}

/// What a new account is greeted with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WelcomeConfig {
    /// Whether it is.
    pub enabled: bool,
    /// The words.
    pub message_template: Option<Template>,
    /// A room to greet in, instead of a direct message.
    #[serde(deserialize_with = "matrix::optional_room")]
    pub room_id: Option<String>,
}
