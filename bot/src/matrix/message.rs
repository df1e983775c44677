//! A message of somebody in the room, as far as the bot reads it.

use matrix_sdk::ruma::OwnedUserId;
use registration_core::domain::text::without_hidden;
use serde_json::Value;

use crate::matrix::pills::text_with_mentions;

/// What somebody has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its event.
    pub event: String,
    /// Who wrote it.
    pub sender: OwnedUserId,
    /// What they wrote, without what they reply to.
    pub body: String,
    /// Which event they reply to.
    pub reply_to: Option<String>,
    /// Whom their client says they mean.
    pub mentions: Vec<String>,
}

impl Message {
    /// Reads a plain message; an edit, a notice, or another event is none.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(json).ok()?;
        let (content, relation) = (&event["content"], &event["content"]["m.relates_to"]);
        let is_said =
            event["type"] == "m.room.message" && content["msgtype"] == "m.text" && relation["rel_type"] != "m.replace";
        is_said.then_some(())?;
        // In a thread, clients name the latest message for those that know no threads.
        let reply_to = Some(&relation["m.in_reply_to"]["event_id"]).filter(|_| relation["is_falling_back"] != true);
        let reply_to = reply_to.and_then(Value::as_str).map(str::to_owned);
        let body = content["body"].as_str()?;
        let said = if reply_to.is_some() { without_quote(body) } else { body };
        let mentions = content["m.mentions"]["user_ids"].as_array().into_iter().flatten();
        Some(Self {
            event: event["event_id"].as_str()?.to_owned(),
            sender: OwnedUserId::try_from(event["sender"].as_str()?).ok()?,
            body: plain(&text_with_mentions(said, content["formatted_body"].as_str())),
            reply_to,
            mentions: mentions.filter_map(|user| user.as_str().map(str::to_owned)).collect(),
        })
    }
}

/// Without characters that nobody sees: some clients and keyboards put them before a word or a mention.
fn plain(text: &str) -> String {
    without_hidden(text).trim_start_matches(|c: char| c.is_whitespace() || c == '\u{2800}').to_owned()
}

/// Older clients begin a reply with the words that they reply to, each line after `> `.
fn without_quote(body: &str) -> &str {
    if !body.starts_with("> <") {
        return body;
    }
    let mut rest = body;
    while rest.starts_with("> ") || rest.starts_with(">\n") {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    rest.strip_prefix('\n').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(content: &Value) -> Option<Message> {
        let event = json!({"type": "m.room.message", "event_id": "$m", "sender": "@a:x", "content": content});
        Message::read(&event.to_string())
    }

    #[test]
    fn what_is_said_is_read_and_edits_and_notices_are_not() {
        let said = read(&json!({"msgtype": "m.text", "body": "!reg list"})).unwrap();
        assert_eq!((said.sender.as_str(), said.body.as_str()), ("@a:x", "!reg list"));
        assert_eq!((said.reply_to, said.mentions), (None, vec![]));
        assert_eq!(read(&json!({"msgtype": "m.notice", "body": "!reg list"})), None);
        let edit = json!({"rel_type": "m.replace", "event_id": "$o"});
        assert_eq!(read(&json!({"msgtype": "m.text", "body": "!reg list", "m.relates_to": edit})), None);
        assert_eq!(read(&json!({})), None);
    }

    #[test]
    fn a_reply_is_told_from_talk_in_a_thread() {
        let reply = |body: &str, relation: Value| {
            let message = json!({"msgtype": "m.text", "body": body, "m.relates_to": relation});
            read(&message).map(|said| (said.body, said.reply_to))
        };
        let to = json!({"m.in_reply_to": {"event_id": "$c"}});
        let card = Some("$c".to_owned());
        assert_eq!(reply("deny", to.clone()), Some(("deny".into(), card.clone())));
        let quoting = "> <@bot:x> #12\n> more\n>\n> end\n\napprove welcome!";
        assert_eq!(reply(quoting, to), Some(("approve welcome!".into(), card.clone())));
        let thread = json!({"rel_type": "m.thread", "event_id": "$c", "is_falling_back": true, "m.in_reply_to": {"event_id": "$c"}});
        assert_eq!(reply("deny", thread), Some(("deny".into(), None)));
        let within = json!({"rel_type": "m.thread", "event_id": "$c", "is_falling_back": false, "m.in_reply_to": {"event_id": "$c"}});
        assert_eq!(reply("deny", within), Some(("deny".into(), card)));
    }

    #[test]
    fn what_cannot_be_seen_is_not_read() {
        let said = |body: &str| read(&json!({"msgtype": "m.text", "body": body})).unwrap().body;
        for hidden in ["\u{feff}", "\u{200b}", "\u{2060}\u{ad}", "\u{200e}", "\u{202a}\u{2068}", "\u{2800} ", "\0\u{1}"]
        {
            assert_eq!(
                said(&format!("{hidden}!reg{hidden} list")),
                format!("!reg{} list", if hidden.contains('\u{2800}') { "\u{2800} " } else { "" }),
                "{hidden:?}"
            );
        }
        let html = json!({"msgtype": "m.text", "body": "Reg [bot]: deny Al", "format": "org.matrix.custom.html",
            "formatted_body": "<a href=\"https://matrix.to/#/@bot:x\">Reg [bot]</a>: deny <a href=\"https://matrix.to/#/@al:x\">Al</a>"});
        assert_eq!(read(&html).unwrap().body, "@bot:x: deny @al:x");
    }

    #[test]
    fn who_is_meant_is_read() {
        let mentions = json!({"user_ids": ["@bot:x", 5]});
        let said = read(&json!({"msgtype": "m.text", "body": "bot list", "m.mentions": mentions})).unwrap();
        assert_eq!(said.mentions, ["@bot:x"]);
    }
}
