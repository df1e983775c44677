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

/// Makes the account when there is none. One that is there is taken only if it is marked as a bot.
pub(super) async fn ensure_account(registrations: &Registrations, mxid: &str) -> Result<(), SetUpError> {
    let (synapse, store) = (registrations.synapse(), registrations.store());
    let intent = match synapse.user(mxid).await? {
        Some(user) if user.user_type.as_deref() == Some("bot") && user.deactivated => {
            return Err(SetUpError::Deactivated(mxid.to_owned()));
        }
        Some(user) if user.user_type.as_deref() == Some("bot") => return Ok(()),
        Some(user) => {
            let intent = store.state::<BotAccountIntent>().get().await?;
            if !is_our_unfinished(&user, mxid, intent.as_ref()) {
                return Err(SetUpError::NotOurs(mxid.to_owned()));
            }
            None
        }
        None => Some(BotAccountIntent { mxid: mxid.to_owned(), since: registrations.clock().now().as_second() }),
    };
    if let Some(intent) = intent {
        store.state().set(&intent).await?;
        // An empty body changes nobody's account, should there be one after all.
        if synapse.put_user(mxid, &json!({})).await?.0 == Put::Existed {
            return Err(SetUpError::NotOurs(mxid.to_owned()));
        }
    }
    synapse.put_user(mxid, &json!({ "user_type": "bot", "displayname": text!("room-bot-name") })).await?;
    tracing::info!(bot = mxid, "the bot's account is made");
    Ok(())
}

/// An account that we were about to make, and that nobody has ever used.
fn is_our_unfinished(user: &User, mxid: &str, intent: Option<&BotAccountIntent>) -> bool {
    let Some(BotAccountIntent { mxid: whose, since }) = intent else { return false };
    // Its clock and ours may differ by a little.
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
    fn only_an_unused_account_made_right_after_our_intent_is_ours() {
        let intent = |mxid: &str| BotAccountIntent { mxid: mxid.to_owned(), since: 1000 };
        let ours = |user: &User, intent: &BotAccountIntent| is_our_unfinished(user, "@bot:x", Some(intent));
        assert!(ours(&made_at(1001), &intent("@bot:x")));
        assert!(!is_our_unfinished(&made_at(1001), "@bot:x", None));
        assert!(!ours(&made_at(1001), &intent("@other:x")));
        assert!(!ours(&made_at(900), &intent("@bot:x")));
        assert!(!ours(&made_at(9000), &intent("@bot:x")));
        assert!(!ours(&User { last_seen_ts: Some(1), ..made_at(1001) }, &intent("@bot:x")));
    }
}
