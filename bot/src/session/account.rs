//! The bot's account on the homeserver.

use registration_core::{
    Registrations,
    store::state::BotAccountIntent,
    synapse::{Put, User},
    text,
};
use serde_json::json;

use crate::error::SetUpError;

/// The bot's user ID.
#[must_use]
pub fn bot_mxid(registrations: &Registrations) -> String {
    let config = registrations.config();
    format!("@{}:{}", config.bot.username, config.synapse.domain)
}

/// Creates the account if it does not exist. An existing account is used only if it is marked as a bot.
pub(super) async fn ensure_account(registrations: &Registrations, mxid: &str) -> Result<(), SetUpError> {
    let language = registrations.config().room_language();
    let (synapse, store) = (registrations.synapse(), registrations.bot_store());
    let intent = match synapse.user(mxid).await? {
        Some(user) if user.user_type.as_deref() == Some("bot") && user.deactivated => {
            return Err(SetUpError::Deactivated(mxid.to_owned()));
        }
        Some(user) if user.user_type.as_deref() == Some("bot") => return Ok(()),
        Some(user) => {
            let intent = store.state::<BotAccountIntent>().get().await?;
            if !is_unfinished(&user, mxid, intent.as_ref()) {
                return Err(SetUpError::NotOurs(mxid.to_owned()));
            }
            None
        }
        None => Some(BotAccountIntent { mxid: mxid.to_owned(), since: registrations.clock().now().as_second() }),
    };
    if let Some(intent) = intent {
        // Written first: after a crash, the account is not marked as a bot yet.
        store.state().set(&intent).await?;
        // An empty body changes nothing if the account exists after all.
        if synapse.put_user(mxid, &json!({})).await?.0 == Put::Existed {
            return Err(SetUpError::NotOurs(mxid.to_owned()));
        }
    }
    synapse.put_user(mxid, &json!({ "user_type": "bot", "displayname": text!(in language, "room-bot-name") })).await?;
    tracing::info!(bot = mxid, "created the bot's account");
    Ok(())
}

/// Whether this is an account that the bot was about to create and that nobody has used.
fn is_unfinished(user: &User, mxid: &str, intent: Option<&BotAccountIntent>) -> bool {
    let Some(BotAccountIntent { mxid: whose, since }) = intent else { return false };
    // The clocks of the two machines may differ slightly.
    let made_after = user.creation_ts >= since - 5 && user.creation_ts <= since + 120;
    whose == mxid && made_after && user.last_seen_ts.is_none() && user.threepids.is_empty() && !user.deactivated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_at(creation_ts: i64) -> User {
        serde_json::from_value(json!({ "creation_ts": creation_ts })).unwrap()
    }

    #[test]
    fn unfinished_account_is_recognised_by_time_and_disuse() {
        let intent = |mxid: &str| BotAccountIntent { mxid: mxid.to_owned(), since: 1000 };
        let ours = |user: &User, intent: &BotAccountIntent| is_unfinished(user, "@bot:x", Some(intent));
        assert!(ours(&made_at(1001), &intent("@bot:x")));
        assert!(!is_unfinished(&made_at(1001), "@bot:x", None));
        assert!(!ours(&made_at(1001), &intent("@other:x")));
        assert!(!ours(&made_at(900), &intent("@bot:x")));
        assert!(!ours(&made_at(9000), &intent("@bot:x")));
        assert!(!ours(&User { last_seen_ts: Some(1), ..made_at(1001) }, &intent("@bot:x")));
    }
}
