//! What about the moderators' room puts personal data or the bot's work at risk.

use matrix_sdk::{
    Room,
    ruma::events::{MessageLikeEventType, room::power_levels::RoomPowerLevels},
};
use registration_core::{Registrations, config::Config, text};
use serde_json::Value;

use crate::{
    post::{message, send},
    words::{Block, Words},
};

/// Under which it is remembered what the room was last told.
const WARNED: &str = "admin_room_risks";

/// The risks in what the admin API tells of a room.
#[must_use]
pub fn of_room(room: &Value, config: &Config) -> Vec<String> {
    let mut risks = vec![];
    if room["join_rules"] == "public" {
        risks.push(text!("room-risk-public"));
    }
    if room["history_visibility"] == "world_readable" {
        risks.push(text!("room-risk-readable"));
    }
    if room["guest_access"] == "can_join" {
        risks.push(text!("room-risk-guests"));
    }
    if room["encryption"].is_null() && config.bot.encrypted {
        risks.push(text!("room-risk-unencrypted"));
    }
    risks
}

/// The bot's own lack of power.
fn of_power(levels: &RoomPowerLevels, room: &Room) -> Option<String> {
    let bot = room.own_user_id();
    let may = |kind| levels.user_can_send_message(bot, kind);
    let is_enough = may(MessageLikeEventType::RoomMessage) && may(MessageLikeEventType::Reaction);
    (!is_enough).then(|| text!("room-risk-power", bot = bot.as_str()))
}

/// Tells the room of its risks, once for as long as they stay the same. What fails is tried again
/// at the next start.
pub async fn warn(room: &Room, registrations: &Registrations) {
    if let Err(error) = try_to_warn(room, registrations).await {
        tracing::warn!(error = &*error, "cannot look for risks in the moderators' room");
    }
}

async fn try_to_warn(room: &Room, registrations: &Registrations) -> Result<(), Box<dyn std::error::Error>> {
    let store = registrations.store();
    let Some(found) = registrations.synapse().room(room.room_id().as_str()).await? else { return Ok(()) };
    let mut risks = of_room(&found, registrations.config());
    risks.extend(of_power(&room.power_levels().await?, room));
    for risk in &risks {
        tracing::warn!(room = %room.room_id(), risk, "the moderators' room is at risk");
    }
    let now = format!("{} {}", room.room_id(), risks.join(" "));
    if store.setting(WARNED).await?.is_some_and(|before| before == now) {
        return Ok(());
    }
    if !risks.is_empty() {
        let mut blocks = vec![Block::Line(text!("room-risk-title"))];
        blocks.extend(risks.into_iter().map(|risk| Block::Line(format!("- {risk}"))));
        let txn = format!("risks-{:032x}", rand::random::<u128>());
        send(room, "m.room.message", message(&Words::set(&blocks)), &txn).await?;
    }
    Ok(store.set_setting(WARNED, &now).await?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config(encrypted: bool) -> Config {
        let text = format!(
            "synapse: {{server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}}\n\
             hosts: [register.example.org]\n\
             email: {{host: 127.0.0.1, port: 9, from: bot@example.org}}\n\
             admin: {{email: admin@example.org}}\n\
             bot: {{encrypted: {encrypted}}}\n"
        );
        Config::parse(&text).unwrap()
    }

    #[test]
    fn each_risk_is_told_and_a_private_encrypted_room_has_none() {
        let safe = json!({
            "join_rules": "invite", "history_visibility": "joined", "guest_access": "forbidden",
            "encryption": "m.megolm.v1.aes-sha2",
        });
        assert_eq!(of_room(&safe, &config(true)), Vec::<String>::new());
        let open = json!({
            "join_rules": "public", "history_visibility": "world_readable", "guest_access": "can_join",
            "encryption": null,
        });
        assert_eq!(of_room(&open, &config(true)).len(), 4);
        assert_eq!(of_room(&open, &config(false)).len(), 3, "a room without encryption was asked for");
    }
}
