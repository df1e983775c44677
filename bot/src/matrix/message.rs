//! Reads messages.

use matrix_sdk::ruma::OwnedUserId;
use registration_core::domain::text::without_hidden;
use serde_json::Value;

use crate::matrix::pills::text_with_mentions;

/// A text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its event ID.
    pub event: String,
    /// The sender.
    pub sender: OwnedUserId,
    /// The text, without the quoted text of a reply.
    pub body: String,
    /// The event that it replies to.
    pub reply_to: Option<String>,
    /// The event that its thread began with.
    pub thread: Option<String>,
    /// The user IDs that the client marks as mentioned.
    pub mentions: Vec<String>,
    /// The event that clients show, if this one is an edit of it.
    pub original: Option<String>,
    /// When it was sent, in milliseconds since 1970, according to the sender's server.
    pub at: u64,
}

impl Message {
    /// Reads a text message; `None` for edits, notices and other events.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(json).ok()?;
        let (content, relation) = (&event["content"], &event["content"]["m.relates_to"]);
        let is_said =
            event["type"] == "m.room.message" && content["msgtype"] == "m.text" && relation["rel_type"] != "m.replace";
        is_said.then_some(())?;
        // In a thread, clients add the latest message as a fallback for clients without threads.
        let reply_to = Some(&relation["m.in_reply_to"]["event_id"]).filter(|_| relation["is_falling_back"] != true);
        let reply_to = reply_to.and_then(Value::as_str).map(str::to_owned);
        let thread = Some(&relation["event_id"]).filter(|_| relation["rel_type"] == "m.thread");
        let body = content["body"].as_str()?;
        let said = if reply_to.is_some() { without_quote(body) } else { body };
        let mentions = content["m.mentions"]["user_ids"].as_array().into_iter().flatten();
        Some(Self {
            event: event["event_id"].as_str()?.to_owned(),
            sender: OwnedUserId::try_from(event["sender"].as_str()?).ok()?,
            body: plain(&text_with_mentions(said, content["formatted_body"].as_str())),
            reply_to,
            thread: thread.and_then(Value::as_str).map(str::to_owned),
            original: None,
            at: event["origin_server_ts"].as_u64().unwrap_or_default(),
            mentions: mentions.filter_map(|user| user.as_str().map(str::to_owned)).collect(),
        })
    }
}

/// An edit of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The message that it edits.
    pub original: String,
    /// The new text, without the relations of the original.
    pub new: Message,
}

impl Edit {
    /// Reads an edit of a text message; `None` for other events.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let mut event: Value = serde_json::from_str(json).ok()?;
        let relation = &event["content"]["m.relates_to"];
        if event["type"] != "m.room.message" || relation["rel_type"] != "m.replace" {
            return None;
        }
        let original = relation["event_id"].as_str()?.to_owned();
        event["content"] = event["content"]["m.new_content"].take();
        // Who is mentioned and what is replied to comes from the original.
        let new = Message::read(&event.to_string())?;
        Some(Self { new: Message { original: Some(original.clone()), ..new }, original })
    }
}

impl Message {
    /// The event that the bot answers: the message, or the original of an edit.
    #[must_use]
    pub fn target(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.event)
    }
}

/// Removes invisible characters, which some clients and keyboards insert before a word or a mention.
fn plain(text: &str) -> String {
    without_hidden(text).trim_start_matches(|c: char| c.is_whitespace() || c == '\u{2800}').to_owned()
}

/// Removes the quoted message that older clients put at the beginning of a reply, with `> ` before each line.
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
    fn text_messages_are_read_but_not_edits_and_notices() {
        let said = read(&json!({"msgtype": "m.text", "body": "!reg list"})).unwrap();
        assert_eq!((said.sender.as_str(), said.body.as_str()), ("@a:x", "!reg list"));
        assert_eq!((said.reply_to, said.mentions), (None, vec![]));
        assert_eq!(read(&json!({"msgtype": "m.notice", "body": "!reg list"})), None);
        let edit = json!({"rel_type": "m.replace", "event_id": "$o"});
        assert_eq!(read(&json!({"msgtype": "m.text", "body": "!reg list", "m.relates_to": edit})), None);
        assert_eq!(read(&json!({})), None);
    }

    #[test]
    fn reply_differs_from_the_fallback_of_a_thread() {
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
        assert_eq!(reply("deny", within.clone()), Some(("deny".into(), card.clone())));
        let in_thread = json!({"msgtype": "m.text", "body": "deny", "m.relates_to": within});
        assert_eq!(read(&in_thread).unwrap().thread, card);
    }

    #[test]
    fn invisible_characters_are_removed() {
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
    fn mentions_are_read() {
        let mentions = json!({"user_ids": ["@bot:x", 5]});
        let said = read(&json!({"msgtype": "m.text", "body": "bot list", "m.mentions": mentions})).unwrap();
        assert_eq!(said.mentions, ["@bot:x"]);
    }
}
